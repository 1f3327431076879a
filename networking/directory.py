"""Whom somebody finds: by name, and by what people show, also where a word is not spelt quite right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F, Func, IntegerField, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual

from networking.labels import showing
from networking.sight import Sight
from networking.spelling import Likeness, likeness, words_of, words_typed, wrong_letters

MOST_WORDS = 8
ALIKE, ALIKE_IF_SHORT = 0.3, 0.2
"""How alike a name must be to be looked at closely: two letters swapped in a short one leave little."""
SHORT_NAME = 5


@dataclass(frozen=True)
class Found:
    """The keys of those who have all of the words, as typed, else nearly so; and who stands first, first."""

    keys: Sequence[int] = ()
    is_near: bool = False

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.keys)


def look(sight: Sight, typed: str) -> Found:
    """Find who has each word in the name or in what they show, by name first, among those in sight.

    Who hides a field is not found by it. Where nobody has the words as they were typed, those are told who
    nearly have them.
    """
    words = words_typed(typed)
    if not words:
        return Found() if typed else Found(sight.keys)
    for least in (Likeness.AS_TYPED, Likeness.NEARLY):
        if found := _having(sight, words, least):
            return Found(found, is_near=least is Likeness.NEARLY)
    return Found()


def _having(sight: Sight, words: Sequence[str], least: Likeness) -> list[int]:
    named = _named(sight, words, least)
    labels = {word: like for word in words if (like := sight.labels.like(word, least))}
    if any(not named[word] and word not in labels for word in words):
        return []
    those = sight.those([showing(like) for like in labels.values()])
    shown = dict(zip(labels, those, strict=True))
    found = set.intersection(*(named[word] | shown.get(word, set()) for word in words))
    in_name = set.intersection(*named.values())
    return [*sight.in_order(found & in_name), *sight.in_order(found - in_name)]


def _named(sight: Sight, words: Iterable[str], least: Likeness) -> dict[str, set[int]]:
    """Tell for each word whose name has it.

    The database only says whose name to look at: it knows little of accents, and its likeness is a rough one.
    """
    named: dict[str, set[int]] = {word: set() for word in words}
    worth = sight.people.filter(_worth_a_look(words, least))
    for key, name in worth.values_list("pk", "delegate__name"):
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
