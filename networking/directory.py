"""Whom somebody finds: by name, and by what people show, also where a word is not spelt quite right."""

from collections.abc import Sequence
from dataclasses import dataclass

from networking.labels import showing
from networking.sight import Sight
from networking.spelling import Likeness, words_like, words_typed

MOST_WORDS = 8


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
        return Found() if typed else Found(list(sight.names))
    for least in (Likeness.AS_TYPED, Likeness.NEARLY):
        if found := _having(sight, words, least):
            return Found(found, is_near=least is Likeness.NEARLY)
    return Found()


def _having(sight: Sight, words: Sequence[str], least: Likeness) -> list[int]:
    named = {word: _named(sight, word, least) for word in words}
    labels = {word: like for word in words if (like := sight.labels.like(word, least))}
    if any(not named[word] and word not in labels for word in words):
        return []
    those = sight.those([showing(like) for like in labels.values()])
    shown = dict(zip(labels, those, strict=True))
    found = set.intersection(*(named[word] | shown.get(word, set()) for word in words))
    in_name = set.intersection(*named.values())
    return [*sight.in_order(found & in_name), *sight.in_order(found - in_name)]


def _named(sight: Sight, word: str, least: Likeness) -> set[int]:
    """Tell in whose names a word is. The database knows little of accents and less of wrong letters."""
    return {key for each in words_like(word, sight.words, least) for key in sight.words[each]}
