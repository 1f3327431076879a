"""Contacts from the lines of a file: each line becomes a row, or says what is wrong in it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypeVar

from guidance import contact_cells
from guidance.contact_cells import LENGTHS, Places
from guidance.contact_tables import COLUMNS, Defect, Line, Table
from guidance.posts import Post

SAID = ("person", "email", "phone", "web", "how")
WAYS = ("email", "phone", "web", "how")

T = TypeVar("T")


@dataclass(frozen=True)
class ContactRow:
    """One contact that can be kept."""

    line: int
    post: Post
    place: int
    name: str
    email: str
    phone: str
    address: str
    how: str
    out_of_hours: str | None
    """None where the file has no such column."""
    checked_on: date


@dataclass
class Reading:
    """What a file says: its sound lines as contacts, and every defect in the order of the lines."""

    rows: list[ContactRow] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)


def read_contacts(table: Table, places: Places, *, on: date) -> Reading:
    """Check every line by itself and against those before it. Never raises."""
    reading = Reading(defects=list(table.defects))
    seen: dict[tuple[Post, int], int] = {}
    for line in table.lines:
        row, defects = _read(line, places, on)
        reading.defects += defects
        if row is None:
            continue
        before = seen.setdefault((row.post, row.place), line.number)
        if before != line.number:
            told = f"The same place and post stand in line {before}."
            reading.defects.append(Defect(line.number, "post", told))
        elif not defects and not table.defects:
            reading.rows.append(row)
    reading.defects.sort(key=_place_in_file)
    return reading


def _place_in_file(defect: Defect) -> tuple[int, int]:
    return defect.line, COLUMNS.index(defect.column) if defect.column in COLUMNS else -1


def _read(line: Line, places: Places, on: date) -> tuple[ContactRow | None, list[Defect]]:
    """Read one line; its row is there as soon as place and post are known, to be compared with others."""
    defects: list[Defect] = []

    def ask(column: str, check: Callable[[str], T]) -> T | None:
        # A column that is missing is told once, for the file.
        if column in line.cells:
            try:
                return check(line.cells[column])
            except ValueError as wrong:
                defects.append(Defect(line.number, column, str(wrong)))
        return None

    post = ask("post", contact_cells.post_of)
    place = ask("place", partial(contact_cells.place_of, side=post.side if post else None, places=places))
    for column in LENGTHS:
        ask(column, partial(contact_cells.hold_length, column))
    ask("email", contact_cells.hold_email)
    ask("phone", contact_cells.hold_phone)
    ask("web", contact_cells.hold_web)
    checked_on = ask("checked on", partial(contact_cells.day_of, on=on))
    if all(line.cells.get(column) == "" for column in WAYS):
        defects.append(Defect(line.number, "email", "Enter at least one of email, phone, web and how."))
    if post is None or place is None:
        return None, defects
    name, email, phone, address, how = (line.cells.get(column, "") for column in LENGTHS if column in SAID)
    row = ContactRow(
        line.number,
        post,
        place,
        name,
        email,
        phone,
        address,
        how,
        line.cells.get("out of hours"),
        checked_on or on,
    )
    return row, defects
