"""Until when the words of a room are kept. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events.lifecycle import settle

KEPT_FOR = timedelta(days=30)


def kept_until(closes_at: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant from which on they go: 30 days after the end, at the same time of day there."""
    return settle(closes_at.astimezone(zone).replace(tzinfo=None) + KEPT_FOR, zone)
