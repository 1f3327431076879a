"""Reads one file and prints its text in JSON, a line for each piece, and last that it is whole."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from library.extraction import limits, office, opendocument, plain, portable
from library.extraction.cleaning import clean, stretches
from library.extraction.places import Text, Texts

READERS: Mapping[str, Callable[[Path], Texts]] = {
    "pdf": portable.pages,
    "docx": office.word,
    "pptx": office.slides,
    "xlsx": office.tables,
    "odt": opendocument.writing,
    "odp": opendocument.slides,
    "ods": opendocument.tables,
    "txt": plain.text,
}
UNREADABLE = 3


def pieces(texts: Texts) -> Iterator[Text]:
    """Clean the texts and cut them into pieces, up to the most that is kept of one file."""
    left = limits.MOST_CHARACTERS
    for place, number, text in texts:
        for piece in stretches(clean(text[: 2 * left])):
            left -= len(piece)
            if left < 0:
                return
            yield Text(place, number, piece)


def main(ending: str, path: str) -> int:
    """Print what the file says; the exit status tells whether that is all there is."""
    limits.apply()
    try:
        for piece in pieces(READERS[ending](Path(path))):
            sys.stdout.write(json.dumps(piece) + "\n")
    except (limits.Unreadable, MemoryError, RecursionError):
        return UNREADABLE
    sys.stdout.write('"whole"\n')
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
