"""The durable frame of a roundtable, on a stream of its own: who has the word, who is next, by which rule."""

from collections.abc import Mapping
from typing import Any

from breakouts.durable import HAND, told_hands
from breakouts.models import Word
from breakouts.roundtable.queries import Table
from events.models import Room
from realtime.registry import FrameData, durable
from realtime.schema import Flag, ListOf, Maybe, Record, Text, Whole

SUFFIX = ".table"
WORD = Record(
    {
        "id": Text(40),
        "name": Text(120),
        "is_first": Flag(),
        "since": Text(40),
        "until": Maybe(Text(40)),
    }
)
TABLE_STATE = durable(
    "table.state",
    {
        "word": Maybe(WORD),
        "seen": Whole(),
        "hands": ListOf(HAND, 2000),
        "minutes": Whole(0, 60),
        "newcomers_first": Flag(),
    },
)
FRAMES = (TABLE_STATE,)


def table_stream(room: Room) -> str:
    """Return the name of the stream of a room's speaking order."""
    return f"{room.stream}{SUFFIX}"


def table_state(table: Table) -> FrameData:
    """Tell the room how its roundtable stands, each time that it changes."""
    return TABLE_STATE.frame(**told_table(table))


def told_table(table: Table) -> Mapping[str, Any]:
    """Put a roundtable as frames and states have it."""
    return {
        "word": _told_word(table.word) if table.word else None,
        "seen": table.seen,
        "hands": told_hands(table.hands),
        "minutes": table.conduct.speaking_minutes,
        "newcomers_first": table.conduct.newcomers_first,
    }


def _told_word(word: Word) -> Mapping[str, Any]:
    return {
        "id": str(word.user_id),
        "name": word.name,
        "is_first": word.is_first,
        "since": word.given_at.isoformat(),
        "until": word.ends_at.isoformat() if word.ends_at else None,
    }
