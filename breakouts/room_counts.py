"""What the tabs of a room count, told at most once a second to everybody in it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from breakouts.followers import code_of
from breakouts.notes.queries import note_counts
from breakouts.polls.queries import open_polls
from breakouts.questions.queries import open_counts
from events.models import Room
from realtime.registry import Tally, replaceable
from realtime.schema import Whole

ROOM_COUNTS = replaceable("room.counts", {"questions": Whole(), "polls": Whole(), "notes": Whole()})


def room_counts(names: Collection[str], at: datetime) -> Mapping[str, Mapping[str, Any]]:
    """Count what is open in each of these rooms, in five queries."""
    rooms = {room.code: room for room in Room.objects.filter(code__in=[code_of(name) for name in names])}
    found = list(rooms.values())
    questions, polls, notes = open_counts(found), open_polls(found), note_counts(found)
    told = {
        room.code: {"questions": questions[room.pk], "polls": polls[room.pk], "notes": notes[room.pk]}
        for room in found
    }
    return {name: told[code_of(name)] for name in names if code_of(name) in told}


TALLY = Tally(ROOM_COUNTS, room_counts)
