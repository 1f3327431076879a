"""The text of Word, PowerPoint and Excel files (ECMA-376): what readers see, no notes or deletions."""

import posixpath
from collections.abc import Iterator
from pathlib import Path

from library.extraction.archives import Archive, Start, read_xml
from library.extraction.places import Text, Texts

_BREAKS = {"p", "br", "cr", "tab", "tc", "tr"}
_UNSEEN = {"Fallback", "instrText"}


def word(path: Path) -> Texts:
    """Yield the text of a Word file: the document, then its footnotes and endnotes."""
    archive = Archive(path)
    yield Text("text", 0, _shown(archive.needed("word/document.xml")))
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        yield Text("text", 0, _shown(archive.pieces(name)))


def slides(path: Path) -> Texts:
    """Yield the text of each slide in the order in which they are shown; speakers' notes are for speakers."""
    archive = Archive(path)
    for number, name in enumerate(_parts(archive, "ppt/presentation.xml", "sldId"), start=1):
        yield Text("slide", number, _shown(archive.pieces(name)))


def tables(path: Path) -> Texts:
    """Yield the words of each sheet; numbers tell nobody what a table is about."""
    archive = Archive(path)
    strings = _shared_strings(archive)
    for number, name in enumerate(_parts(archive, "xl/workbook.xml", "sheet"), start=1):
        yield Text("table", number, " ".join(_cells(archive, name, strings)))


def _shown(pieces: Iterator[bytes]) -> str:
    """The text in ``t`` elements, a break for each paragraph and cell."""
    parts: list[str] = []
    inside, unseen = 0, 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside, unseen
        inside += tag == "t"
        unseen += tag in _UNSEEN

    def end(tag: str) -> None:
        nonlocal inside, unseen
        inside -= tag == "t"
        unseen -= tag in _UNSEEN
        if tag in _BREAKS:
            parts.append("\n")

    def text(data: str) -> None:
        if inside and not unseen:
            parts.append(data)

    read_xml(pieces, start=start, end=end, text=text)
    return "".join(parts)


def _parts(archive: Archive, main: str, tag: str) -> Iterator[str]:
    """Yield the members that the main one lists, in its order, by the addresses of its relations."""
    folder, file = posixpath.split(main)
    targets: dict[str, str] = {}
    listed: list[str] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = posixpath.normpath(posixpath.join("/", folder, target))[1:]

    def listing(name: str, attributes: dict[str, str]) -> None:
        if name == tag:
            # A number of its own may be called the same, without the namespace.
            listed.extend(value for key, value in attributes.items() if key.endswith("relationships id"))

    _attributes(archive.pieces(f"{folder}/_rels/{file}.rels"), relation)
    _attributes(archive.needed(main), listing)
    return (targets[key] for key in listed if key in targets)


def _shared_strings(archive: Archive) -> list[str]:
    strings: list[str] = []
    parts: list[str] = []
    is_inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal is_inside
        is_inside = tag == "t"

    def end(tag: str) -> None:
        nonlocal is_inside
        is_inside = False
        if tag == "si":
            strings.append("".join(parts))
            parts.clear()

    read_xml(
        archive.pieces("xl/sharedStrings.xml"),
        start=start,
        end=end,
        text=lambda data: parts.append(data) if is_inside else None,
    )
    return strings


def _cells(archive: Archive, name: str, strings: list[str]) -> list[str]:
    """The words in the cells of a sheet: shared ones by their number, or written in the cell."""
    found: list[str] = []
    kind, tag_now, parts = "", "", list[str]()

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal kind, tag_now
        tag_now = tag
        if tag == "c":
            kind = attributes.get("t", "")
            parts.clear()

    def end(tag: str) -> None:
        nonlocal tag_now
        tag_now = ""
        if tag == "c" and parts:
            written = "".join(parts)
            if kind != "s":
                found.append(written)
            elif written.isdecimal() and int(written) < len(strings):
                found.append(strings[int(written)])

    def text(data: str) -> None:
        if tag_now == "t" or (tag_now == "v" and kind in {"s", "str"}):
            parts.append(data)

    read_xml(archive.pieces(name), start=start, end=end, text=text)
    return found


def _attributes(pieces: Iterator[bytes], start: Start) -> None:
    read_xml(pieces, start=start, end=lambda tag: None, text=lambda data: None)
