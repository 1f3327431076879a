"""Whom somebody finds: by name, and by what people show, also where a word is not spelt quite right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Length, Lower
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual

from networking.labels import Labels, showing
from networking.models import ProfileQuerySet
from networking.spelling import Likeness, likeness, words_of, words_typed, wrong_letters

MOST_WORDS = 8
ALIKE, ALIKE_IF_SHORT = 0.3, 0.2
"""How alike a name must be to be looked at closely: two letters swapped in a short one leave little."""
SHORT_NAME = 5


@dataclass(frozen=True)
class Found:
    """Who has all of the words: as typed, else nearly so."""

    people: ProfileQuerySet
    count: int
    is_near: bool = False


def look(people: ProfileQuerySet, among: ProfileQuerySet, labels: Labels, typed: str) -> Found:
    """Find who has each word in the name or in what they show, by name first.

    ``among`` is everybody whom the viewer may find, ``labels`` what those show; ``people`` are those of them
    that filters leave. Who hides a field is not found by it. Where nobody has the words as they were typed,
    those are told who nearly have them.
    """
    words = words_typed(typed)
    if not words:
        everybody = people.none() if typed else people.order_by(Lower("delegate__name"), "pk")
        return Found(everybody, everybody.count())
    for least in (Likeness.AS_TYPED, Likeness.NEARLY):
        found = _having(people, words, labels, _named(among, words, least), least)
        if count := found.count():
            return Found(found, count, is_near=least is Likeness.NEARLY)
    return Found(found, 0)


Named = Mapping[str, set[int]]


def _having(
    people: ProfileQuerySet, words: Iterable[str], labels: Labels, named: Named, least: Likeness
) -> ProfileQuerySet:
    by_name = None
    for word in words:
        people = people.filter(Q(delegate__any_of=named[word]) | showing(labels.like(word, least)))
        by_name = named[word] if by_name is None else by_name & named[word]
    first = When(delegate__any_of=by_name or set(), then=Value(0))
    in_name = Case(first, default=Value(1), output_field=IntegerField())
    return people.order_by(in_name, Lower("delegate__name"), "pk")


def _named(among: ProfileQuerySet, words: list[str], least: Likeness) -> Named:
    """Tell for each word whose name has it.

    The database only says whose name to look at: it knows little of accents, and its likeness is a rough one.
    """
    named: dict[str, set[int]] = {word: set() for word in words}
    worth = among.order_by().filter(_worth_a_look(words, least))
    for key, name in worth.values_list("delegate", "delegate__name"):
        its = words_of(name)
        for word in words:
            if likeness(word, its) >= least:
                named[word].add(key)
    return named


def _worth_a_look(words: Iterable[str], least: Likeness) -> Q:
    """Whether a name may have one of the words; one with accents or an apostrophe always may."""
    name = F("delegate__name")
    condition = Q(GreaterThan(Func(name, function="octet_length", output_field=IntegerField()), Length(name)))
    condition |= Q(delegate__name__contains="'") | Q(delegate__name__contains="`")
    for word in words:
        condition |= Q(delegate__name__icontains=word)
        if least is Likeness.NEARLY and wrong_letters(word):
            enough = ALIKE_IF_SHORT if len(word) <= SHORT_NAME else ALIKE
            condition |= Q(GreaterThanOrEqual(TrigramWordSimilarity(word, name), enough))
    return condition
