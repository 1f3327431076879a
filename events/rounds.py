"""When everybody with a place is told something: the rounds before and after the day. Pure.

A round is derived from the assembly's dates, like its phase, and never stored: a day that moves takes its
rounds along, and a worker that was down finds what it missed by the same rule.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from common.working_days import add_working_days, is_working_day
from events.lifecycle import Dates, add_months, settle

DAY = timedelta(days=1)
AT_NINE = time(9)
# Hospitals change shifts about seven: who reads mail before the day reads it then.
MORNING = time(7)
EXPIRY_DAYS_BEFORE, EXPIRY_LAST_DAYS_BEFORE = 14, 2
WHAT_CHANGED_MONTHS = 3


class RoundKind(StrEnum):
    """What a round is about; the values are the kinds of its notices."""

    DOORS_OPEN = "round.doors_open"
    DAY_BEFORE = "round.day_before"
    THAT_MORNING = "round.that_morning"
    AFTERWARDS = "round.afterwards"
    EXPIRY_SOON = "round.expiry_soon"
    EXPIRY_LAST = "round.expiry_last"
    WHAT_CHANGED = "round.what_changed"


@dataclass(frozen=True)
class Round:
    """When a round is due, and from when on it makes no sense any more."""

    kind: RoundKind
    due_at: datetime
    stale_at: datetime


def rounds_of(dates: Dates, zone: ZoneInfo) -> list[Round]:
    """List the rounds of an assembly in order, each from its instant until the next one says more.

    A round that would come after it is stale is left out: doors that open that morning, recordings that close
    within a fortnight.
    """
    start, end = dates.starts_at.astimezone(zone), dates.ends_at.astimezone(zone)
    day_before = _at(start - DAY, AT_NINE, zone)
    # A day that begins before nine is told two hours before it begins.
    that_morning = min(_at(start, MORNING, zone), dates.starts_at - timedelta(hours=2))
    afterwards = _next_working_day(end, zone)
    closing = dates.closes_at.astimezone(zone)
    expiry = _at(closing - EXPIRY_DAYS_BEFORE * DAY, AT_NINE, zone)
    expiry_last = _at(closing - EXPIRY_LAST_DAYS_BEFORE * DAY, AT_NINE, zone)
    what_changed = _three_months_later(end, zone)
    rounds = [
        Round(RoundKind.DOORS_OPEN, dates.opens_at, day_before),
        Round(RoundKind.DAY_BEFORE, day_before, that_morning),
        Round(RoundKind.THAT_MORNING, that_morning, dates.ends_at),
        Round(RoundKind.AFTERWARDS, afterwards, min(dates.closes_at, afterwards + 14 * DAY)),
        Round(RoundKind.EXPIRY_SOON, expiry, expiry_last),
        Round(RoundKind.EXPIRY_LAST, expiry_last, dates.closes_at),
        Round(RoundKind.WHAT_CHANGED, what_changed, what_changed + 30 * DAY),
    ]
    return [each for each in rounds if each.due_at < each.stale_at and not _is_too_soon(each, afterwards)]


def _is_too_soon(each: Round, afterwards: datetime) -> bool:
    """Whether "soon over" would come before "the recordings are there"."""
    return each.kind in (RoundKind.EXPIRY_SOON, RoundKind.EXPIRY_LAST) and each.due_at <= afterwards


def _next_working_day(end: datetime, zone: ZoneInfo) -> datetime:
    return settle(datetime.combine(add_working_days(end.date(), 1), AT_NINE), zone)


def _three_months_later(end: datetime, zone: ZoneInfo) -> datetime:
    day = add_months(end.date(), WHAT_CHANGED_MONTHS)
    return settle(datetime.combine(day if is_working_day(day) else add_working_days(day, 1), AT_NINE), zone)


def _at(day: datetime, wall: time, zone: ZoneInfo) -> datetime:
    """The wall time on the day of an instant, in the zone."""
    return settle(datetime.combine(day.date(), wall), zone)
