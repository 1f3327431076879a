"""What office files tell of people: read from their parts, and written anew without it."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO
from xml.sax.saxutils import escape

from library.examination import jpegs, zips
from library.examination.bounds import Budget
from library.examination.facts import Facts, facts_from
from library.examination.office import tree_of
from library.file_kinds import OFFICE, FileKind
from library.refusals import FileRefused, Intake

_CORE, _APP, _CUSTOM, _OPEN = "docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml"
_LABELS = {
    "creator": "Author",
    "initial-creator": "Author",
    "lastModifiedBy": "Changed by",
    "printed-by": "Printed by",
    "title": "Title",
    "subject": "Subject",
    "description": "Description",
    "keywords": "Keywords",
    "keyword": "Keywords",
    "created": "Made on",
    "creation-date": "Made on",
    "modified": "Changed on",
    "date": "Changed on",
    "Application": "Made with",
    "generator": "Made with",
    "Company": "Organisation",
    "Manager": "Manager",
    "Template": "Template",
}
_SAID_ASIDE = (
    (re.compile(r"^word/comments\d*\.xml$|^(ppt|xl)/(threadedC|c)omments/|^xl/comments"), "comments"),
    (re.compile(r"^ppt/notesSlides/"), "notes of the speaker"),
)
_TRACKED = re.compile(rb"<w:(ins|del|moveFrom|moveTo)\s[^>]*w:author=|<text:tracked-changes[\s>]")
_SIGNATURE = re.compile(r"^_xmlsignatures/|^META-INF/documentsignatures\.xml$")
_PROLOG = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE_NS = "http://schemas.openxmlformats.org/officeDocument/2006"
_EMPTY = {
    _CORE: (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">{title}</cp:coreProperties>'
    ),
    _APP: f'<Properties xmlns="{_OFFICE_NS}/extended-properties"/>',
    _CUSTOM: f'<Properties xmlns="{_OFFICE_NS}/custom-properties"/>',
    _OPEN: (
        '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2">'
        "<office:meta>{title}</office:meta></office:document-meta>"
    ),
}


def facts_of(file: IO[bytes], kind: FileKind, budget: Budget) -> Facts:
    """Return what an office file that was examined tells of people."""
    with zips.opened(file, budget) as archive:
        found: list[tuple[str, object]] = []
        for name in _parts_of(kind):
            if xml := zips.read(archive, name, budget):
                found += _facts_in(xml, is_custom=name == _CUSTOM)
        found += [("Also in it", what) for what in _aside(archive.namelist())]
        if _is_tracked(archive, budget):
            found.append(("Also in it", "changes that are tracked, with names"))
        if any(jpegs.tells_place(picture) for picture in _pictures_in(archive, budget)):
            found.append(("Place", "where a picture in it was taken"))
        return facts_from(found)


def clean(file: IO[bytes], kind: FileKind, target: IO[bytes], budget: Budget) -> None:
    """Write a copy without author, organisation, software and dates; its title stays.

    :raises FileRefused: ``signed``.
    """
    with zips.opened(file, budget) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        if any(_SIGNATURE.search(name) for name in archive.namelist()):
            raise FileRefused(Intake.SIGNED)
        for part in archive.infolist():
            fresh = zipfile.ZipInfo(part.filename)  # Its time is 1980, as in files of most programs.
            fresh.compress_type = part.compress_type
            if part.filename in _parts_of(kind):
                title = _title_of(zips.read(archive, part.filename, budget))
                copy.writestr(fresh, _PROLOG + _EMPTY[part.filename].format(title=title))
                continue
            if _is_picture(part.filename):
                picture = zips.read(archive, part.filename, budget)
                is_jpeg = picture.startswith(jpegs.HEAD)
                copy.writestr(fresh, jpegs.without_telling(picture) if is_jpeg else picture)
                continue
            with copy.open(fresh, "w", force_zip64=False) as stream:
                for chunk in zips.chunks(archive, part, budget):
                    stream.write(chunk)


def _parts_of(kind: FileKind) -> tuple[str, ...]:
    return (_CORE, _APP, _CUSTOM) if kind in OFFICE else (_OPEN,)


def _facts_in(xml: bytes, *, is_custom: bool) -> Iterable[tuple[str, object]]:
    for element in tree_of(xml).iter():
        name = element.tag.rpartition("}")[2]
        if is_custom and name == "property":
            yield element.get("name", "Property")[:60], " ".join(element.itertext())
        elif label := _LABELS.get(name):
            yield label, element.text or ""
        elif name == "user-defined":
            yield next(iter(element.attrib.values()), "Property")[:60], element.text or ""


def _title_of(xml: bytes) -> str:
    for element in tree_of(xml).iter("{http://purl.org/dc/elements/1.1/}title"):
        return f"<dc:title>{escape(element.text or '')}</dc:title>"
    return ""


def _is_picture(name: str) -> bool:
    return name.lower().endswith((".jpg", ".jpeg"))


def _pictures_in(archive: zipfile.ZipFile, budget: Budget) -> Iterator[bytes]:
    for name in archive.namelist():
        if _is_picture(name):
            yield zips.read(archive, name, budget)


def _is_tracked(archive: zipfile.ZipFile, budget: Budget) -> bool:
    """Whether a text keeps who changed what (ECMA-376, part 1, section 17.13.5)."""
    names = [name for name in ("word/document.xml", "content.xml") if name in archive.namelist()]
    before = b""
    for name in names:
        for chunk in zips.chunks(archive, archive.getinfo(name), budget):
            if _TRACKED.search(before + chunk):
                return True
            before = chunk[-64:]
    return False


def _aside(names: list[str]) -> list[str]:
    return [what for pattern, what in _SAID_ASIDE if any(pattern.search(name) for name in names)]
