"""Keys of rows as people send them: a forged one finds nobody, and never breaks a page."""

LONGEST = 18
"""Digits: what a key of PostgreSQL holds, and what Python reads without complaint."""


def key_sent(text: str | None) -> int:
    """Read the key of a row from a form, an address or a frame; 0, which no row has, for what is none."""
    named = text or ""
    return int(named) if named.isascii() and named.isdecimal() and len(named) <= LONGEST else 0
