"""The phases of an assembly, derived from its dates and never stored, and the dates that follow by default."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, time, timedelta
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
    """Tell the phase at an instant; each begins at its own instant (inclusive).

    Publishing late skips what has passed: a day published while it runs is live at once.
    """
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
    """Six calendar months after the end, the day clamped, at the midnight that ends that day."""
    last = add_months(ends_at.astimezone(zone), ON_DEMAND_MONTHS).date()
    return settle(datetime.combine(last + timedelta(days=1), time.min), zone)


def add_months(moment: datetime, months: int) -> datetime:
    """Move by calendar months; the 31st becomes the last day of a shorter month."""
    index = moment.month - 1 + months
    year, month = moment.year + index // 12, index % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def settle(wall: datetime, zone: ZoneInfo) -> datetime:
    """Give a naive wall time its zone; one that a clock change skips moves to the first that exists."""
    moment = wall.replace(tzinfo=zone)
    return moment.astimezone(ZoneInfo("UTC")).astimezone(zone)


def can_registrations_stand(published_at: datetime | None, registration_closes_at: datetime, at: datetime) -> bool:
    """Whether registering is allowed at an instant, whatever the phase."""
    return published_at is not None and at in Period(published_at, registration_closes_at)
