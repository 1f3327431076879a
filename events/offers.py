"""Until when a place at an assembly is kept for somebody who waited for it: pure."""

from datetime import UTC, datetime, timedelta

LONGEST = timedelta(hours=48)
OUTRIGHT_WITHIN = timedelta(hours=24)


def answer_by(at: datetime, starts_at: datetime) -> datetime | None:
    """Tell until when a place offered now waits for an answer; none when it is given outright.

    Two days, and never beyond half of the time that is left until the day starts, so that whoever comes next
    has time as well: never less than 12 hours. From 24 hours before the start the place is given outright:
    nobody should lose it by not reading mail that morning.
    """
    # Python adds hours of one zone by the clock on the wall; 48 hours across a clock change are 48 hours.
    at, starts_at = at.astimezone(UTC), starts_at.astimezone(UTC)
    left = starts_at - at
    return None if left <= OUTRIGHT_WITHIN else at + min(LONGEST, left // 2)
