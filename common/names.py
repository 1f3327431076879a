"""How a name that people type is made fit to be shown to others and to stand in one line of text."""

import unicodedata

# They turn the direction of everything that follows, other people's words included.
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy_name(typed: str) -> str:
    """Give a name one line, single spaces and nothing that turns the text; every script is welcome."""
    kept = "".join(" " if _breaks_the_line(char) else char for char in typed if char not in TURNING)
    name = unicodedata.normalize("NFC", " ".join(kept.split()))
    return name if can_be_seen(name) else ""


def can_be_seen(text: str) -> bool:
    """Whether anything of it shows: a letter, a mark of writing or a picture, not only spaces of no width."""
    return any(unicodedata.category(char)[0] in "LNPS" for char in text)


def _breaks_the_line(char: str) -> bool:
    """Whether it is a control character or a separator of lines or paragraphs."""
    return unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}
