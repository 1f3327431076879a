"""Every use-case of concerns: the person named, the clock passed in."""

from datetime import date, datetime

from django.utils import timezone


def day_of(at: datetime) -> date:
    """Return the day in England: rows keep days, never times."""
    return timezone.localdate(at)
