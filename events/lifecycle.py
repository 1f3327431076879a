"""The phases of an assembly, derived from its dates and never stored, and its default dates."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from common.periods import Period

OPENS_DAYS_BEFORE = 5
ON_DEMAND_MONTHS = 6


class Phase(StrEnum):
    """Where an assembly stands; each lasts until the next begins."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    LIVE = "live"
    ON_DEMAND = "on_demand"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class Dates:
    """The instants that decide the phase, in order. Without ``published_at`` everything is draft."""

    published_at: datetime | None
    opens_at: datetime
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime


def phase_at(dates: Dates, at: datetime) -> Phase:
    """Tell the phase at an instant; each begins at its own instant (inclusive), draft lasts until published.

    Publishing late skips what has passed: a day published while it runs is live at once.
    """
    # Python compares two times of one zone by the clock on the wall, blind to the hour that comes twice.
    at = at.astimezone(UTC)
    if dates.published_at is None or at < dates.published_at:
        return Phase.DRAFT
    if at >= dates.closes_at:
        return Phase.ARCHIVED
    if at >= dates.ends_at:
        return Phase.ON_DEMAND
    if at >= dates.starts_at:
        return Phase.LIVE
    return Phase.OPEN if at >= dates.opens_at else Phase.ANNOUNCED


def default_opens_at(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """Five calendar days before the start, at the same wall time (the second assembly's platform did so)."""
    local = starts_at.astimezone(zone).replace(tzinfo=None)
    return settle(local - timedelta(days=OPENS_DAYS_BEFORE), zone)


def default_closes_at(ends_at: datetime, zone: ZoneInfo) -> datetime:
    """Six calendar months after the end, the day clamped, at the midnight that ends that day.

    The second assembly ended on 27 May 2022, and its videos could be watched until the end of 27 November.
    """
    last_day = add_months(ends_at.astimezone(zone).date(), ON_DEMAND_MONTHS)
    return settle(datetime.combine(last_day + timedelta(days=1), time.min), zone)


def add_months(day: date, months: int) -> date:
    """Move by calendar months; the 31st becomes the last day of a shorter month."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def settle(wall: datetime, zone: ZoneInfo) -> datetime:
    """Give a naive wall time its zone, as RFC 5545 (section 3.3.5) reads times around a clock change.

    A time that a change skips is read with the offset before it, so that 1:30am becomes 2:30am and a skipped
    midnight 1am; a time that comes twice is its first coming.
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)


def can_registrations_stand(
    published_at: datetime | None, registration_closes_at: datetime, at: datetime
) -> bool:
    """Whether registering is allowed at an instant, whatever the phase."""
    return published_at is not None and at in Period(published_at, registration_closes_at)
