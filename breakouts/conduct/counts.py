"""What waits for those who run a room, counted: told to them alone, and the same on every page of theirs."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet, Value

from breakouts.followers import code_of
from breakouts.models import Hand, HelpCall, NoteBlock, Question, Report
from events.models import Room
from realtime import doorbell
from realtime.registry import Tally, replaceable
from realtime.schema import Whole

NOTES_DUE_BEFORE = timedelta(minutes=10)
"""How long before the end of a session notes that nobody has signed off are pointed out."""

RUN_COUNTS = replaceable(
    "run.counts",
    {"hands": Whole(), "questions": Whole(), "reports": Whole(), "help": Whole(), "notes": Whole()},
)


@dataclass(frozen=True)
class Waiting:
    """How much of each sort waits for somebody who runs the room."""

    hands: int = 0
    questions: int = 0
    reports: int = 0
    help: int = 0
    notes: int = 0
    """1 while notes are to be signed off."""

    @property
    def total(self) -> int:
        """All of it together: what the tab says."""
        return sum(asdict(self).values())


def waiting_in(rooms: Collection[Room], at: datetime) -> dict[int, Waiting]:
    """Count what waits in each of these rooms, by their keys; one query. Load ``session`` and ``conduct``."""
    closing = [room for room in rooms if _are_notes_due(room, at)]
    held = Question.objects.held().filter(room__in=rooms)
    calls = HelpCall.objects.open().for_room_staff().filter(room__in=rooms)
    parts: Mapping[str, QuerySet[Any, tuple[int, str, int]]] = {
        "hands": _by_room(Hand.objects.filter(room__in=rooms, lowered_at=None), "room", "hands"),
        "questions": _by_room(held, "room", "questions"),
        "reports": _by_room(
            Report.objects.filter(message__room__in=rooms, handled_at=None), "message__room", "reports"
        ),
        "help": _by_room(calls, "room", "help"),
        "notes": _by_room(NoteBlock.objects.filter(room__in=closing).in_sight(), "room", "notes"),
    }
    first, *others = parts.values()
    found: dict[int, dict[str, int]] = {room.pk: {} for room in rooms}
    for room_id, part, count in first.union(*others, all=True):
        found[room_id][part] = min(count, 1) if part == "notes" else count
    return {room_id: Waiting(**counts) for room_id, counts in found.items()}


def waiting_changed(room: Room) -> None:
    """Have the counts told again once what was done stands."""
    transaction.on_commit(partial(doorbell.mark, room.staff_stream), robust=True)


def _run_counts(names: Collection[str], at: datetime) -> Mapping[str, Mapping[str, Any]]:
    rooms = Room.objects.filter(code__in={code_of(name) for name in names}).select_related(
        "session", "conduct"
    )
    counts = waiting_in(list(rooms), at)
    told = {room.code: asdict(counts[room.pk]) for room in rooms}
    return {name: told[code_of(name)] for name in names if code_of(name) in told}


def _are_notes_due(room: Room, at: datetime) -> bool:
    is_signed = room.conduct.notes_signed_off_at if hasattr(room, "conduct") else None
    return not is_signed and at >= room.session.ends_at - NOTES_DUE_BEFORE


def _by_room(rows: QuerySet[Any], room: str, part: str) -> QuerySet[Any, tuple[int, str, int]]:
    counted = rows.order_by().values(room).annotate(part=Value(part), count=Count("pk"))
    found: QuerySet[Any, tuple[int, str, int]] = counted.values_list(room, "part", "count")
    return found


TALLY = Tally(RUN_COUNTS, _run_counts)
