"""Names of files as people save them: clean on every system and in every header. Pure."""

import mimetypes
import re
import unicodedata

from library.file_kinds import (
    DOCX,
    JPEG,
    KINDS,
    MP4,
    ODP,
    ODS,
    ODT,
    PDF,
    PNG,
    PPTX,
    TEXT,
    WEBM,
    WEBP,
    XLSX,
    FileKind,
)

MOST_CHARACTERS = 100
NAMELESS = "file"
_NOUNS = {
    PDF: "a PDF",
    DOCX: "a Word file",
    PPTX: "a PowerPoint file",
    XLSX: "an Excel file",
    ODT: "an OpenDocument text",
    ODP: "an OpenDocument presentation",
    ODS: "an OpenDocument table",
    PNG: "a PNG picture",
    JPEG: "a JPEG picture",
    WEBP: "a WebP picture",
    TEXT: "a text file",
    MP4: "an MP4 video",
    WEBM: "a WebM video",
}
_ENDINGS = {ending: kind for kind in KINDS for ending in kind.endings}
# Only what comes with Python: a machine's own table would make the same name good here and bad there.
_foreign = mimetypes.MimeTypes(filenames=())
_OFFICE_COUSINS = {
    "docm",
    "dotx",
    "dotm",
    "pptm",
    "potx",
    "ppsx",
    "ppsm",
    "xlsm",
    "xltx",
    "xlsb",
    "mkv",
    "lnk",
}
# What a folder, a header (RFC 6266), a shell or Windows takes for something other than a letter of a name.
_RESERVED = re.compile(r'[<>:"/\\|?*%;`$&\'#{}^~\[\]]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)


def noun_of(kind: FileKind) -> str:
    """Call the kind as a sentence does, with its article."""
    return _NOUNS[kind]


def clean_name(name: str, kind: FileKind) -> str:
    """Make a name that is safe on any system: no folders, no signs that act, the kind's ending, never empty.

    Letters of every language stay, in the form that all systems agree on (NFC).
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(" " if letter.isspace() else letter for letter in name)
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    name = re.sub(r"\s+", " ", _RESERVED.sub(" ", name)).rstrip(" .")
    stem = _without_ending(name, kind)[: MOST_CHARACTERS - len(kind.ending) - 1].strip(" .")
    if not any(letter.isalnum() for letter in stem):
        stem = NAMELESS
    if _DEVICES.fullmatch(stem):
        stem = f"{NAMELESS} {stem}"
    return f"{stem}.{kind.ending}"


def claimed_by(name: str) -> FileKind | str | None:
    """Tell what the ending of a name claims: a kind, or an ending that other programs know; else nothing."""
    ending = name.rpartition(".")[2].strip().lower() if "." in name else ""
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    is_known = ending in _OFFICE_COUSINS or f".{ending}" in _foreign.types_map[True]
    return f"a .{ending} file" if is_known else None


def _without_ending(name: str, kind: FileKind) -> str:
    stem, dot, ending = name.rpartition(".")
    return stem if dot and ending.lower() in kind.endings else name
