"""The clock changes of a zone as calendar files carry them (RFC 5545, section 3.6.5)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def timezone_component(zone: ZoneInfo, first_year: int, last_year: int) -> Timezone:
    """Write what the zone's clocks did in these years, for programs that do not know the zone.

    Each rule starts at the wall time that clocks showed before the change, as the standard demands; the
    library's own ``add_missing_timezones`` writes the one after it, an hour off every spring.
    """
    start = datetime(first_year, 1, 1, tzinfo=UTC)
    component = Timezone()
    component.add("tzid", zone.key)
    component.add_component(_rule(zone, start, start))
    for change in _changes(zone, first_year, last_year):
        component.add_component(_rule(zone, change - SECOND, change))
    return component


@lru_cache(maxsize=32)
def _changes(zone: ZoneInfo, first_year: int, last_year: int) -> tuple[datetime, ...]:
    """Look them up once: every calendar of an assembly asks for the same."""
    start, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    return tuple(clock_changes(zone, start, end))


def clock_changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """Find the instants at which the zone's distance from UTC changes."""
    day = start.astimezone(UTC)
    while day < end:
        if _offset(zone, day) != _offset(zone, day + DAY):
            yield _first_second_after_change(zone, day, day + DAY)
        day += DAY


def _first_second_after_change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    while after - before > SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _offset(zone, middle) == _offset(zone, before):
            before = middle
        else:
            after = middle
    return after


def _rule(zone: ZoneInfo, before: datetime, at: datetime) -> TimezoneDaylight | TimezoneStandard:
    local = at.astimezone(zone)
    rule = TimezoneDaylight() if local.dst() else TimezoneStandard()
    rule.add("dtstart", at.replace(tzinfo=None) + _offset(zone, before))
    rule.add("tzoffsetfrom", _offset(zone, before))
    rule.add("tzoffsetto", _offset(zone, at))
    rule.add("tzname", local.tzname())
    return rule


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)
