"""How words that people type are compared with names and labels. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache

from common.spelling import distance

SMALL_WORDS = frozenset(["a", "an", "and", "at", "for", "in", "of", "or", "the", "to", "with"])
SHORT, LONG, NO_WORD = 4, 7, 30
"""Shorter than the first a word is taken as it is typed; from the second on two of its letters may be wrong;
from the third on nobody means a word, and all of it is wrong or right."""

_APOSTROPHES = re.compile("['`\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}]")
_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile("[\u0300-\u036f]")
_TITLES = re.compile(r"^(?:(?:dr|doctor|prof|professor|mr|mrs|ms|miss|mx|sir|dame|revd?)\b\.?\s+)+")
# Letters that are no letter with a mark, and are typed as these where the keyboard lacks them.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)


class Likeness(IntEnum):
    """How a word is in a text."""

    NEARLY = 1
    AS_TYPED = 2


def plain(text: str) -> str:
    """Write small letters without accents: "Llŷr" and "LLYR" are one."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold())).translate(_PLAIN)


def words_typed(text: str) -> list[str]:
    """List what somebody looks for, each word once; "and" and its like count only where all are such."""
    words = list(dict.fromkeys(_WORD.findall(_APOSTROPHES.sub("", plain(text)))))
    return [word for word in words if word not in SMALL_WORDS] or words


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    """List the words of a name or a label; "O'Brien" is one, and both of its parts are."""
    simple = plain(text)
    whole = _WORD.findall(_APOSTROPHES.sub("", simple))
    return tuple(dict.fromkeys([*whole, *_WORD.findall(simple)]))


@lru_cache(maxsize=20_000)
def sorts_as(name: str) -> str:
    """Write a name as lists put it in order: not by its title, of whom an assembly has hundreds alike."""
    return _TITLES.sub("", plain(name))


def words_like(word: str, words: Iterable[str], at_least: Likeness) -> list[str]:
    """List those of the words that a typed one is like: begins as it, or has a letter or two of it wrong."""
    is_near = at_least is Likeness.NEARLY
    return [each for each in words if each.startswith(word) or (is_near and _is_near(word, each))]


def _is_near(word: str, other: str) -> bool:
    most = wrong_letters(word)
    if not most or abs(len(other) - len(word)) > most:
        return False
    # A wrong letter puts one in and takes one out; to count them exactly takes twenty times as long.
    return len(_letters(word) ^ _letters(other)) <= 2 * most and _distance(word, other) <= most


_letters = lru_cache(maxsize=20_000)(frozenset[str])
_distance = lru_cache(maxsize=20_000)(distance)


def wrong_letters(word: str) -> int:
    """How many letters may be wrong in it."""
    return 0 if not SHORT <= len(word) < NO_WORD else 1 if len(word) < LONG else 2
