"""How a name that people type is made fit to be shown to others and to stand in one line of text."""

import unicodedata

# They turn the direction of everything that follows, other people's words included.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy_name(typed: str) -> str:
    """Give a name one line, single spaces and nothing that turns the text; every script is welcome."""
    kept = "".join(" " if _breaks_the_line(char) else char for char in typed if char not in _TURNING)
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _breaks_the_line(char: str) -> bool:
    """Whether it is a control character or a separator of lines or paragraphs."""
    return unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}
