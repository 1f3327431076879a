"""Whom to suggest to somebody: only listed people whom they may meet and are not in touch with."""

from collections.abc import Mapping, Sequence
from heapq import nlargest

from networking.labels import Kind
from networking.matching import FOR_A_SUBJECT, FOR_AN_INTEREST, MOST, Reasons, Wants, suggested
from networking.models import Contact, Profile
from networking.sight import Sight


def suggestions(mine: Profile, sight: Sight) -> list[tuple[int, Reasons]]:
    """Return the keys of the profiles to suggest, who has most in common first, and why; in one query, and
    in none for whoever chose nothing or has no part."""
    if not (mine.is_joined and (mine.interests or mine.offers or mine.seeks)):
        return []
    points = _points(mine, sight)
    # Among thousands few can be among the first: the rule weighs no others.
    least = max(1, min(nlargest(MOST, points), default=1))
    places = {sight.codes[place]: place for place, count in enumerate(points) if count >= least}
    chosen = suggested(wants(mine), [_wants(sight, place) for place in places.values()])
    return [(sight.keys[places[other.code]], why) for other, why in chosen]


def wants(profile: Profile) -> Wants:
    """What the rule needs to know of a profile."""
    return Wants(profile.code, profile.interests, profile.offers, profile.seeks)


def _wants(sight: Sight, place: int) -> Wants:
    chosen = (sight.shown.columns[kind][place].split() for kind in (Kind.INTEREST, Kind.OFFERS, Kind.SEEKS))
    return Wants(sight.codes[place], *chosen)


def _points(mine: Profile, sight: Sight) -> list[int]:
    """What speaks for each person, as ``Reasons.points`` counts it; nothing for those who are in touch."""
    sides: Mapping[Kind, tuple[Sequence[str], int]] = {
        Kind.INTEREST: (mine.interests, FOR_AN_INTEREST),
        Kind.OFFERS: (mine.seeks, FOR_A_SUBJECT),
        Kind.SEEKS: (mine.offers, FOR_A_SUBJECT),
    }
    columns = []
    for kind, (chosen, each) in sides.items():
        column = sight.shown.columns[kind]
        points = {shown: each * len(frozenset(chosen).intersection(shown.split())) for shown in set(column)}
        columns.append([points[shown] for shown in column])
    in_touch = _in_touch(mine)
    return [0 if key in in_touch else sum(those) for key, *those in zip(sight.keys, *columns, strict=True)]


def _in_touch(mine: Profile) -> set[int]:
    """The keys of those between whom and somebody a contact is open, whoever asked and was answered what; as
    with blocks, that shows in no other way."""
    rows = Contact.objects.of(mine.delegate).filter(state__in=Contact.OPEN)
    return {key for both in rows.values_list("asker__profile", "asked__profile") for key in both}
