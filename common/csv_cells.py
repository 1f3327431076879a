"""Cells of a file that opens in a spreadsheet: what people typed never runs as a formula."""

# A spreadsheet starts a formula at these, the wide forms of East Asian keyboards included.
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(value: object) -> str:
    """Return the text of a cell, with an apostrophe before what would be a formula (OWASP: CSV injection)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(STARTERS) else text


def bare_cell(text: str) -> str:
    """Return what stood in the cell before :func:`safe_cell` put an apostrophe there."""
    return text[1:] if text[:1] == "'" and text[1:].lstrip(" ").startswith(STARTERS) else text
