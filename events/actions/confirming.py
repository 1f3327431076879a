"""Handing a confirmation to mail exactly once: the claim on it, and giving the claim back."""

from datetime import datetime

from django.db import transaction

from events.models import Delegate


@transaction.atomic(durable=True)
def claim_confirmation(*, delegate_id: int, at: datetime) -> Delegate | None:
    """Take it upon oneself to send this confirmation; None when it is not due or another worker has it.

    The claim is committed before any mail leaves, so no crash and no second worker ever sends it twice. The
    price: a worker killed between claim and mail leaves a confirmation unsent, and the pages still show it.
    """
    due = Delegate.objects.unconfirmed().select_for_update(no_key=True, skip_locked=True, of=("self",))
    delegate = due.select_related("assembly", "user").filter(pk=delegate_id).first()
    if delegate:
        delegate.confirmed_at = at
        delegate.save(update_fields=["confirmed_at"])
    return delegate


def give_back_confirmation(*, delegate: Delegate) -> None:
    """Make it due again after mail was refused, unless the person has left or come back meanwhile."""
    claimed = Delegate.objects.filter(pk=delegate.pk, confirmed_at=delegate.confirmed_at)
    claimed.update(confirmed_at=None)
