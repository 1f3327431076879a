"""Figures as files: each table for a spreadsheet, and all of them with what they mean."""

import csv
from datetime import datetime
from io import StringIO
from typing import Any

from assembly_portal.figures.counting import SCHEMA, Figures
from assembly_portal.figures.tables import NOT_SHOWN, NOT_SHOWN_MEANS, TABLES, Table
from common.csv_cells import safe_cell
from events.models import Assembly

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads other alphabets wrongly


def as_csv(table: Table, figures: Figures) -> str:
    """Write one table; what people typed never runs as a formula."""
    file = StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(column.heading for column in table.columns)
    for row in figures[table.rows_of or table.key]:
        cells = (row[column.key] for column in table.columns)
        writer.writerow(safe_cell(NOT_SHOWN if cell is None else cell) for cell in cells)
    return BYTE_ORDER_MARK + file.getvalue()


def as_document(assembly: Assembly, figures: Figures, computed_at: datetime) -> dict[str, Any]:
    """Return all figures with the words of each; ``null`` is what is not shown."""
    return {
        "schema": SCHEMA,
        "assembly": {"address": assembly.slug, "name": assembly.name},
        "computed_at": computed_at.isoformat(timespec="seconds"),
        "not_shown": NOT_SHOWN_MEANS,
        "definitions": {
            table.key: {column.key: column.means for column in table.figures} for table in TABLES
        },
        "tables": figures,
    }
