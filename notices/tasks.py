"""Clock work of notices: the time once at the top, one call."""

from celery import shared_task
from django.utils import timezone

from notices.actions import sending

# A beat's worth: what is left is taken on by the next, so that one task never holds a thread for long.
BATCHES = 20


@shared_task(name="notices.tasks.send_due_notices")
def send_due_notices() -> None:
    """Send what is due, batch by batch, once it is said of old offers that they are over."""
    sending.close_what_is_over(at=timezone.now())
    for _ in range(BATCHES):
        if sending.send_due(at=timezone.now()) < sending.BATCH:
            return


@shared_task(name="notices.tasks.settle_unanswered_notices")
def settle_unanswered_notices() -> None:
    """Say of what a killed worker left that nobody knows."""
    sending.settle_unanswered(at=timezone.now())
