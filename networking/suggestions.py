"""Reading whom to suggest to somebody: only listed people whom they may meet and are not in touch with."""

from collections.abc import Iterable
from functools import reduce

from django.db.models import Exists, ExpressionWrapper, F, Func, IntegerField, OuterRef, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import MD5, Concat

from networking.matching import FOR_A_SUBJECT, FOR_AN_INTEREST, MOST, Reasons, Wants, suggested
from networking.models import Contact, Profile
from networking.sight import Sight


def suggested_keys(mine: Profile, sight: Sight) -> list[int]:
    """Return the keys of the profiles to suggest, in one query; without a wish or a part there are none."""
    if not (mine.is_joined and (mine.interests or mine.offers or mine.seeks)):
        return []
    something = (
        Q(interests__overlap=mine.interests) | Q(offers__overlap=mine.seeks) | Q(seeks__overlap=mine.offers)
    )
    people = sight.people.filter(something, *_out_of_touch(mine))
    # The database keeps for whom most speaks, by the same points and the same draw as the rule.
    draw = MD5(Concat(Value(mine.code), F("code")))
    most = ExpressionWrapper(_points(mine), IntegerField()).desc()
    return list(people.order_by(most, draw).values_list("pk", flat=True)[:MOST])


def suggestions(mine: Profile, profiles: Iterable[Profile]) -> list[tuple[Profile, Reasons]]:
    """Put these profiles in order, with why; the first has most in common."""
    by_code = {profile.code: profile for profile in profiles}
    chosen = suggested(wants(mine), [wants(profile) for profile in by_code.values()])
    return [(by_code[other.code], why) for other, why in chosen]


def wants(profile: Profile) -> Wants:
    """What the rule needs to know of a profile."""
    return Wants(profile.code, profile.interests, profile.offers, profile.seeks)


def _out_of_touch(mine: Profile) -> tuple[Q, Q]:
    """Whether neither has asked the other, or that is over, whatever was answered; as with blocks."""
    open_ones = Contact.objects.filter(state__in=Contact.OPEN)
    i_asked = open_ones.filter(asker=mine.delegate, asked=OuterRef("delegate"))
    they_asked = open_ones.filter(asker=OuterRef("delegate"), asked=mine.delegate)
    return ~Q(Exists(i_asked)), ~Q(Exists(they_asked))


def _points(mine: Profile) -> Combinable:
    """What speaks for each person, as ``Reasons.points`` counts it."""
    terms: list[Combinable] = [
        *(_Has(Value(each), F("interests")) * FOR_AN_INTEREST for each in mine.interests),
        *(_Has(Value(each), F("offers")) * FOR_A_SUBJECT for each in mine.seeks),
        *(_Has(Value(each), F("seeks")) * FOR_A_SUBJECT for each in mine.offers),
    ]
    return reduce(Combinable.__add__, terms)


class _Has(Func):
    """1 where a list has a value, else 0."""

    template = "(%(expressions)s))::int"
    arg_joiner = " = any("
    output_field = IntegerField()
