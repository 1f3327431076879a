"""What text becomes before it is kept: one form of each letter, no hidden signs, pieces of fair size."""

import re
import unicodedata
from collections.abc import Iterator

STRETCH = 1200
"""How many characters a piece has at most: what a result can show part of."""

AGAIN = 100
"""How many of them the next piece has again."""

_SPACES = re.compile(r"\s+")
_UNWANTED = {"Cc", "Cf", "Co", "Cs", "Cn"}
"""Control and format characters (soft hyphens, turns of direction), private ones (search marks what it found
with two of them), halves of pairs and what is no character at all."""


def clean(text: str) -> str:
    """Keep what can be read, on one line, with single spaces."""
    # Plain English, which most of it is, has nothing that is to be looked at sign by sign.
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = "".join(_kept(char) for char in text)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", kept)).strip()


def _kept(char: str) -> str:
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) in _UNWANTED else char


def stretches(text: str, most: int = STRETCH) -> Iterator[str]:
    """Cut clean text into pieces of at most so many characters, between words where there are any.

    Each begins with the last words of the one before: a phrase is found in one piece.
    """
    while len(text) > most:
        cut = text.rfind(" ", 1, most + 1)
        cut = cut if cut > 0 else most
        yield text[:cut].strip()
        # Of a short piece nothing stands again: then each leaves less, whatever the text.
        again = text.find(" ", cut - AGAIN, cut) if cut > 2 * AGAIN else -1
        text = text[again if again > 0 else cut :].strip()
    if text:
        yield text
