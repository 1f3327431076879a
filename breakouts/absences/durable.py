"""The durable frame that tells a room who was called away from it."""

from collections.abc import Iterable, Mapping
from typing import Any

from breakouts.models import Absence
from realtime.registry import FrameData, durable
from realtime.schema import ListOf, Record, Text

AWAY = Record({"id": Text(40), "name": Text(120), "until": Text(40)})
ROOM_AWAY = durable("room.away", {"people": ListOf(AWAY, 2000)})

FRAMES = (ROOM_AWAY,)


def room_away(absences: Iterable[Absence]) -> FrameData:
    """Tell the room who is away for a while, each time that it changes."""
    return ROOM_AWAY.frame(people=told_away(absences))


def told_away(absences: Iterable[Absence]) -> list[Mapping[str, Any]]:
    """Put those who are away as frames and states have them."""
    return [
        {"id": str(each.user_id), "name": each.name, "until": each.until_at.isoformat()} for each in absences
    ]
