"""Two people of whom one does something about the other: locked together, and may they meet?"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from events.models import Delegate
from networking import policies
from networking.contacts_refusals import ContactCode, ContactRefused
from networking.models import Contact, ContactOfTwoQuerySet, Profile, Wish
from networking.notices.contacts import request_is_over, tell_accepted
from networking.refusals import PartRefused


@dataclass(frozen=True)
class Pair:
    """Somebody who takes part, and another person, both locked."""

    actor: Delegate
    other: Delegate | None
    profile: Profile


def lock_pair(actor: Delegate, other: int, *, at: datetime) -> Pair:
    """Lock two people, the lower key first whoever acts, and see that the actor takes part.

    Two who act upon each other at one instant so come one after the other. Whether they may meet is not asked
    here.

    :raises PartRefused: the actor does not take part.
    """
    rows = Delegate.objects.select_for_update(no_key=True, of=("self",)).select_related("assembly", "user")
    people = {each.pk: each for each in rows.filter(pk__in=(actor.pk, other)).order_by("pk")}
    profile = Profile.objects.of(people[actor.pk])
    policies.can_take_part(people[actor.pk], profile, at=at).or_raise(PartRefused)
    assert profile is not None
    return Pair(people[actor.pk], people.get(other), profile)


def lock_contact(
    contact: Contact, actor: Delegate, among: ContactOfTwoQuerySet, *, at: datetime
) -> tuple[Contact, Pair]:
    """Lock the two people of a contact, then the contact, and return it as it stands now.

    :raises PartRefused: the actor does not take part.
    :raises ContactRefused: ``gone``: it is not ``among`` those of which the act may know.
    """
    pair = lock_pair(actor, contact.other_than(actor).pk, at=at)
    rows = among.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("asker", "asked").filter(pk=contact.pk).first()
    if found is None:
        raise ContactRefused(ContactCode.GONE)
    return found, pair


def open_between(one: Delegate, other: Delegate) -> Contact | None:
    """Return what stands between two people, locked by the caller; there is at most one."""
    return Contact.objects.between(one, other).filter(state__in=Contact.OPEN).first()


def put_in_contact(contact: Contact, *, note: str = "", at: datetime) -> Contact:
    """Let a request be accepted; the asker is told, with what the other one wrote when they asked, too."""
    accept(contact, at=at)
    tell_accepted(contact, note=note, at=at)
    return contact


def accept(contact: Contact, *, at: datetime) -> None:
    """Write down that two people, locked by the caller, are in contact; what they wished for is reached."""
    contact.state, contact.answered_at = Contact.State.ACCEPTED, at
    contact.save(update_fields=["state", "answered_at"])
    one, other = contact.asker_id, contact.asked_id
    Wish.objects.filter(Q(by=one, about=other) | Q(by=other, about=one)).delete()
    request_is_over(contact, at=at)
