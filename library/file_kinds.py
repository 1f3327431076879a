"""The kinds of files that the library takes: how each is called and how large it may be. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

MIB = 1024 * 1024
GIB = 1024 * MIB


@dataclass(frozen=True)
class FileKind:
    """One kind of file. People read ``word`` in the text of its link."""

    word: str
    content_type: str
    endings: tuple[str, ...]
    most_bytes: int

    @property
    def ending(self) -> str:
        """The ending that its files are saved with."""
        return self.endings[0]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

PDF = FileKind("PDF", "application/pdf", ("pdf",), 50 * MIB)
DOCX = FileKind("Word", f"{_OFFICE}.wordprocessingml.document", ("docx",), 50 * MIB)
PPTX = FileKind("PowerPoint", f"{_OFFICE}.presentationml.presentation", ("pptx",), 100 * MIB)
XLSX = FileKind("Excel", f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",), 50 * MIB)
ODT = FileKind("OpenDocument text", f"{_OPEN}.text", ("odt",), 50 * MIB)
ODP = FileKind("OpenDocument slides", f"{_OPEN}.presentation", ("odp",), 100 * MIB)
ODS = FileKind("OpenDocument table", f"{_OPEN}.spreadsheet", ("ods",), 50 * MIB)
PNG = FileKind("PNG picture", "image/png", ("png",), 20 * MIB)
JPEG = FileKind("JPEG picture", "image/jpeg", ("jpg", "jpeg"), 20 * MIB)
WEBP = FileKind("WebP picture", "image/webp", ("webp",), 20 * MIB)
TEXT = FileKind("Text", "text/plain", ("txt",), 5 * MIB)
MP4 = FileKind("MP4 video", "video/mp4", ("mp4", "m4v"), 4 * GIB)
WEBM = FileKind("WebM video", "video/webm", ("webm",), 4 * GIB)

OFFICE = (DOCX, PPTX, XLSX)
OPEN_DOCUMENT = (ODT, ODP, ODS)
PICTURES = (PNG, JPEG, WEBP)
DOCUMENTS = (PDF, *OFFICE, *OPEN_DOCUMENT, *PICTURES, TEXT)
SLIDES = (PDF, PPTX, ODP)
VIDEOS = (MP4, WEBM)
KINDS = (*DOCUMENTS, *VIDEOS)

_by_type = {kind.content_type: kind for kind in KINDS}


def kind_of_type(content_type: str) -> FileKind | None:
    """Return the kind that a stored content type names, or nothing for one that the library does not take."""
    return _by_type.get(content_type)


def largest(kinds: Collection[FileKind]) -> int:
    """How many bytes a file of one of these kinds can have."""
    return max(kind.most_bytes for kind in kinds)
