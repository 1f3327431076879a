"""The library: files, documents with their versions, recordings with their captions, and what is counted."""

from library.models.documents import Document, DocumentQuerySet, FormatRequest, Version
from library.models.files import StoredFile
from library.models.openings import Opening
from library.models.recordings import Captions, Consent, Ending, Recording, RecordingQuerySet
from library.models.search import Entry, EntryQuerySet, Passage, Word
from library.models.watching import Watching

__all__ = [
    "Captions",
    "Consent",
    "Document",
    "DocumentQuerySet",
    "Ending",
    "Entry",
    "EntryQuerySet",
    "FormatRequest",
    "Opening",
    "Passage",
    "Recording",
    "RecordingQuerySet",
    "StoredFile",
    "Version",
    "Watching",
    "Word",
]
