"""The clock of a room, pure: when it lets people in, how long a seat is kept and a message can be changed."""

from datetime import datetime, timedelta

from common.periods import Period

DOOR_OPENS_BEFORE = timedelta(minutes=5)
SEAT_KEPT_FOR = timedelta(minutes=5)
AWAY_KEPT_FOR = timedelta(minutes=10)
MISSED_AFTER = timedelta(minutes=2)
EDITABLE_FOR = timedelta(minutes=5)
RECALLED_WITHIN = timedelta(seconds=60)
SLOW_SECONDS = (0, 5, 15, 30, 60)


def doors(session: Period, *, opens_at: datetime) -> Period:
    """When a room can be entered: from five minutes before the start to the end, if the assembly is open."""
    return Period(max(session.start - DOOR_OPENS_BEFORE, opens_at), session.end)


def kept_until(*, starts_at: datetime, taken_at: datetime) -> datetime:
    """Until when a seat that nobody came to is kept: five minutes from the start, or from a later claim."""
    return max(starts_at, taken_at) + SEAT_KEPT_FOR


def away_until(left_at: datetime) -> datetime:
    """Until when the seat of somebody is kept who said that they were called away: ten minutes."""
    return left_at + AWAY_KEPT_FOR


def is_missed(left_at: datetime, returned_at: datetime) -> bool:
    """Whether somebody was away long enough to be told what happened: more than two minutes."""
    return returned_at - left_at > MISSED_AFTER


def is_locked(locked_at: datetime | None, at: datetime) -> bool:
    """Whether nobody else may take a place in a room."""
    return locked_at is not None and locked_at <= at


def can_still_edit(sent_at: datetime, at: datetime) -> bool:
    """Whether a message is young enough to be changed by its author."""
    return at < sent_at + EDITABLE_FOR


def slow_wait(last_sent_at: datetime | None, slow_seconds: int, at: datetime) -> timedelta:
    """How long somebody waits for their next message in slow mode; nothing if they may write now."""
    if last_sent_at is None:
        return timedelta()
    return max(timedelta(), last_sent_at + timedelta(seconds=slow_seconds) - at)


def is_in_force(until_at: datetime | None, ended_at: datetime | None, at: datetime) -> bool:
    """Whether a restriction holds: nobody has ended it, and it has not run out."""
    return ended_at is None and (until_at is None or at < until_at)


def extended(ends_at: datetime, minutes: int, at: datetime) -> datetime:
    """When a timer ends that gets more minutes; one that has run out gets them from now."""
    return max(ends_at, at) + timedelta(minutes=minutes)
