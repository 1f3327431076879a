"""Whom somebody finds: by name, and by what people show, also where a word is not spelt quite right. Pure."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import reduce
from operator import and_

from networking.labels import Label
from networking.sight import Sight
from networking.spelling import Likeness, words_typed

MOST_WORDS = 8


@dataclass(frozen=True)
class Found:
    """Where those stand who have all of the words, as typed, else nearly so; and who comes first, first."""

    places: Sequence[int] = ()
    is_near: bool = False

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.places)


def look(sight: Sight, typed: str, chosen: Sequence[Label] = ()) -> Found:
    """Find who has each word in the name or in what they show, by name first, among those in sight who show
    all that was chosen.

    Who hides a field is not found by it. Where nobody has the words as they were typed, those are told who
    nearly have them.
    """
    among = reduce(and_, (sight.showing([label]) for label in chosen), sight.everybody)
    words = words_typed(typed)
    if not words:
        return Found() if typed else Found(sorted(among))
    for least in (Likeness.AS_TYPED, Likeness.NEARLY):
        if found := _having(sight, words, least, among):
            return Found(found, is_near=least is Likeness.NEARLY)
    return Found()


def _having(sight: Sight, words: Sequence[str], least: Likeness, among: AbstractSet[int]) -> list[int]:
    in_name = found = among
    for word in words:
        # To look for a word that nobody has takes longest: the first one ends it.
        if not found:
            break
        named = sight.named(word, least)
        # Not in place: they begin as everybody, which others read.
        in_name = in_name & named
        found = found & (named | sight.showing(sight.labels.like(word, least)))
    return [*sorted(in_name), *sorted(found - in_name)]
