"""Times on a page, always in the assembly's zone: filters over ``common.words``; None shows nothing."""

from datetime import datetime, tzinfo
from typing import Protocol

from django import template

from common import words

register = template.Library()


class Lasting(Protocol):
    """Anything with a start and an end: a session, a room's visit."""

    starts_at: datetime
    ends_at: datetime


@register.filter
def day(at: datetime | None, zone: tzinfo | str) -> str:
    """``{{ session.starts_at|day:zone }}``: "Friday 27 May 2022"."""
    return words.day(at, zone) if at else ""


@register.filter
def clock(at: datetime | None, zone: tzinfo | str) -> str:
    """``{{ session.starts_at|clock:zone }}``: "9:30am"."""
    return words.clock(at, zone) if at else ""


@register.filter
def day_and_clock(at: datetime | None, zone: tzinfo | str) -> str:
    """``{{ session.starts_at|day_and_clock:zone }}``: "9:30am on Friday 27 May 2022"."""
    return words.day_and_clock(at, zone) if at else ""


@register.filter
def until(at: datetime | None, zone: tzinfo | str) -> str:
    """``{{ assembly.closes_at|until:zone }}``: "11:59pm on Sunday 27 November 2022"."""
    return words.until(at, zone) if at else ""


@register.filter
def time_range(lasting: Lasting | None, zone: tzinfo | str) -> str:
    """``{{ session|time_range:zone }}``: "9:30am to 10:15am"."""
    return words.time_range(lasting.starts_at, lasting.ends_at, zone) if lasting else ""


@register.filter
def zone_in_words(zone: tzinfo | str) -> str:
    """``{{ assembly.zone|zone_in_words }}``: "UK time"."""
    return words.zone_in_words(zone)
