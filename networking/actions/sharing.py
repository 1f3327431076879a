"""Telling a contact how to reach oneself: by mutual consent, and taken back at any time."""

from datetime import datetime

from django.db import transaction

from events.models import Delegate
from networking.actions.pairs import lock_contact
from networking.contacts_refusals import ContactRefused
from networking.models import Contact
from networking.policies.contacts import can_end, can_share


@transaction.atomic
def share_details(*, contact: Contact, actor: Delegate, at: datetime) -> Contact:
    """Say that a contact may know how to reach the actor, as soon as they say so too. Safe to call twice.

    :raises ContactRefused: ``gone`` or ``no_details``.
    """
    contact, pair = lock_contact(contact, actor, Contact.objects.met_by(actor, at), at=at)
    can_share(contact, pair.profile).or_raise(ContactRefused)
    if not contact.is_shared_by(pair.actor):
        _note(contact, pair.actor, at)
    return contact


@transaction.atomic
def keep_details(*, contact: Contact, actor: Delegate, at: datetime) -> Contact:
    """Take that back: from then on neither sees the other's. Safe to call twice.

    The other may be gone, for whatever reason, and the contact ended by that.

    :raises ContactRefused: ``gone``.
    """
    contact, pair = lock_contact(contact, actor, Contact.objects.of(actor), at=at)
    can_end(contact).or_raise(ContactRefused)
    _note(contact, pair.actor, None)
    return contact


def _note(contact: Contact, actor: Delegate, at: datetime | None) -> None:
    contact.note_share(actor, at)
    contact.save(update_fields=["asker_shares_at", "asked_shares_at"])
