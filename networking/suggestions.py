"""Whom to suggest to somebody: only listed people whom they may meet and are not in touch with."""

from collections import Counter
from collections.abc import Mapping, Sequence
from heapq import nlargest

from networking.labels import Kind
from networking.matching import FOR_A_SUBJECT, FOR_AN_INTEREST, MOST, Reasons, suggested
from networking.models import Contact, Profile
from networking.showing import Shows, wants
from networking.sight import Sight


def suggestions(mine: Profile, sight: Sight) -> list[tuple[Shows, Reasons]]:
    """Return the people to suggest, who has most in common first, and why; in one query, and in none for
    whoever chose nothing or has no part."""
    if not (mine.is_joined and (mine.interests or mine.offers or mine.seeks)):
        return []
    points = _points(mine, sight)
    places = points.keys() & (sight.everybody - sight.index.places(_in_touch(mine)))
    worth = {place: points[place] for place in places}
    # Among thousands few can be among the first: the rule weighs no others.
    least = min(nlargest(MOST, worth.values()), default=0)
    people = {place: sight.index.person(place) for place, count in worth.items() if count >= least}
    return suggested(wants(mine), people.values())


def _points(mine: Profile, sight: Sight) -> Mapping[int, int]:
    """What speaks for the people at some places, as ``Reasons.points`` counts it; nothing does for others."""
    sides: Mapping[Kind, tuple[Sequence[str], int]] = {
        Kind.INTEREST: (mine.interests, FOR_AN_INTEREST),
        Kind.OFFERS: (mine.seeks, FOR_A_SUBJECT),
        Kind.SEEKS: (mine.offers, FOR_A_SUBJECT),
    }
    points: Counter[int] = Counter()
    for kind, (chosen, each) in sides.items():
        for code in chosen:
            for _ in range(each):  # the counter counts fastest by one
                points.update(sight.index.shown[kind].get(code, ()))
    return points


def _in_touch(mine: Profile) -> set[int]:
    """The keys of those between whom and somebody a contact is open, whoever asked and was answered what; as
    with blocks, that shows in no other way."""
    rows = Contact.objects.of(mine.delegate).filter(state__in=Contact.OPEN)
    return {key for both in rows.values_list("asker__profile", "asked__profile") for key in both}
