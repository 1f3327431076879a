"""Office files: which kind they are by their parts, and what in them acts, hides or comes from elsewhere."""

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import chain
from typing import IO
from urllib.parse import unquote
from xml.etree import ElementTree

from library.examination import zips
from library.examination.bounds import MOST_NESTED, Budget
from library.examination.references import References, check_relations
from library.file_kinds import DOCX, ODP, ODS, ODT, OFFICE, OPEN_DOCUMENT, PPTX, XLSX, FileKind
from library.refusals import FileRefused, Intake

_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_MAIN = {f"{kind.content_type}.main+xml": kind for kind in OFFICE}
_OPEN = {kind.content_type: kind for kind in OPEN_DOCUMENT}
_OPEN_MAIN = "content.xml"

# ECMA-376 knows none of these in a file without macros; they are the parts of Word's and Excel's engines.
_MACRO_TYPE = re.compile(r"macroEnabled|vbaProject|vbaData|ms-office\.activeX|macrosheet|dialogsheet", re.I)
_MACRO_PART = re.compile(r"vbaProject|vbaData|(^|/)macrosheets/|(^|/)activeX/", re.I)
# LibreOffice writes the two lists also where there is no macro.
_OPEN_MACRO_PART = re.compile(r"^Scripts/.+|^(Basic|Dialogs)/(?!.*(script|dialog)-l[bc]\.xml$).*[^/]$")
_OPEN_MACRO_CALL = (b"vnd.sun.star.script", b"macro://")
_PROGRAM_NAME = re.compile(
    r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|jar|msi|lnk|reg|sh|py|swf|html?)$", re.I
)
_PROGRAM_HEADS = (
    b"MZ",
    b"\x7fELF",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"L\x00\x00\x00\x01\x14",
)
_OLE_HEAD, _ZIP_HEAD, _PDF_HEAD = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF-"
# Charts in slides and texts keep their figures in a small workbook.
_EMBEDDED_OFFICE = re.compile(r"(^|/)embeddings/[^/]+\.(docx|pptx|xlsx)$", re.I)
_XML_PART = re.compile(r"\.(xml|rels|vml|rdf)$", re.I)
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.I)
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
# UTF-32, which no office program writes and not every parser reads.
_WIDEST = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"<\x00\x00\x00")
_ENCODINGS = {b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
_DDE = b"<ddeLink"
_SCRIPT = re.compile(rb"<script[\s>/]", re.I)


def examine(file: IO[bytes], budget: Budget, *, is_inside: bool = False) -> FileKind | None:
    """Return the kind of an office file that does nothing by itself; nothing for another zip archive.

    :raises FileRefused: what is wrong with it.
    """
    with zips.opened(file, budget) as archive:
        names = set(archive.namelist())
        kind = _kind_of(archive, names, budget)
        if kind is None:
            return None
        macros = _MACRO_PART if kind in OFFICE else _OPEN_MACRO_PART
        if any(macros.search(name) for name in names):
            raise FileRefused(Intake.MACROS)
        for part in archive.infolist():
            if not part.is_dir():
                _examine_part(archive, part, kind, budget, is_inside=is_inside)
        return kind


def tree_of(xml: bytes) -> ElementTree.Element:
    """Read a part. Entities cannot bloat it: what declares any was refused before.

    :raises FileRefused: ``broken``.
    """
    if _DECLARATION.search(xml):
        raise FileRefused(Intake.DECLARATIONS)
    try:
        return ElementTree.fromstring(xml)  # noqa: S314
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise FileRefused(Intake.BROKEN) from error


def _kind_of(archive: zipfile.ZipFile, names: set[str], budget: Budget) -> FileKind | None:
    if "[Content_Types].xml" in names:
        return _microsoft_kind(archive, names, budget)
    if "mimetype" in names and _OPEN_MAIN in names:
        return _OPEN.get(zips.read(archive, "mimetype", budget).decode("ascii", "replace").strip())
    return None


def _microsoft_kind(archive: zipfile.ZipFile, names: set[str], budget: Budget) -> FileKind | None:
    kinds = set()
    for entry in tree_of(zips.read(archive, "[Content_Types].xml", budget)):
        content_type = entry.get("ContentType", "")
        if _MACRO_TYPE.search(content_type):
            raise FileRefused(Intake.MACROS)
        is_part = entry.tag == f"{_TYPES}Override" and entry.get("PartName", "").lstrip("/") in names
        if is_part and content_type in _MAIN:
            kinds.add(_MAIN[content_type])
    return kinds.pop() if len(kinds) == 1 else None


def _examine_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, kind: FileKind, budget: Budget, *, is_inside: bool
) -> None:
    name = part.filename
    if _PROGRAM_NAME.search(name) and "_rels/" not in name:
        raise FileRefused(Intake.EMBEDDED, what="a program or a web page", part=name.rpartition("/")[2])
    pieces = zips.chunks(archive, part, budget)
    first = next(pieces, b"")
    _check_head(first, name)
    if first.startswith(_ZIP_HEAD):
        _examine_inside(first, pieces, name, budget, is_inside=is_inside)
    elif _XML_PART.search(name) or first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        # Tables may have millions of cells, and neither fields nor links; the pictures beside them have.
        is_table = name.startswith("xl/") and not name.startswith("xl/media/")
        references = None if is_table else References(name, is_open_document=kind in OPEN_DOCUMENT)
        _examine_xml(first, pieces, references)
        # ISO 29500-2, 6.2.2: names of parts are the same in small letters and large ones.
        if unquote(name).lower().endswith(".rels"):
            check_relations(tree_of(zips.read(archive, name, budget)))
    else:
        for _ in pieces:  # To its end: a part that lies about its size is broken.
            pass


def _check_head(head: bytes, name: str) -> None:
    part = name.rpartition("/")[2]
    if head.startswith(_PROGRAM_HEADS):
        raise FileRefused(Intake.EMBEDDED, what="a program", part=part)
    if head.startswith(_OLE_HEAD):
        raise FileRefused(Intake.EMBEDDED, what="an object of another program", part=part)
    if head.startswith(_PDF_HEAD):
        raise FileRefused(Intake.EMBEDDED, what="a PDF", part=part)


def _examine_inside(
    first: bytes, pieces: Iterator[bytes], name: str, budget: Budget, *, is_inside: bool
) -> None:
    """Look into the workbook of a chart by the same rules; anything else that is packed twice is refused."""
    if is_inside or not _EMBEDDED_OFFICE.search(name):
        raise FileRefused(Intake.EMBEDDED, what="another archive", part=name.rpartition("/")[2])
    inner = io.BytesIO(first)
    inner.seek(0, io.SEEK_END)
    for chunk in pieces:
        inner.write(chunk)
        if inner.tell() > MOST_NESTED:
            raise FileRefused(Intake.UNPACKS)
    if examine(inner, budget, is_inside=True) not in (DOCX, PPTX, XLSX, ODT, ODP, ODS):
        raise FileRefused(Intake.EMBEDDED, what="another archive", part=name.rpartition("/")[2])


def _examine_xml(first: bytes, pieces: Iterator[bytes], references: References | None) -> None:
    if first.startswith(_WIDEST) or b"\x00\x00\x00<" in first[:8]:
        raise FileRefused(Intake.BROKEN)
    plain = _without_wide_letters(first)
    encoding = _ENCODING.match(plain)
    if encoding and plain is first and encoding[1].lower() not in _ENCODINGS:
        raise FileRefused(Intake.DECLARATIONS)
    before = b""
    for chunk in chain([first], pieces):
        window = before + _without_wide_letters(chunk)
        if _DECLARATION.search(window):
            raise FileRefused(Intake.DECLARATIONS)
        if any(call in window for call in _OPEN_MACRO_CALL):
            raise FileRefused(Intake.MACROS)
        if _SCRIPT.search(window):
            raise FileRefused(Intake.MACROS)
        if _DDE in window:
            raise FileRefused(Intake.ELSEWHERE, what="figures")
        if references:
            references.feed(chunk)
        before = window[-32:]
    if references:
        references.feed(b"", is_last=True)


def _without_wide_letters(xml: bytes) -> bytes:
    """Bring UTF-16 and UTF-32 near enough to ASCII to be searched: a NUL is no letter of XML."""
    return xml.replace(b"\x00", b"") if b"\x00" in xml else xml
