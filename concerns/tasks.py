"""The clocks of concerns: what is due by its row, safe twice and safe late."""

from celery import shared_task
from django.utils import timezone

from concerns.actions import clocks, leaving, mailing, raising, watching


@shared_task
def nudge_due_clocks() -> None:
    """Remind whoever is to keep a promise, once for each stage."""
    clocks.nudge_due_clocks(at=timezone.now())


@shared_task
def end_old_pauses() -> None:
    """Let work go on whose question was not answered within 10 working days."""
    clocks.end_old_pauses(at=timezone.now())


@shared_task
def send_due_mail() -> None:
    """Send what is due at the last fixed time."""
    mailing.send_due_mail(at=timezone.now())


@shared_task
def suspend_changed_members() -> None:
    """Suspend whoever has a log-in that somebody else changed, and tell of new names, without waiting."""
    watching.look_at_members(at=timezone.now())


@shared_task
def forget_old_drafts() -> None:
    """Delete drafts that nobody sent, and what is known of stays that were ended."""
    at = timezone.now()
    raising.forget_old_drafts(at=at)
    leaving.forget_ended_visits(at=at)
