"""The text of OpenDocument files (ISO 26300): texts, slides and tables as a reader sees them."""

from pathlib import Path

from library.extraction.archives import Archive, read_xml
from library.extraction.places import Text, Texts

_BREAKS = {"p", "h", "line-break", "tab", "s", "table-cell"}
_UNSEEN = {"tracked-changes", "annotation", "notes"}
"""Deleted words, remarks at the margin, and what the speaker of slides meant to say."""


def writing(path: Path) -> Texts:
    """Yield the text of a document."""
    yield from _parts(path, "", "text")


def slides(path: Path) -> Texts:
    """Yield the text of each slide."""
    yield from _parts(path, "page", "slide")


def tables(path: Path) -> Texts:
    """Yield the text of each table."""
    yield from _parts(path, "table", "table")


def _parts(path: Path, part: str, place: str) -> Texts:
    """Read the one member that holds the content; what stands before the first part belongs to it."""
    found: list[list[str]] = [[]]
    unseen, depth = 0, 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal unseen, depth
        unseen += tag in _UNSEEN
        if tag == "note":
            found[-1].append("\n")
        if tag == part:
            depth += 1
            # A table in a cell of another belongs to it.
            if depth == 1:
                found.append([])

    def end(tag: str) -> None:
        nonlocal unseen, depth
        unseen -= tag in _UNSEEN
        depth -= tag == part
        if tag in _BREAKS:
            found[-1].append("\n")

    def text(data: str) -> None:
        if not unseen:
            found[-1].append(data)

    read_xml(Archive(path).needed("content.xml"), start=start, end=end, text=text)
    whole = ["".join(parts) for parts in found]
    if not part:
        yield Text(place, 0, whole[0])
        return
    for number, written in enumerate(whole[1:], start=1):
        yield Text(place, number, written)
