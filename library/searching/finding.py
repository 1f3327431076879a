"""Asking the database: which entries match, in which order, and which passage shows it best."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQueryCombinable, SearchQueryField, SearchRank
from django.db import connection
from django.db.models import BooleanField, F, Func, Value

from common.among import among, among_those, in_order
from library.models import Entry, EntryQuerySet
from library.searching.terms import all_of, phrases_of

WEIGHTS = [0.05, 0.2, 0.4, 1.0]
"""Of the text, of themes and people, of the summary, of the title."""

BEST = 200
"""How many entries are ranked by their whole text: its words lie outside the row, and fetching those of
thousands takes longer than anybody waits. The others follow as title, summary and people have it."""

MARK_START, MARK_END = "\ue000", "\ue001"
"""Private characters: texts are cleaned of them before they are kept, so that nobody else writes a mark."""


@dataclass(frozen=True)
class Extract:
    """What a result shows of its text, with the marks around what was found, and where that stands."""

    entry_id: int
    title: str
    about: str
    """Themes and people, a line each."""
    summary: str
    place: str | None
    number: int | None
    text: str | None
    first: str
    last: str
    """How the whole text begins and ends, of which it may be a part."""


class Parsed(SearchQueryCombinable, Func):  # type: ignore[misc]
    """A query that PostgreSQL has parsed already."""

    template = "(%(expressions)s)::tsquery"
    output_field = SearchQueryField()


class Matches(Func):
    """Whether a vector has what a query asks for."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def parsed(typed: str) -> str:
    """Let PostgreSQL read what was typed ("quoted", or, -minus). Empty: no word is in it.

    Until the transaction ends it prefers indexes: it takes reading each vector from outside its row for free,
    and would read thousands of them rather than the index that has the answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(PARSE, [typed])
        row = cursor.fetchone()
    return str(row[0])


PARSE = "select websearch_to_tsquery('library_english', %s)::text, set_config('enable_seqscan', 'off', true)"


def matching(entries: EntryQuerySet, tsquery: str) -> EntryQuerySet:
    """Those of the entries that match.

    The index is asked first and alone. Beside other conditions the database would begin with those, and read
    every vector that they leave.
    """
    phrases = phrases_of(tsquery)
    words = all_of(tsquery) if phrases else tsquery
    found = Entry.objects.order_by().filter(Matches(F("whole"), Parsed(Value(words))))
    having = [among("pk", _having(phrase)) for phrase in phrases]
    return entries.filter(among_those("pk", found), *having)


def _having(phrase: str) -> list[int]:
    """The keys of the entries that have a phrase.

    The index knows which words a text has and not in which order, so that each text with all of them is
    read. The pieces of texts that have them are short and lie in their rows; whole texts do not. Of
    recordings the whole is read all the same: what is said runs on from one caption to the next.
    """
    with connection.cursor() as cursor:
        cursor.execute(HAVING, {"phrase": phrase, "words": all_of(phrase)})
        return [row[0] for row in cursor.fetchall()]


HAVING = """
select entry_id from library_passage where vector @@ %(phrase)s::tsquery
union
select id from library_entry where whole @@ %(words)s::tsquery and head @@ %(phrase)s::tsquery
union
select id from library_entry where whole @@ %(phrase)s::tsquery and id = any(array(
    select id from library_entry where kind = 'recording' and whole @@ %(words)s::tsquery
))
"""


def newest(entries: EntryQuerySet) -> list[int]:
    """The keys of entries, the newest first."""
    return in_order(entries, "-dated_at", "-pk")


def ranked(entries: EntryQuerySet, tsquery: str) -> list[int]:
    """The keys of the entries that match, the best first: title before summary before people before text."""
    found = _by_rank(matching(entries, tsquery), "head", tsquery)
    if len(found) < 2:
        return found
    best = _by_rank(Entry.objects.filter(among("pk", found[:BEST])), "whole", tsquery)
    return best + found[BEST:]


def _by_rank(entries: EntryQuerySet, vector: str, tsquery: str) -> list[int]:
    rank = SearchRank(F(vector), Parsed(Value(tsquery)), weights=Value(WEIGHTS))
    return in_order(entries, rank.desc(), "-dated_at", "-pk")


def extracts(keys: Sequence[int], tsquery: str, wanted: str) -> dict[int, Extract]:
    """The passage of each entry that shows best why it was found: all of the query before any word of it."""
    with connection.cursor() as cursor:
        cursor.execute(EXTRACTS, {"keys": list(keys), "whole": tsquery, "wanted": wanted})
        rows = cursor.fetchall()
    return {row[0]: Extract(*row) for row in rows}


SHORT = 240
"""Up to so many characters a passage is shown whole, as what is said at a moment is."""

EDGE = 40

_MARKS = f"StartSel={MARK_START}, StopSel={MARK_END}"
_ALL = f"wanted.query, 'HighlightAll=true, {_MARKS}'"
EXTRACTS = f"""
select entry.id,
    ts_headline('library_english', entry.title, {_ALL}),
    ts_headline('library_english', entry.about, {_ALL}),
    ts_headline('library_english', entry.summary, {_ALL}),
    best.place, best.number,
    ts_headline('library_english', best.text, wanted.query,
        case when length(best.text) <= {SHORT} then 'HighlightAll=true, {_MARKS}'
        else 'MaxWords=36, MinWords=18, MaxFragments=2, FragmentDelimiter=" … ", {_MARKS}' end),
    left(coalesce(best.text, ''), {EDGE}), right(coalesce(best.text, ''), {EDGE})
from library_entry as entry
cross join (select %(wanted)s::tsquery as query, %(whole)s::tsquery as whole) as wanted
left join lateral (
    select place, number, text from library_passage
    where entry_id = entry.id and vector @@ wanted.query
    order by (vector @@ wanted.whole) desc, ts_rank(vector, wanted.query) desc, position, id
    limit 1
) as best on true
where entry.id = any(%(keys)s)
"""  # noqa: S608 - nothing in it but our own marks
