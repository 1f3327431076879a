"""What a file is by its first bytes, whatever its name and whoever sent it say. Pure: no Django, no parser.

Only the outermost shape is told here; ``library/examination`` looks inside, in a process of its own.
"""

import codecs
import re
from dataclasses import dataclass
from typing import IO

from library.file_kinds import JPEG, MP4, PDF, PNG, TEXT, WEBM, WEBP, FileKind

HEAD = 4096
"""So much of the beginning decides; the whole of it only for text."""
CHUNK = 1 << 20

_SIGNATURES: tuple[tuple[bytes, FileKind | str], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office file of the old format"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"#!", "a script"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a bitmap picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"{\\rtf", "a rich text file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"ID3", "a sound file"),
    (b"OggS", "an Ogg file"),
)
_ZIP, _OLD_OFFICE = "a zip archive", "an Office file of the old format"
_MARKUP = (
    (re.compile(rb"<svg[\s>/]|<!doctype\s+svg", re.I), "an SVG picture"),
    (
        re.compile(rb"<!doctype\s+html|<(html|head|body|script|iframe|object|embed|meta|form)[\s>/]", re.I),
        "a web page",
    ),
    (re.compile(rb"^\s*<\?php|^\s*<%", re.I), "a script"),
    (re.compile(rb"^\s*<\?xml", re.I), "an XML file"),
)
# Whatever stands before it, no reader of text needs a script.
_SCRIPT = re.compile(rb"<script[\s>/]", re.I)
# Everything below the space, but for tab, line feed, form feed and carriage return.
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_VIDEO_BRANDS = {b"isom", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4VH", b"M4VP", b"MSNV", b"dash"} | {
    b"iso%d" % number for number in range(2, 10)
}
_OTHER_BRANDS = {
    b"qt  ": "a QuickTime video",
    b"M4A ": "a sound file",
    b"M4B ": "a sound file",
    b"heic": "an HEIC picture",
    b"heix": "an HEIC picture",
    b"mif1": "an HEIC picture",
    b"avif": "an AVIF picture",
}
_EBML = b"\x1aE\xdf\xa3"


@dataclass(frozen=True)
class Look:
    """What a file looks like: one of our kinds, a zip to be looked into, or something else in words."""

    kind: FileKind | None = None
    word: str = "a file of a kind that the portal does not know"

    @property
    def is_zip(self) -> bool:
        """Whether it may be an office file: only its inside tells."""
        return self.kind is None and self.word == _ZIP

    @property
    def is_old_office(self) -> bool:
        """Whether it is the container of old Office files, and of those under a password."""
        return self.word == _OLD_OFFICE


def look_at(file: IO[bytes]) -> Look:
    """Tell what the file looks like from its first byte on; a header further behind counts for nothing."""
    file.seek(0)
    head = file.read(HEAD)
    for signature, meaning in _SIGNATURES:
        if head.startswith(signature):
            return Look(kind=meaning) if isinstance(meaning, FileKind) else Look(word=meaning)
    if b"%PDF-" in head:
        return Look(word="a PDF with something else before it")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Look(kind=WEBP)
    if head[4:8] == b"ftyp":
        return _video_or_other(head)
    if head.startswith(_EBML):
        return _matroska(head)
    return _text(file, head)


def _video_or_other(head: bytes) -> Look:
    size = int.from_bytes(head[:4], "big")
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, min(size, HEAD), 4))]
    if other := _OTHER_BRANDS.get(brands[0]):
        return Look(word=other)
    return Look(kind=MP4) if 16 <= size <= HEAD and _VIDEO_BRANDS & set(brands) else Look()


def _matroska(head: bytes) -> Look:
    """The document type stands in the first element (RFC 8794, section 11.2.6), within its first bytes.

    Its length is one byte or eight: some programs write every length as wide as any.
    """
    found = re.search(rb"\x42\x82(?:[\x81-\x9f]|\x01\x00{6}[\x01-\x1f])([a-z]+)", head[:128])
    if found and found[1] == b"webm":
        return Look(kind=WEBM)
    return Look(word="a Matroska video") if found else Look()


def _text(file: IO[bytes], head: bytes) -> Look:
    plain = head.removeprefix(codecs.BOM_UTF8)
    for pattern, word in _MARKUP:
        if pattern.search(plain):
            return Look(word=word)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Look(word="a text in UTF-16")
    return Look(kind=TEXT) if head and _is_plain_text(file) else Look()


def _is_plain_text(file: IO[bytes]) -> bool:
    """Whether every byte is UTF-8 without control characters, and no script stands anywhere in it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    before = b""
    while chunk := file.read(CHUNK):
        if _CONTROLS.search(chunk) or _SCRIPT.search(before + chunk):
            return False
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            return False
        before = chunk[-16:]
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
