"""What the programme adds to the realtime engine's table of frames."""

from events.models import Session
from realtime.registry import FrameData, FrameKind, durable
from realtime.schema import Text

_TIME = Text(40)
ROOM_TIMES = durable("room.times", {"starts_at": _TIME, "ends_at": _TIME})

FRAMES: tuple[FrameKind, ...] = (ROOM_TIMES,)


def room_times(session: Session) -> FrameData:
    """Make the frame that tells a room when its session is."""
    return ROOM_TIMES.frame(**told_times(session))


def told_times(session: Session) -> dict[str, str]:
    """Put when a session is as frames and states have it."""
    return {"starts_at": session.starts_at.isoformat(), "ends_at": session.ends_at.isoformat()}
