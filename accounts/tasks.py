"""Clock work of accounts."""

from celery import shared_task
from django.utils import timezone

from accounts.actions import forget_old_codes as forget


@shared_task(name="accounts.tasks.forget_old_codes")
def forget_old_codes() -> None:
    """Forget the codes of yesterday and before, with the addresses that they name."""
    forget(at=timezone.now())
