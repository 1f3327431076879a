"""Under which kind search lists a document. Pure."""

from library import file_kinds
from library.file_kinds import FileKind
from library.models import Entry

Kind = Entry.Kind

_KINDS: dict[FileKind, Entry.Kind] = {
    file_kinds.PDF: Kind.PDF,
    file_kinds.PPTX: Kind.SLIDES,
    file_kinds.ODP: Kind.SLIDES,
    file_kinds.DOCX: Kind.WRITING,
    file_kinds.ODT: Kind.WRITING,
    file_kinds.XLSX: Kind.TABLE,
    file_kinds.ODS: Kind.TABLE,
    file_kinds.TEXT: Kind.TEXT,
}


def entry_kind(content_type: str | None, *, is_of_topic: bool) -> Entry.Kind:
    """Name the kind by the newest file, or its absence; what speakers bring are slides, whatever its file."""
    if is_of_topic:
        return Kind.SLIDES
    if content_type is None:
        return Kind.PAGE
    kind = file_kinds.kind_of_type(content_type)
    if kind in file_kinds.PICTURES:
        return Kind.PICTURE
    return _KINDS.get(kind, Kind.TEXT) if kind else Kind.TEXT
