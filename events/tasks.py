"""Clock work and mail of assemblies: ids in, the time once at the top, one call."""

from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused

import structlog
from celery import shared_task
from django.utils import timezone

from events import confirmations
from events.actions import delegates
from events.actions.confirming import claim_confirmation, give_back_confirmation
from events.models import Assembly, Delegate

log = structlog.get_logger(__name__)

BATCH = 200


@shared_task(name="events.tasks.send_confirmation")
def send_confirmation(delegate_id: int) -> None:
    """Send one confirmation if it is still due."""
    _send(delegate_id, at=timezone.now())


@shared_task(name="events.tasks.send_due_confirmations")
def send_due_confirmations() -> None:
    """Send what a crash, a lost message or a mail server's bad hour left unsent; ends where mail is away."""
    at = timezone.now()
    for delegate_id in Delegate.objects.unconfirmed().values_list("pk", flat=True)[:BATCH]:
        if not _send(delegate_id, at=at):
            break


@shared_task(name="events.tasks.give_free_places")
def give_free_places() -> None:
    """Give places that somebody left, or that an organiser added, to those who wait."""
    at = timezone.now()
    for assembly in Assembly.objects.filter(delegates__state=Delegate.State.WAITING).distinct():
        delegates.give_free_places(assembly=assembly, at=at)


def _send(delegate_id: int, *, at: datetime) -> bool:
    """Claim and send; tell whether mail works."""
    delegate = claim_confirmation(delegate_id=delegate_id, at=at)
    if delegate is None:
        return True
    try:
        confirmations.message_to(delegate).send()
    except SMTPRecipientsRefused:
        # Asking again every 30 seconds would not make the address exist.
        log.warning("confirmation refused by the address", delegate=delegate.reference)
    except (SMTPException, OSError):
        log.exception("confirmation not sent, due again", delegate=delegate.reference)
        give_back_confirmation(delegate=delegate)
        return False
    return True
