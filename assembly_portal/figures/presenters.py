"""Figures as a page shows them: words for what is not shown, for times, and for what has changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assembly_portal.figures.counting import Figures, Row
from assembly_portal.figures.tables import NOT_SHOWN, TABLES, Column, Table
from common.words import clock, day, day_and_clock
from events.models import Assembly

IDENTITY = ("code", "name")
"""What tells a row from the others of its table."""
OF_GROUPS = ("regions", "learner_groups", "offices")


@dataclass(frozen=True)
class Cell:
    """One cell under its heading."""

    column: Column
    text: str

    @property
    def is_shown(self) -> bool:
        """Whether a figure stands there."""
        return self.text != NOT_SHOWN


@dataclass(frozen=True)
class Shown:
    """A table with its rows."""

    table: Table
    rows: Sequence[Sequence[Cell]]


def shown(figures: Figures, assembly: Assembly) -> list[Shown]:
    """Present every table."""
    return [
        Shown(
            table,
            [
                [Cell(column, _text(row[column.key], column, assembly)) for column in table.columns]
                for row in figures[table.rows_of or table.key]
            ],
        )
        for table in TABLES
    ]


def differences(kept: Figures, now: Figures) -> list[str]:
    """Say in which figures two counts differ.

    Of groups only that they do: between two counts lies perhaps one person, whom the numbers would tell of.
    """
    return [line for table in TABLES for line in _differences(table, kept, now)]


def _differences(table: Table, kept: Figures, now: Figures) -> Iterator[str]:
    key = table.rows_of or table.key
    before, after = _by_identity(kept.get(key, [])), _by_identity(now[key])
    if table.key in OF_GROUPS:
        if before != after:
            yield f"{table.caption}: differs"
        return
    for identity in {**before, **after}:
        old, new = before.get(identity), after.get(identity)
        about = f"{table.caption}: {_name_of(new or old or {})}".removesuffix(": ")
        if old is None or new is None:
            if not table.rows_of:
                yield f"{about} {'has come' if old is None else 'has gone'}"
            continue
        for column in table.figures:
            was, is_now = old.get(column.key), new.get(column.key)
            if was != is_now:
                yield f"{about}, {column.heading}: {_plain(is_now)} now, {_plain(was)} kept"


def _by_identity(rows: Sequence[Row]) -> dict[tuple[Any, ...], Row]:
    return {tuple(row.get(key) for key in IDENTITY): row for row in rows}


def _name_of(row: Row) -> str:
    return str(row.get("room") or row.get("session") or "")


def _text(value: Any, column: Column, assembly: Assembly) -> str:
    if column.key != "starts_at":
        return f"{value:,}" if isinstance(value, int) else _plain(value)
    at = datetime.fromisoformat(value)
    is_first_day = day(at, assembly.zone) == day(assembly.starts_at, assembly.zone)
    return (clock if is_first_day else day_and_clock)(at, assembly.zone)


def _plain(value: Any) -> str:
    return NOT_SHOWN if value is None else str(value)
