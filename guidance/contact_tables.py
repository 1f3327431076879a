"""Files of contacts as tables: bytes become lines of named cells, or what keeps them from it. Pure."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from common.csv_cells import bare_cell
from common.names import tidy_name
from common.words import listed

COLUMNS = ("place", "post", "person", "email", "phone", "web", "how", "checked on", "out of hours")
# Files of earlier days do not have them: what stands in the portal is then left as it is.
OPTIONAL_COLUMNS = ("out of hours",)
MOST_BYTES = 1_000_000
MOST_LINES = 5_000
MOST_COLUMNS = 50
ENCODINGS = ("utf-8-sig", "cp1252")
SEPARATORS = (",", ";", "\t")
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
TOLD_COLUMNS = f"The columns are {listed(COLUMNS)}."
HOW_TO_SAVE = "In a spreadsheet choose “Save as” and then “CSV UTF-8”."


@dataclass(frozen=True)
class Defect:
    """What is wrong, in words, at which line and in which column; line 0 is the file as a whole."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Line:
    """One contact as the file has it: the text of each cell by the name of its column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """The lines of a file, and what was wrong with the file itself."""

    lines: Sequence[Line]
    defects: Sequence[Defect]


def table_of(content: bytes) -> Table:
    """Read a file as spreadsheets write it; commas, semicolons or tabs part its cells. Never raises."""
    if len(content) > MOST_BYTES:
        return _unreadable("The file is larger than 1 MB. Split it up.")
    text = _text_of(content)
    if text is None:
        return _unreadable(f"The file cannot be read as text. {HOW_TO_SAVE}")
    if not text.strip():
        return _unreadable("The file is empty.")
    rows, defects = _rows_of(text)
    if not rows:
        return Table((), defects or (_nameless(1),))
    (header_number, header), *body = rows
    if len(header) > MOST_COLUMNS:
        return _unreadable(
            f"The file has {len(header):,} columns. It must have {len(COLUMNS)}.", header_number
        )
    if len(body) > MOST_LINES:
        return _unreadable(f"The file has {len(body):,} lines. Split it up: {MOST_LINES:,} are the most.")
    names = [tidy_name(bare_cell(name)).casefold() for name in header]
    if not set(names) & set(COLUMNS):
        return Table((), (_nameless(header_number),))
    defects += [*_header_defects(names, header_number), *_too_long(names, body), *_no_text(names, rows)]
    if not body and not defects:
        defects.append(Defect(header_number, "", "There is no contact below the names of the columns."))
    return Table([Line(number, _cells(names, row)) for number, row in body], defects)


def _unreadable(sentence: str, number: int = 0) -> Table:
    return Table((), (Defect(number, "", sentence),))


def _nameless(number: int) -> Defect:
    return Defect(number, "", f"The first line must name the columns. {TOLD_COLUMNS}")


def _text_of(content: bytes) -> str | None:
    """Decode UTF-8, Windows' own or, by its mark, Excel's "Unicode text"; None for what is no text."""
    for encoding in ("utf-16",) if content.startswith(WIDE_MARKS) else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Letters of two bytes that were read as one have a NUL beside each.
        return text if text.count("\0") * 4 < len(text) or not text else None
    return None


def _rows_of(text: str) -> tuple[list[tuple[int, list[str]]], list[Defect]]:
    """Take rows apart, each with the number of the line at which it begins; empty ones are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator_of(text), strict=True)
    rows: list[tuple[int, list[str]]] = []
    number = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((number, row))
            number = reader.line_num + 1
    except csv.Error as error:
        return rows, [Defect(number, "", _broken(str(error)))]
    return rows, []


def _separator_of(text: str) -> str:
    """Return what parts the names of the columns: the separator that the first line has most of."""
    first = next(iter(text.lstrip().splitlines()), "")
    return max(SEPARATORS, key=first.count)


def _broken(error: str) -> str:
    """Say in words why a row could not be taken apart; nothing below it was read."""
    if "field larger" in error:
        return "A cell is too long. Perhaps a quotation mark is missing. Nothing from here on was read."
    if "unexpected end" in error:
        return "A quotation mark begins here and never ends. Nothing from here on was read."
    return "A quotation mark stands in the middle of a cell. Nothing from here on was read."


def _header_defects(names: Sequence[str], number: int) -> list[Defect]:
    counts = Counter(name for name in names if name)
    unknown = [
        Defect(number, name[:40], f"“{name[:40]}” is no column. {TOLD_COLUMNS}")
        for name in counts
        if name not in COLUMNS
    ]
    doubled = [
        Defect(number, name, f"The column “{name}” is there {count} times.")
        for name, count in counts.items()
        if count > 1 and name in COLUMNS
    ]
    missing = [
        Defect(number, name, f"The column “{name}” is missing.")
        for name in COLUMNS
        if name not in counts and name not in OPTIONAL_COLUMNS
    ]
    return [*unknown, *doubled, *missing]


def _cells(names: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """Name the cells of a row; of a doubled column the first counts, and what is not there is empty."""
    cells: dict[str, str] = {}
    for place, name in enumerate(names):
        if name in COLUMNS and name not in cells:
            cells[name] = tidy_name(bare_cell(row[place])) if place < len(row) else ""
    return cells


def _too_long(names: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> list[Defect]:
    """Find cells that stand under no column."""
    named_count = max((place for place, name in enumerate(names, start=1) if name), default=0)
    return [
        Defect(number, "", f"The line has more cells than there are columns: “{extra[:40]}” is in none.")
        for number, row in rows
        if (extra := next(filter(None, map(tidy_name, row[named_count:])), ""))
    ]


def _no_text(names: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> list[Defect]:
    """Find cells that hold what no keyboard writes."""
    return [
        Defect(number, name, "There is a character in the cell that is no text (NUL). Write the cell anew.")
        for number, row in rows
        for name, cell in zip(names, row, strict=False)
        if "\0" in cell
    ]
