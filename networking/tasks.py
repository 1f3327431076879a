"""Clock work of networking."""

from celery import shared_task
from django.utils import timezone

from networking.actions import clearing, groups, telling


@shared_task(name="networking.tasks.tell_of_conversations")
def tell_of_conversations() -> None:
    """Tell people what waits for them in conversations. Safe twice, safe late."""
    telling.tell_of_conversations(at=timezone.now())


@shared_task(name="networking.tasks.tell_of_reports_in_rooms")
def tell_of_reports_in_rooms() -> None:
    """Tell reporters that the hosts of a room have looked. Safe twice, safe late."""
    telling.tell_of_reports_in_rooms(at=timezone.now())


@shared_task(name="networking.tasks.let_the_gone_leave_groups")
def let_the_gone_leave_groups() -> None:
    """Take those out of their groups who take no part any more. Safe twice, safe late."""
    groups.let_the_gone_leave_groups(at=timezone.now())


@shared_task(name="networking.tasks.clear_due_networking")
def clear_due_networking() -> None:
    """Remove networking of assemblies that closed 30 days ago. Safe twice, safe late."""
    clearing.clear_due_networking(at=timezone.now())
