"""The durable frame that tells a room who runs it instead of its hosts."""

from typing import Any

from breakouts.models import Deputising
from breakouts.models.deputies import Because, Ended
from events.models import Room
from realtime.registry import FrameData, durable
from realtime.schema import Maybe, OneOf, Record, Text

SUFFIX = ".deputy"
_NAME = Text(120)
DEPUTY = Record({"id": Text(40), "name": _NAME, "absent": _NAME, "because": OneOf(tuple(Because.values))})
ENDED = Record(
    {
        "id": Text(40),
        "name": _NAME,
        "absent": _NAME,
        "how": OneOf(tuple(Ended.values)),
        "until": Text(40),
    }
)
ROOM_DEPUTY = durable("room.deputy", {"deputy": Maybe(DEPUTY), "ended": Maybe(ENDED)})

FRAMES = (ROOM_DEPUTY,)


def deputy_stream(room: Room) -> str:
    """Return the name of the stream."""
    return f"{room.stream}{SUFFIX}"


def room_deputy(deputy: Deputising | None, *, ended: Deputising | None = None) -> FrameData:
    """Tell the room who runs it meanwhile, and whose time as a deputy has just ended."""
    return ROOM_DEPUTY.frame(deputy=told_deputy(deputy), ended=_told_ended(ended))


def told_deputy(deputy: Deputising | None) -> dict[str, Any] | None:
    """Put who runs the room as frames and states have it."""
    if deputy is None:
        return None
    return {
        "id": str(deputy.user_id),
        "name": deputy.name,
        "absent": deputy.absent_name,
        "because": str(deputy.because),
    }


def _told_ended(ended: Deputising | None) -> dict[str, Any] | None:
    if ended is None or ended.until_at is None:
        return None
    return {
        "id": str(ended.user_id),
        "name": ended.name,
        "absent": ended.absent_name,
        "how": str(ended.ended),
        "until": ended.until_at.isoformat(),
    }
