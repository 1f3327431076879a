"""A file on its way from looking through to importing: carried by the page, signed, for an hour."""

from dataclasses import dataclass
from typing import Any

from django.core import signing

from accounts.models import User
from guidance.contact_tables import Line, Table

MOST_CHARACTERS = 2_000_000
AN_HOUR = 60 * 60


@dataclass(frozen=True)
class Carried:
    """The lines of a file, and the mark of what they were to change."""

    table: Table
    mark: str


def packed(carried: Carried, user: User) -> str:
    """Write it as text that nobody can change, and that only this person can send back."""
    lines = [[line.number, dict(line.cells)] for line in carried.table.lines]
    return signing.dumps([carried.mark, lines], salt=_salt(user), compress=True)


def unpacked(text: str, user: User) -> Carried | None:
    """Read it again; None when it is too long, too old, changed, or another person's."""
    if len(text) > MOST_CHARACTERS:
        return None
    try:
        mark, lines = signing.loads(text, salt=_salt(user), max_age=AN_HOUR)
    except signing.BadSignature:
        return None
    return Carried(Table([_line(*line) for line in lines], ()), mark)


def _line(number: int, cells: dict[str, Any]) -> Line:
    return Line(number, cells)


def _salt(user: User) -> str:
    return f"guidance.contacts.{user.pk}"
