"""Access requests as a list for organisers: by when each is to be answered, in words; no queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from events.models import AccessRequest


@dataclass(frozen=True)
class AccessLine:
    """One open request, read ``first_due``. Load its delegate and owner with it."""

    request: AccessRequest
    due: str
    is_due: bool
    """Whether it should be answered today or should have been."""


def access_lines(requests: Iterable[AccessRequest], zone: ZoneInfo, at: datetime) -> list[AccessLine]:
    """Present the requests in their order."""
    today = at.astimezone(zone).date()
    return [AccessLine(each, _due_words(each.due, today), each.due <= today) for each in requests]


def _due_words(due: date, today: date) -> str:
    if due == today:
        return "Due today"
    written = f"{due.day} {due:%B}"
    return f"Overdue since {written}" if due < today else f"Due on {written}"
