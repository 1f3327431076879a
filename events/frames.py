"""What the programme adds to the realtime engine's table of frames."""

from events.models import RoomSource, Session
from realtime.registry import FrameData, FrameKind, durable
from realtime.schema import Text, Whole

_TIME = Text(40)
ROOM_TIMES = durable("room.times", {"starts_at": _TIME, "ends_at": _TIME})
ROOM_SOURCE = durable("room.source", {"source": Whole()})

FRAMES: tuple[FrameKind, ...] = (ROOM_TIMES, ROOM_SOURCE)


def room_times(session: Session) -> FrameData:
    """Make the frame that tells a room when its session is."""
    return ROOM_TIMES.frame(**told_times(session))


def told_times(session: Session) -> dict[str, str]:
    """Put when a session is as frames and states have it."""
    return {"starts_at": session.starts_at.isoformat(), "ends_at": session.ends_at.isoformat()}


def room_source(source: RoomSource) -> FrameData:
    """Make the frame that tells a room to look anew by what it is met; no address stands in any frame."""
    return ROOM_SOURCE.frame(**told_source(source))


def told_source(source: RoomSource | None) -> dict[str, int]:
    """Put by what a room is met as frames and states have it: its number, 0 for nothing yet."""
    return {"source": source.revision if source else 0}
