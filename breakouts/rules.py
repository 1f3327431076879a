"""The clock of a room, pure: from when until when it lets people in, and how long an empty seat is kept."""

from datetime import datetime, timedelta

from common.periods import Period

DOOR_OPENS_BEFORE = timedelta(minutes=5)
SEAT_KEPT_FOR = timedelta(minutes=5)


def doors(session: Period, *, opens_at: datetime) -> Period:
    """When a room can be entered: from five minutes before the start to the end, if the assembly is open."""
    return Period(max(session.start - DOOR_OPENS_BEFORE, opens_at), session.end)


def kept_until(*, starts_at: datetime, taken_at: datetime) -> datetime:
    """Until when a seat that nobody came to is kept: five minutes from the start, or from a later claim."""
    return max(starts_at, taken_at) + SEAT_KEPT_FOR


def is_locked(locked_at: datetime | None, at: datetime) -> bool:
    """Whether nobody else may take a place in a room."""
    return locked_at is not None and locked_at <= at
