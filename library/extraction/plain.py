"""Plain text, in whatever it was written."""

import codecs
from pathlib import Path

from library.extraction.places import Text, Texts


def text(path: Path) -> Texts:
    """Yield the whole: UTF-8, UTF-16 with its mark, else what Windows wrote in this country."""
    written = path.read_bytes()
    if written.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield Text("text", 0, written.decode("utf-16", "replace"))
        return
    try:
        yield Text("text", 0, written.decode("utf-8-sig"))
    except UnicodeDecodeError:
        yield Text("text", 0, written.decode("cp1252", "replace"))
