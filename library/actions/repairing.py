"""Finding what search does not know, whoever changed it, and writing all of it anew."""

from collections.abc import Iterator

from django.db.models import F, Max, Q
from django.db.models.functions import Greatest

from library.actions.indexing import index_document, index_recording
from library.models import Document, Recording, RecordingQuerySet, Word

BATCH = 200


def index_what_changed() -> int:
    """Index what changed without its entry; return how much. Safe twice, safe late, and side by side."""
    stale = Q(entry=None) | ~Q(changed_at=F("entry__source_changed_at"))
    documents = Document.objects.filter(stale).order_by("pk")[:BATCH]
    recordings = _stale_recordings().order_by("pk")[:BATCH]
    for document in documents:
        index_document(document=document)
    for recording in recordings:
        index_recording(recording=recording)
    return len(documents) + len(recordings)


def index_everything() -> Iterator[str]:
    """Write every entry anew, and forget words that no text has any more; yield the name of each."""
    Word.objects.all().delete()
    for document in Document.objects.order_by("pk").iterator():
        yield index_document(document=document).title
    for recording in Recording.objects.order_by("pk").iterator():
        yield index_recording(recording=recording).title


def _stale_recordings() -> RecordingQuerySet:
    """Recordings whose entry is older than they, their session or their captions are, or is missing."""
    newest = Greatest("changed_at", "session__changed_at", Max("captions__added_at"))
    stale = Q(entry=None) | ~Q(state=F("entry__source_changed_at"))
    return Recording.objects.annotate(state=newest).filter(stale)
