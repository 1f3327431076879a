"""The notes of an assembly as they leave it: a file for a spreadsheet and groups for a page. No names."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import groupby

from breakouts.models import NoteBlock
from breakouts.notes.presenters import signed_off_in_words
from breakouts.queries import conduct_of
from common.csv_cells import safe_cell

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads other alphabets wrongly
HEADINGS = ("Theme", "Mark", "Note", "Room", "Session", "Signed off")
NOT_SIGNED_OFF = "Not signed off"
NO_THEME = "Without a theme"


@dataclass(frozen=True)
class Marked:
    """The notes of one theme that are marked alike."""

    mark: str
    notes: Sequence[NoteBlock]


def theme_of(block: NoteBlock) -> str:
    """Name the theme that a note is about."""
    return block.room.theme.title if block.room.theme else NO_THEME


def signed_off(block: NoteBlock) -> str:
    """Say whether the notes of its room are signed off, by which role and when."""
    session = block.room.session
    words = signed_off_in_words(conduct_of(block.room), session.assembly.zone, session.ends_at)
    return words or NOT_SIGNED_OFF


def by_theme_and_mark(blocks: Iterable[NoteBlock]) -> list[tuple[str, list[Marked]]]:
    """Group notes that come ``by_theme``."""
    return [
        (
            theme,
            [Marked(mark, list(notes)) for mark, notes in groupby(of_theme, NoteBlock.get_mark_display)],
        )
        for theme, of_theme in groupby(blocks, theme_of)
    ]


def as_csv(blocks: Iterable[NoteBlock]) -> str:
    """Write the file, one row for each note; what people typed never runs as a formula."""
    file = StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    for block in blocks:
        cells = (
            theme_of(block),
            block.get_mark_display(),
            block.body,
            block.room.name,
            block.room.session.title,
            signed_off(block),
        )
        writer.writerow(map(safe_cell, cells))
    return BYTE_ORDER_MARK + file.getvalue()
