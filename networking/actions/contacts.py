"""Asking somebody to be in contact, answering, taking it back, and ending a contact."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from breakouts.actions.chat import tidy_body
from events.models import Delegate
from networking.actions.pairs import lock_contact, lock_pair, open_between, put_in_contact
from networking.contacts_refusals import ContactCode, ContactRefused
from networking.models import Contact
from networking.notices.contacts import request_is_over, tell_request
from networking.policies.contacts import (
    askable,
    can_accept,
    can_decline,
    can_end,
    can_withdraw,
    is_within_limits,
)

State = Contact.State


@transaction.atomic
def ask_for_contact(*, asker: Delegate, asked: Delegate, note: str, at: datetime) -> Contact:
    """Ask somebody to be in contact; whoever has asked the asker meanwhile or before is accepted by it.

    Asking twice changes nothing. Once declined is declined for good, until the other one asks: the row is
    written and the same done for it, but its notice finds nothing to say.

    :raises ContactRefused: ``gone``, ``many_open`` or ``many_today``.
    """
    pair = lock_pair(asker, asked.pk, at=at)
    if pair.other is None or not askable(pair.profile, at).filter(delegate=pair.other).exists():
        raise ContactRefused(ContactCode.GONE)
    contact = open_between(pair.actor, pair.other)
    if contact and contact.asked_id == pair.actor.pk and contact.state != State.ACCEPTED:
        return put_in_contact(contact, note=note, at=at)
    if contact:
        return contact
    is_within_limits(pair.actor, at=at).or_raise(ContactRefused)
    was_declined = _was_declined(pair.actor, pair.other)
    contact = Contact.objects.create(
        asker=pair.actor,
        asked=pair.other,
        note=tidy_body(note),
        state=State.DECLINED if was_declined else State.ASKED,
        asked_at=at,
        answered_at=at if was_declined else None,
    )
    tell_request(contact, at=at)
    return contact


@transaction.atomic
def accept_contact(*, contact: Contact, actor: Delegate, at: datetime) -> Contact:
    """Say yes to a request; the asker is told. Safe to call twice.

    :raises ContactRefused: ``gone`` or ``declined``.
    """
    contact, pair = lock_contact(contact, actor, Contact.objects.met_by(actor, at), at=at)
    can_accept(contact, by=pair.actor).or_raise(ContactRefused)
    return contact if contact.state == State.ACCEPTED else put_in_contact(contact, at=at)


@transaction.atomic
def decline_contact(*, contact: Contact, actor: Delegate, at: datetime) -> Contact:
    """Say no to a request; to the asker it goes on waiting. Safe to call twice.

    :raises ContactRefused: ``gone`` or ``in_contact``.
    """
    contact, pair = lock_contact(contact, actor, Contact.objects.met_by(actor, at), at=at)
    can_decline(contact, by=pair.actor).or_raise(ContactRefused)
    if contact.state == State.ASKED:
        contact.state, contact.answered_at = State.DECLINED, at
        contact.save(update_fields=["state", "answered_at"])
        request_is_over(contact, at=at)
    return contact


@transaction.atomic
def withdraw_request(*, contact: Contact, actor: Delegate, at: datetime) -> Contact:
    """Take an own request back, whatever the other said of it, or became of them. Safe to call twice.

    :raises ContactRefused: ``gone`` or ``accepted``.
    """
    contact, pair = lock_contact(contact, actor, Contact.objects.withdrawable_by(actor, at), at=at)
    can_withdraw(contact, by=pair.actor).or_raise(ContactRefused)
    if contact.state != State.WITHDRAWN:
        contact.state, contact.ended_at = State.WITHDRAWN, at
        contact.save(update_fields=["state", "ended_at"])
        request_is_over(contact, at=at)
    return contact


@transaction.atomic
def end_contact(*, contact: Contact, actor: Delegate, at: datetime) -> Contact:
    """End a contact, and share nothing with them any more; the other is not told. Safe to call twice.

    The other may be gone, for whatever reason: what was written of it then is the same.

    :raises ContactRefused: ``gone``.
    """
    contact, pair = lock_contact(contact, actor, Contact.objects.of(actor), at=at)
    can_end(contact).or_raise(ContactRefused)
    contact.note_share(pair.actor, None)
    contact.state, contact.ended_at = State.ENDED, contact.ended_at or at
    contact.save(update_fields=["state", "ended_at", "asker_shares_at", "asked_shares_at"])
    return contact


def _was_declined(asker: Delegate, asked: Delegate) -> bool:
    """Whether somebody said no to a person's request before, and the two were not in contact since."""
    between = Contact.objects.between(asker, asked)
    declined = between.filter(asker=asker, state=State.WITHDRAWN, answered_at__isnull=False)
    since = between.filter(state=State.ENDED, pk__gt=OuterRef("pk"))
    return declined.exclude(Exists(since)).exists()
