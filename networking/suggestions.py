"""Reading whom to suggest to somebody: only listed people whom they may meet and are not in touch with."""

from datetime import datetime
from functools import reduce

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import MD5, Concat

from networking.matching import FOR_A_SUBJECT, FOR_AN_INTEREST, MOST, Reasons, Wants, suggested
from networking.models import Contact, Profile


def suggestions(mine: Profile, at: datetime) -> list[tuple[Profile, Reasons]]:
    """Return the profiles to suggest, with why, in two queries; the first has most in common."""
    if not (mine.is_joined and (mine.interests or mine.offers or mine.seeks)):
        return []
    people = Profile.objects.meeting(mine.delegate, at).listed().exclude(_in_touch(mine))
    # The database keeps for whom most speaks, by the same points and the same draw.
    points = _points(mine)
    first = (
        people.annotate(points=points, draw=MD5(Concat(Value(mine.code), F("code"))))
        .filter(points__gt=0)
        .order_by("-points", "draw")
        .values_list("pk", flat=True)[:MOST]
    )
    shown = Profile.objects.with_facts().filter(pk__in=list(first))
    by_code = {profile.code: profile for profile in shown}
    chosen = suggested(wants(mine), [wants(profile) for profile in by_code.values()])
    return [(by_code[other.code], why) for other, why in chosen]


def wants(profile: Profile) -> Wants:
    """What the rule needs to know of a profile."""
    return Wants(profile.code, profile.interests, profile.offers, profile.seeks)


def _in_touch(mine: Profile) -> Exists:
    """Whether one has asked the other and that is not over, whatever was answered."""
    other = OuterRef("delegate")
    pair = Q(asker=mine.delegate, asked=other) | Q(asker=other, asked=mine.delegate)
    return Exists(Contact.objects.filter(pair, state__in=Contact.OPEN))


def _points(mine: Profile) -> Combinable:
    """What speaks for each person, as ``Reasons.points`` counts it."""
    terms: list[Combinable] = [
        *(_if_has("interests", each, FOR_AN_INTEREST) for each in mine.interests),
        *(_if_has("offers", each, FOR_A_SUBJECT) for each in mine.seeks),
        *(_if_has("seeks", each, FOR_A_SUBJECT) for each in mine.offers),
    ]
    return reduce(Combinable.__add__, terms)


def _if_has(field: str, value: str, points: int) -> Case:
    has = When(**{f"{field}__contains": [value]}, then=Value(points))
    return Case(has, default=Value(0), output_field=IntegerField())
