"""Somebody with the whole database, its bookkeeping and every log, but not the seals, who looks for authors.

What they hold is read from the catalogue, not from the models: a table that is added tomorrow is taken too.
"""

import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from itertools import pairwise
from math import comb
from typing import Any
from uuid import UUID

from django.db import connection

QUESTIONS, FRAMES = "breakouts_question", "realtime_frame"
# Asked at the earliest and at the latest so long before it appears: what the page says is what they know.
EARLIEST, LATEST = timedelta(seconds=80), timedelta(seconds=20)

_PEOPLE = """
    SELECT source.relname, attribute.attname, target.relname
      FROM pg_constraint AS found
      JOIN pg_class AS source ON source.oid = found.conrelid
      JOIN pg_class AS target ON target.oid = found.confrelid
      JOIN pg_attribute AS attribute
        ON attribute.attrelid = found.conrelid AND attribute.attnum = found.conkey[1]
     WHERE found.contype = 'f' AND target.relname IN ('accounts_user', 'events_delegate')
"""


@dataclass(frozen=True)
class Row:
    """One row as it lies in the heap: where, written by which transaction, and what it says."""

    table: str
    place: tuple[int, int]
    xid: int
    said: dict[str, Any]
    people: frozenset[int]
    times: tuple[datetime, ...]


@dataclass(frozen=True)
class Trace:
    """Somebody was active at an instant, by name."""

    at: datetime
    person: int


Guess = Callable[["Loot", Row], int | None]


class Loot:
    """What the attacker took, without the seals; ``blind``: without the names of questions by name, too."""

    def __init__(self, log: str, *, blind: bool = False) -> None:
        self.lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
        self.rows = [self._blinded(row) if blind else row for row in _rows()]
        self.questions = [row for row in self.rows if row.table == QUESTIONS]

    def _blinded(self, row: Row) -> Row:
        """Make a question by name look as if nothing named its author: everything else about it stays."""
        is_of_question = row.table == FRAMES and row.said["type"].startswith("qa.")
        nameless = row.table == QUESTIONS or is_of_question
        return Row(row.table, row.place, row.xid, row.said, frozenset(), row.times) if nameless else row

    @cached_property
    def named(self) -> list[Row]:
        return [row for row in self.rows if len(row.people) == 1]

    @cached_property
    def in_rows(self) -> list[Trace]:
        return sorted(
            (Trace(at, person) for row in self.named for at in row.times for person in row.people),
            key=lambda trace: trace.at,
        )

    @cached_property
    def in_log(self) -> list[Trace]:
        told = [line for line in self.lines if line.get("user_id")]
        traces = [Trace(datetime.fromisoformat(line["timestamp"]), int(line["user_id"])) for line in told]
        return sorted(traces, key=lambda trace: trace.at)

    @cached_property
    def in_both(self) -> list[Trace]:
        return sorted([*self.in_rows, *self.in_log], key=lambda trace: trace.at)

    @cached_property
    def by_xid(self) -> list[tuple[int, int]]:
        return sorted((row.xid, person) for row in self.named for person in row.people)

    @cached_property
    def xids(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for row in self.rows:
            found[row.xid] |= row.people
        return dict(sorted(found.items()))

    @cached_property
    def frames(self) -> list[Row]:
        return sorted((row for row in self.rows if row.table == FRAMES), key=lambda row: row.said["id"])

    @cached_property
    def in_heap(self) -> list[Row]:
        return sorted(self.questions, key=lambda row: row.place)

    def around(self, question: Row) -> Counter[int]:
        """Who was active how often while the question must have been asked."""
        at = appeared(question)
        return Counter(
            trace.person
            for trace in self.in_both
            if at - EARLIEST <= trace.at < at - LATEST + timedelta(seconds=1)
        )


def appeared(question: Row) -> datetime:
    return datetime.fromisoformat(question.said["asked_at"])


def _rows() -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE)
        keys: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for table, column, target in cursor.fetchall():
            keys[table].append((column, target))
        cursor.execute("SELECT id, user_id FROM events_delegate")
        delegates = dict(cursor.fetchall())
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT ctid::text, xmin::text, row_to_json(r) FROM "{table}" AS r')
            for place, xid, said in cursor.fetchall():
                said = json.loads(said) if isinstance(said, str) else said
                said.pop("seal", None)
                people = frozenset(_people(said, keys[table], delegates))
                block, number = place.strip("()").split(",")
                times = tuple(_times(said))
                found.append(Row(table, (int(block), int(number)), int(xid), said, people, times))
    return found


def _people(said: dict[str, Any], keys: list[tuple[str, str]], delegates: dict[int, int]) -> Iterator[int]:
    for column, target in keys:
        if said[column] is not None:
            yield said[column] if target == "accounts_user" else delegates[said[column]]


def _times(said: dict[str, Any]) -> Iterator[datetime]:
    for value in said.values():
        if isinstance(value, str) and len(value) > 18 and value[4] == "-" and value[10] == "T":
            at = datetime.fromisoformat(value)
            if at.tzinfo:
                yield at


# --- Ways to guess ---------------------------------------------------------------------------------


def nearest(kept: str, shift: timedelta, side: str, loot: Loot, question: Row) -> int | None:
    """Whoever was active last before, first after, or nearest to an instant."""
    traces: Sequence[Trace] = getattr(loot, kept)
    at = appeared(question) - shift
    place = bisect_left(traces, at, key=lambda trace: trace.at)
    before = traces[place - 1] if place else None
    after = traces[place] if place < len(traces) else None
    if side == "before" or after is None:
        return before.person if before else None
    if side == "after" or before is None:
        return after.person
    return (before if at - before.at < after.at - at else after).person


def transaction(side: int, loot: Loot, question: Row) -> int | None:
    """Whoever wrote something in the same transaction, in the one before or in the one after."""
    if side == 0:
        return next(iter(sorted(loot.xids[question.xid])), None)
    known = [xid for xid, people in loot.xids.items() if len(people) == 1]
    place = bisect_left(known, question.xid) - (side < 0)
    place += side > 0 and place < len(known) and known[place] == question.xid
    return next(iter(loot.xids[known[place]])) if 0 <= place < len(known) else None


def neighbour(order: str, side: int, loot: Loot, question: Row) -> int | None:
    """Whoever stands beside it: in the heap of questions, or in the log of frames."""
    rows: Sequence[Row] = getattr(loot, order)
    key = question.said["id"]
    places = (n for n, row in enumerate(rows) if key in (row.said["id"], _told(row)))
    place = next(places, None)
    if place is None:
        return None
    beside = rows[place + 1 :] if side > 0 else rows[:place][::-1]
    return next((next(iter(row.people)) for row in beside if len(row.people) == 1), None)


def _told(row: Row) -> object:
    return row.said.get("payload", {}).get("id") if row.table == FRAMES else None


def number(column: str, loot: Loot, question: Row) -> int | None:
    """Whoever sent a number that is next to one of the question's: drawn from one seed, or by one clock."""
    wanted = UUID(question.said[column]).int
    drawn = [(UUID(row.said["cid"]).int, row) for row in loot.named if row.said.get("cid")]
    _, row = min(drawn, key=lambda pair: abs(pair[0] - wanted), default=(0, None))
    return next(iter(row.people)) if row else None


def voter(which: int, loot: Loot, question: Row) -> int | None:
    """Whoever wanted an answer first, or last."""
    votes = [
        row
        for row in loot.rows
        if row.said.get("question_id") == question.said["id"] and "user_id" in row.said
    ]
    votes.sort(key=lambda row: row.said["id"])
    return votes[which].said["user_id"] if votes else None


def busy(which: int, loot: Loot, question: Row) -> int | None:
    """Whoever was active most, or least, while it must have been asked: people type."""
    counted = loot.around(question).most_common()
    return counted[which][0] if counted else None


def size(loot: Loot, question: Row) -> int | None:
    """Whoever has a line in the log with the length of its words in it."""
    length = len(question.said["body"])
    for line in loot.lines:
        if line.get("user_id") and length in line.values():
            return int(line["user_id"])
    return None


def missing_id(loot: Loot, question: Row) -> int | None:
    """Whoever wrote two rows of one table between which a number was used up by nothing that stands."""
    at, candidates = appeared(question), []
    tables: dict[str, list[Row]] = defaultdict(list)
    for row in loot.rows:
        if isinstance(row.said.get("id"), int):
            tables[row.table].append(row)
    for rows in tables.values():
        rows.sort(key=lambda row: row.said["id"])
        for first, second in pairwise(rows):
            is_gap = second.said["id"] > first.said["id"] + 1
            is_one = len(first.people) == 1 and first.people == second.people
            is_then = any(at - EARLIEST <= when < at - LATEST for when in first.times)
            candidates += first.people if is_gap and is_one and is_then else ()
    return _one_of(sorted(set(candidates)), question)


def missing_xid(loot: Loot, question: Row) -> int | None:
    """Whoever wrote before and after a transaction of which nothing stands, while it must have been asked."""
    at, candidates = appeared(question), []
    times: dict[int, datetime] = {}
    for row in loot.named:
        for when in row.times:
            times[row.xid] = max(when, times.get(row.xid, when))
    known = [xid for xid, people in loot.xids.items() if len(people) == 1 and xid in times]
    for first, second in pairwise(known):
        is_gap = second > first + 1 and loot.xids[first] == loot.xids[second]
        is_then = at - EARLIEST <= times[first] < at - LATEST
        is_soon = times[second] - times[first] < timedelta(seconds=2)
        candidates += loot.xids[first] if is_gap and is_then and is_soon else ()
    return _one_of(sorted(set(candidates)), question)


def _one_of(candidates: Sequence[int], question: Row) -> int | None:
    return candidates[UUID(question.said["id"]).int % len(candidates)] if candidates else None


STRATEGIES: dict[str, Guess] = {
    **{
        f"{side} {seconds} s ahead, {kept}": partial(nearest, kept, timedelta(seconds=seconds), side)
        for kept in ("in_rows", "in_log", "in_both")
        for seconds in (0, 20, 50, 80)
        for side in ("before", "after", "nearest")
    },
    **{f"transaction {side:+}": partial(transaction, side) for side in (-1, 0, 1)},
    **{
        f"beside it {order} {side:+}": partial(neighbour, order, side)
        for order in ("in_heap", "frames")
        for side in (-1, 1)
    },
    "number: cid": partial(number, "cid"),
    "number: id": partial(number, "id"),
    "first voter": partial(voter, 0),
    "last voter": partial(voter, -1),
    "busiest": partial(busy, 0),
    "quietest": partial(busy, -1),
    "size in the log": size,
    "gap between ids": missing_id,
    "gap between transactions": missing_xid,
}


@dataclass(frozen=True)
class Score:
    """Of how many questions the author was named, and in how many minutes somebody who asked then."""

    authors: int
    minutes: int


def score(guess: Guess, loot: Loot, questions: Sequence[Row], authors: dict[str, int]) -> Score:
    """Let one way to guess try every question.

    Those of one minute are mostly guessed alike, and so of a minute only one counts: that of the first key.
    """
    asked: dict[str, list[Row]] = defaultdict(list)
    for question in sorted(questions, key=lambda row: row.said["id"]):
        asked[question.said["asked_at"]].append(question)
    found = {row.said["id"]: guess(loot, row) for row in questions}
    return Score(
        authors=sum(found[key] == author for key, author in authors.items()),
        minutes=sum(
            found[rows[0].said["id"]] in {authors[row.said["id"]] for row in rows} for rows in asked.values()
        ),
    )


def most_by_chance(tries: int, chance: float, alarm: float) -> int:
    """The number of hits that blind guessing passes with a probability of at most ``alarm``."""
    tail, hits = 0.0, tries
    while hits >= 0:
        tail += comb(tries, hits) * chance**hits * (1 - chance) ** (tries - hits)
        if tail > alarm:
            return hits
        hits -= 1
    return 0
