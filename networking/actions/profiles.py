"""Joining networking, changing what one shows there, and leaving it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction

from events.actions.places import lock_delegate
from events.models import Delegate
from networking.actions.groups import leave_groups
from networking.models import Contact, Interest, Profile, Showable, Subject
from networking.policies import can_look, can_take_part
from networking.refusals import PartRefused


@dataclass(frozen=True)
class Choices:
    """What somebody wants others to see of them, and when to be left in peace."""

    shows: Sequence[str] = ()
    interests: Sequence[str] = ()
    offers: Sequence[str] = ()
    seeks: Sequence[str] = ()
    contact_details: str = ""
    is_listed: bool = False
    meets_again: bool = False
    quiet_from: time = time(21)
    quiet_until: time = time(7)


@transaction.atomic
def join(*, delegate: Delegate, choices: Choices, at: datetime) -> Profile:
    """Take part, with these choices. Who takes part already changes them; whoever left begins anew, and so
    does whoever gave their place up since.

    :raises PartRefused: ``no_place``, ``not_open``, ``over`` or ``suspended``.
    """
    delegate = lock_delegate(delegate)
    can_look(delegate, at=at).or_raise(PartRefused)
    if (earlier := Profile.objects.of(delegate)) and not earlier.is_joined:
        leave(delegate=delegate, at=at)
    profile = Profile.objects.of(delegate) or Profile(delegate=delegate)
    profile.joined_at = profile.joined_at or at
    return _write(profile, choices, at)


@transaction.atomic
def change(*, delegate: Delegate, choices: Choices, at: datetime) -> Profile:
    """Change what others see, at once and everywhere.

    :raises PartRefused: those of ``join``, and ``not_joined``.
    """
    delegate = lock_delegate(delegate)
    profile = Profile.objects.of(delegate)
    can_take_part(delegate, profile, at=at).or_raise(PartRefused)
    assert profile is not None
    return _write(profile, choices, at)


@transaction.atomic
def leave(*, delegate: Delegate, at: datetime) -> None:
    """Stop taking part, at once and everywhere. Safe to call twice; never refused.

    What was chosen is deleted, and so is every consent to tell contact details: whoever comes back is not
    listed and shows nothing until they choose it again. They go out of their groups, as a block takes people
    out: nobody there can tell one from the other.
    """
    delegate = lock_delegate(delegate)
    profile = Profile.objects.filter(delegate=delegate, joined_at__isnull=False).first()
    if profile is None:
        return
    profile.joined_at = None
    _write(profile, Choices(quiet_from=profile.quiet_from, quiet_until=profile.quiet_until), at)
    leave_groups(member=delegate, at=at)
    Contact.objects.filter(asker=delegate).update(asker_shares_at=None)
    Contact.objects.filter(asked=delegate).update(asked_shares_at=None)


def _write(profile: Profile, choices: Choices, at: datetime) -> Profile:
    profile.shows = [field for field in Showable.values if field in choices.shows]
    profile.interests = _known(choices.interests, profile.interests)
    profile.offers = [each for each in Subject.values if each in choices.offers]
    profile.seeks = [each for each in Subject.values if each in choices.seeks]
    profile.contact_details = " ".join(choices.contact_details.split())
    profile.is_listed, profile.meets_again = choices.is_listed, choices.meets_again
    profile.quiet_from, profile.quiet_until = choices.quiet_from, choices.quiet_until
    profile.changed_at = at
    profile.save()
    return profile


def _known(wanted: Sequence[str], kept: Sequence[str]) -> list[str]:
    """Keep what is in the lists, and what the person chose while it was; in the order of the lists."""
    codes = Interest.objects.choosable(kept).filter(code__in=wanted)
    return list(codes.values_list("code", flat=True))
