"""One search as a whole: what was found, and what had to be understood differently to find it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from library.models import EntryQuerySet
from library.searching.finding import Extract, extracts, newest, parsed, ranked
from library.searching.spelling import corrected
from library.searching.terms import any_of, is_plain


@dataclass(frozen=True)
class Found:
    """The keys of what was found, the best first, and by which query."""

    keys: Sequence[int]
    tsquery: str = ""
    has_words: bool = True
    spelt: str = field(default="")
    """How it was spelt to be found; empty: as it was typed."""
    is_of_some: bool = False
    """Whether nothing has all the words, and these have some of them."""

    def extracts(self, keys: Sequence[int]) -> dict[int, Extract]:
        """What of their texts shows why they were found; nothing where nothing was looked for."""
        wanted = any_of(self.tsquery)
        return extracts(keys, self.tsquery, wanted) if wanted and keys else {}


@transaction.atomic
def look(entries: EntryQuerySet, typed: str) -> Found:
    """Look for words among entries: as typed, else as they may be spelt, else for any of several words."""
    if not typed:
        return Found(newest(entries))
    tsquery = parsed(typed)
    if not tsquery:
        return Found([], has_words=False)
    keys = ranked(entries, tsquery)
    return Found(keys, tsquery) if keys else _understood_otherwise(entries, typed, tsquery)


def _understood_otherwise(entries: EntryQuerySet, typed: str, tsquery: str) -> Found:
    spelt = corrected(typed, entries) or ""
    if spelt:
        tsquery = parsed(spelt)
        if keys := ranked(entries, tsquery):
            return Found(keys, tsquery, spelt=spelt)
    if is_plain(tsquery):
        some = any_of(tsquery)
        if keys := ranked(entries, some):
            return Found(keys, some, spelt=spelt, is_of_some=True)
    return Found([], tsquery)
