"""What stands between somebody and the people whom they may come across now, read for a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from common.lookups import Moment
from events.models import Delegate, Room
from networking.models import Contact, Interest, Profile
from networking.shared_rooms import meeting_again, rooms_shared

_SHOWN = ("grade", "learner_group", "local_office", "profile")
_DELEGATE_SHOWN = [f"delegate__{each}" for each in ("grade", "learner_group", "local_office")]
WITH_PEOPLE = [f"{side}__{each}" for side in ("asker", "asked") for each in _SHOWN]


@dataclass(frozen=True)
class PersonMet:
    """Somebody with whom one shared a room, and which ones, the last one first."""

    profile: Profile
    rooms: Sequence[Room]


def open_contacts(delegate: Delegate, at: Moment) -> QuerySet[Contact]:
    """Return all that is open with people whom somebody may meet, the newest first, both people with it."""
    found = Contact.objects.met_by(delegate, at).filter(state__in=Contact.OPEN)
    return found.select_related(*WITH_PEOPLE)


def contact_between(one: Delegate, other: Delegate) -> Contact | None:
    """Return what is open between two people, both with it."""
    open_ones = Contact.objects.between(one, other).filter(state__in=Contact.OPEN)
    return open_ones.select_related(*WITH_PEOPLE).first()


def names_of_interests(profiles: Iterable[Profile]) -> dict[str, str]:
    """Return the names of all interests of these people by their codes, in one query."""
    codes = {code for profile in profiles for code in profile.interests}
    return dict(Interest.objects.filter(code__any_of=list(codes)).values_list("code", "name"))


def people_met(own: Profile, contacts: Iterable[Contact], at: Moment) -> list[PersonMet]:
    """Return whom somebody may wish to meet again and is not in contact with, the last met first.

    Three queries, however many they are.
    """
    known = [each.other_than(own.delegate).pk for each in contacts if each.state == Contact.State.ACCEPTED]
    people = meeting_again(own, at).exclude(delegate__in=known).select_related(*_DELEGATE_SHOWN)
    found = {each.delegate_id: each for each in people}
    rooms = rooms_shared(own.delegate, found)
    met = [PersonMet(profile, rooms[key]) for key, profile in found.items()]
    by_name = sorted(met, key=lambda each: each.profile.delegate.name.casefold())
    return sorted(by_name, key=lambda each: each.rooms[0].session.starts_at, reverse=True)
