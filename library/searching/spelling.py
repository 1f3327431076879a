"""What misspelt words may mean: only words of entries that the person may see are told, or even weighed."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length

from common.spelling import distance
from library.models import EntryQuerySet, Word
from library.searching.finding import matching, parsed
from library.searching.terms import with_words, words_of

MOST_WORDS = 6
CANDIDATES = 40
SHORT = 5
"""Two letters swapped in so short a word leave hardly any three in their place."""


def corrected(typed: str, entries: EntryQuerySet) -> str | None:
    """Spell what was typed with words of these entries where they have none of it; nothing if that fails.

    A word that is found by its stem only ("keynot" finds keynotes) is written as a text has it, too.
    """
    better: dict[str, str] = {}
    tidier: dict[str, str] = {}
    for word in words_of(typed)[:MOST_WORDS]:
        is_known = _is_known(word, entries)
        if is_known and _is_written_so(word, entries):
            continue
        if meant := _meant_by(word, entries, most=1 if is_known else _most(word)):
            (tidier if is_known else better)[word] = meant
    return with_words(typed, tidier | better) if better else None


def _is_written_so(word: str, entries: EntryQuerySet) -> bool:
    """Whether an entry has just this word, or says nothing of it: words like "this" are kept in no index."""
    return not parsed(word) or entries.filter(words__contains=[word]).exists()


def _most(word: str) -> int:
    """How many letters may be wrong."""
    return 1 if len(word) <= SHORT else 2


def _is_known(word: str, entries: EntryQuerySet) -> bool:
    """Whether an entry has it in some form; words like "this" say nothing and are never wrong."""
    tsquery = parsed(word)
    return not tsquery or matching(entries, tsquery).exists()


def _meant_by(word: str, entries: EntryQuerySet, *, most: int) -> str | None:
    """The word that looks most like it, among those with at most so many wrong letters."""
    having_it = entries.filter(words__contains=[OuterRef("word")])
    similar = TrigramSimilarity("word", word)
    found = (
        Word.objects.alias(length=Length("word"))
        .filter(_looks_like(word))
        .filter(Exists(having_it))
        .order_by(similar.desc(), "word")
    )
    candidates = found.values_list("word", flat=True)[:CANDIDATES]
    near = [(distance(word, other), place, other) for place, other in enumerate(candidates)]
    best = min(near, default=None)
    return best[2] if best and best[0] <= most else None


def _looks_like(word: str) -> Q:
    if len(word) > SHORT:
        return Q(word__trigram_similar=word)
    return Q(word__startswith=word[0]) & Q(length__range=(len(word) - 1, len(word) + 1))
