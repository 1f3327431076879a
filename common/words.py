"""Days, times and lists in the words that pages, mails and refusals use."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

NEW_TAB = " (opens in a new tab)"


def day(at: datetime, zone: tzinfo | str) -> str:
    """Name the calendar day of an instant: "Friday 27 May 2022"."""
    local = _local(at, zone)
    return f"{local:%A} {local.day} {local:%B} {local.year}"


def clock(at: datetime, zone: tzinfo | str) -> str:
    """Tell the time of an instant: "9:30am", "11am", "midday", "midnight"."""
    return wall_clock(_local(at, zone).time())


def wall_clock(at: time) -> str:
    """Tell a time of the day, of whatever day: "9pm"."""
    if (at.hour, at.minute) in ((0, 0), (12, 0)):
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def day_and_clock(at: datetime, zone: tzinfo | str) -> str:
    """Name day and time: "9:30am on Friday 27 May 2022"."""
    return f"{clock(at, zone)} on {day(at, zone)}"


def time_range(start: datetime, end: datetime, zone: tzinfo | str) -> str:
    """Tell from when to when: "9:30am to 10:15am".

    An hour that a clock change skips or doubles is told apart by its zone: "12:30am GMT to 2:30am BST". What
    runs past midnight says so: "8:50pm to 5:05am the next day". What lasts a day or longer names the days.
    """
    if end.astimezone(UTC) - start.astimezone(UTC) >= timedelta(days=1):
        return f"{day_and_clock(start, zone)} to {day_and_clock(end, zone)}"
    first, last = _local(start, zone), _local(end, zone)
    # Midnight ends the day that it began in.
    is_next_day = (last - timedelta(minutes=1)).date() > first.date()
    next_day = " the next day" if is_next_day else ""
    if first.utcoffset() != last.utcoffset():
        return f"{clock(start, zone)} {first.tzname()} to {clock(end, zone)} {last.tzname()}{next_day}"
    return f"{clock(start, zone)} to {clock(end, zone)}{next_day}"


def until(at: datetime, zone: tzinfo | str) -> str:
    """Name the last moment before an exclusive end, as people say it.

    Midnight belongs to the day before: "11:59pm on Sunday 27 November 2022". Other times stand as they are.
    """
    local = _local(at, zone)
    is_midnight = (local.hour, local.minute) == (0, 0)
    return day_and_clock(at - timedelta(minutes=1) if is_midnight else at, zone)


def zone_in_words(zone: tzinfo | str) -> str:
    """Say whose clock is meant: "UK time", "Paris time"."""
    name = str(zone)
    if name == "Europe/London":
        return "UK time"
    return (
        "Coordinated Universal Time" if name == "UTC" else f"{name.rpartition('/')[2].replace('_', ' ')} time"
    )


def minutes_in_words(count: int) -> str:
    """Count minutes: "1 minute", "5 minutes"."""
    return "1 minute" if count == 1 else f"{count} minutes"


def ordinal(number: int) -> str:
    """Name a place in an order: "1st", "12th", "23rd"."""
    is_teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def listed(names: Iterable[str]) -> str:
    """Join names as a sentence does: "Dr A, Dr B and Dr C"."""
    *most, last = [*names] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _local(at: datetime, zone: tzinfo | str) -> datetime:
    if at.tzinfo is None:
        raise ValueError("A time without a zone cannot be told.")
    return at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
