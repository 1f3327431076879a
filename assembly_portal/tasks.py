"""Clock work of the composition root: the time once at the top, one call."""

from celery import shared_task
from django.utils import timezone

from assembly_portal.demonstration.walking import let_them_in
from assembly_portal.figures.keeping import keep_due_figures


@shared_task(name="assembly_portal.tasks.walk_in")
def walk_in() -> None:
    """Let the demonstration's people come into their rooms; nothing where there is no demonstration."""
    let_them_in(at=timezone.now())


@shared_task(name="assembly_portal.tasks.keep_figures")
def keep_figures() -> None:
    """Keep the figures of assemblies that have closed. Safe twice, safe late."""
    keep_due_figures(at=timezone.now())
