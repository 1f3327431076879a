"""Wall times as organisers type them, and the instants that they name in the assembly's zone."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 2000, 2100
_WORDS = {"midday": time(12), "noon": time(12), "midnight": time(0)}
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*(?P<half>am|pm)?")


class FarYear(ValueError):
    """The year is a slip of the finger: at the ends of the calendar no zone can be reckoned with."""

    def __str__(self) -> str:
        return f"The year must be between {FIRST_YEAR} and {LAST_YEAR}"


class SkippedHour(ValueError):
    """The clocks go forward over this time; ``until`` is the first time that exists again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class DoubledHour(ValueError):
    """The clocks go back over this time, so that it comes twice."""


def read_clock(text: str) -> time | None:
    """Read "9:45am", "9.45 am", "9am", "midday" or the browser's "09:45"; anything else is None."""
    typed = text.strip().lower()
    if typed in _WORDS:
        return _WORDS[typed]
    match = _CLOCK.fullmatch(typed)
    if match is None:
        return None
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if half is None and match["minute"] is None:
        return None
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def instant_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the one instant at which the zone's clocks show this time.

    :raises FarYear: the year is not one of those that are planned for.
    :raises SkippedHour: no clock ever shows it.
    :raises DoubledHour: clocks show it twice, and nobody can tell which is meant.
    """
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise FarYear(wall.year)
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if first.astimezone(zone).replace(tzinfo=None) != wall:
        # Read with the offset of after the change, a skipped time falls before it: look from there.
        raise SkippedHour(_change_between(second, first, zone).astimezone(zone))
    raise DoubledHour(wall)


def _change_between(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """Find the minute at which the zone's offset changes."""
    offset = early.astimezone(zone).utcoffset()
    while early.astimezone(zone).utcoffset() == offset and early < late:
        early += timedelta(minutes=1)
    return early
