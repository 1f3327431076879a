"""Cells of a file that opens in a spreadsheet: what people typed never runs as a formula."""

from unicodedata import category

# A spreadsheet starts a formula at these, the wide forms of East Asian keyboards included.
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(value: object) -> str:
    """Return the text of a cell, with an apostrophe before what would be a formula (OWASP: CSV injection).

    Write files with ``csv.QUOTE_ALL``: where semicolons separate cells, one in a text would else begin one.
    """
    text = "" if value is None else str(value)
    return f"'{text}" if _is_formula(text) else text


def bare_cell(text: str) -> str:
    """Return what stood in the cell before :func:`safe_cell` put an apostrophe there."""
    return text[1:] if text[:1] == "'" and _is_formula(text[1:]) else text


def _is_formula(text: str) -> bool:
    # Blanks and signs that nobody sees, a byte order mark for one, may stand before it.
    seen = next((sign for sign in text if sign != " " and category(sign) not in {"Cf", "Zs"}), "")
    return seen in STARTERS
