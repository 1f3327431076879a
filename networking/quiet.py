"""Quiet hours: from when until when somebody wants no notice of networking. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from events.wall_times import DoubledHour, SkippedHour, instant_of

DAY = timedelta(days=1)


def next_allowed(at: datetime, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> datetime:
    """Return the first moment from ``at`` on that is not in somebody's quiet hours, by the zone's clocks.

    Equal times are no quiet hours. What clocks skip begins or ends with the change. What they show twice
    begins at the first time and ends at the second: in doubt it is quiet.
    """
    if quiet_from == quiet_until:
        return at
    today = at.astimezone(zone).date()
    over_midnight = DAY if quiet_until < quiet_from else timedelta(0)
    # One period may begin in another on the day of a change, so each looks at where the one before it led.
    for day in (today - DAY, today, today + DAY):
        begins_at = _shown(datetime.combine(day, quiet_from), zone, fold=0)
        ends_at = _shown(datetime.combine(day + over_midnight, quiet_until), zone, fold=1)
        if begins_at <= at < ends_at:
            at = ends_at
    return at


def _shown(wall: datetime, zone: ZoneInfo, *, fold: int) -> datetime:
    """Return when the zone's clocks show a time, for the first or second time; or skip it."""
    try:
        return instant_of(wall, zone)
    except SkippedHour as skipped:
        return skipped.until.astimezone(UTC)
    except DoubledHour:
        return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
