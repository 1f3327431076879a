"""Clock work of the rooms."""

from celery import shared_task
from django.utils import timezone

from events.actions.visits import close_stale_visits


@shared_task(name="breakouts.tasks.end_silent_visits")
def end_silent_visits() -> None:
    """End the visits of people whose page or line went away without a word. Safe twice, safe late."""
    close_stale_visits(at=timezone.now())
