"""The text of PDF files, page by page."""

import logging
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from library.extraction.limits import MOST_PAGES, Unreadable
from library.extraction.places import Text, Texts

# It tells each of thousands of small faults of one file.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def pages(path: Path) -> Texts:
    """Yield the text of each page; a page that cannot be read has none, a file of such pages is unreadable.

    :raises Unreadable: broken, or locked with a password.
    """
    try:
        reader = PdfReader(path)
        # Many are locked against changes only, which takes no password to read.
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("locked")
        count = min(len(reader.pages), MOST_PAGES)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, OSError) as broken:
        raise Unreadable("no PDF") from broken
    read = 0
    for number in range(count):
        written = _text_of(reader, number)
        read += written is not None
        yield Text("page", number + 1, written or "")
    if not read:
        raise Unreadable("no page")


def _text_of(reader: PdfReader, number: int) -> str | None:
    try:
        return reader.pages[number].extract_text()
    except MemoryError:
        raise
    except Exception:  # hostile files find every way to fail, and other pages may be sound
        return None
