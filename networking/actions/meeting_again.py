"""Wishing to meet somebody again with whom one shared a room; when both do, they are in contact."""

from datetime import datetime

from django.db import transaction

from events.models import Delegate
from networking.actions.pairs import Pair, accept, lock_pair, open_between
from networking.contacts_refusals import ContactCode, ContactRefused
from networking.models import Contact, Wish
from networking.notices.contacts import tell_of_meeting_again
from networking.shared_rooms import meeting_again, rooms_shared

State = Contact.State


@transaction.atomic
def wish_to_meet_again(*, by: Delegate, about: Delegate, at: datetime) -> Contact | None:
    """Wish to meet somebody again: nobody sees it until the other one does, too; then return their contact.

    Whatever was asked between the two before, and what was said to it, is overtaken by that. Safe to call
    twice.

    :raises ContactRefused: ``gone``: not somebody whom they met, or not open to it.
    """
    pair = lock_pair(by, about.pk, at=at)
    if pair.other is None or not meeting_again(pair.profile, at).filter(delegate=pair.other).exists():
        raise ContactRefused(ContactCode.GONE)
    contact = open_between(pair.actor, pair.other)
    if contact and contact.state == State.ACCEPTED:
        return contact
    if Wish.objects.filter(by=pair.other, about=pair.actor).exists():
        return _meet(pair, pair.other, contact, at)
    last_met = rooms_shared(pair.actor, [pair.other.pk])[pair.other.pk][0].session
    Wish.objects.get_or_create(
        by=pair.actor, about=pair.other, defaults={"session": last_met, "wished_at": at}
    )
    return None


@transaction.atomic
def take_wish_back(*, by: Delegate, about: Delegate, at: datetime) -> Contact | None:
    """Wish it no more; return the contact if the other one was faster. Safe to call twice."""
    pair = lock_pair(by, about.pk, at=at)
    Wish.objects.filter(by=pair.actor, about=about).delete()
    return Contact.objects.between(pair.actor, about).standing().first()


def _meet(pair: Pair, other: Delegate, contact: Contact | None, at: datetime) -> Contact:
    """Put two people in contact who both said yes, and tell both."""
    if contact is None:
        contact = Contact(asker=pair.actor, asked=other, state=State.ACCEPTED, asked_at=at, answered_at=at)
        contact.save()
    accept(contact, at=at)
    tell_of_meeting_again(contact, at=at)
    return contact
