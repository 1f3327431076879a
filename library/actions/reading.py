"""Reading the text of files: versions are claimed for some minutes, read in a child process, written down."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from common.work import enqueue_on_commit
from library import vault
from library.actions.indexing import keep_texts
from library.extraction.child import read_text
from library.extraction.limits import Unreadable
from library.extraction.places import Text
from library.file_kinds import DOCUMENTS, PICTURES, kind_of_type
from library.models import Document, Version

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
"""A worker that was killed over a file has not read it by then; a child has a minute."""

MOST_TRIES = 3


def ask_for_reading() -> None:
    """Have the worker read what waits, once the running transaction stands. For whoever adds a version."""
    enqueue_on_commit("library.tasks.read_versions")


def read_next(*, at: datetime) -> Version | None:
    """Read the version that waits longest and write down what it says; return it, or nothing when none waits.

    Workers side by side take different ones. A version over which workers die thrice counts as unreadable.
    """
    version = _claim(at)
    if version is None:
        return None
    if version.reading_count > MOST_TRIES:
        _settle(version, Version.Reading.FAILED, [])
        return version
    try:
        texts = _texts_of(version)
    except Unreadable as why:
        log.info("version not read", version=version.pk, why=str(why))
        _settle(version, Version.Reading.FAILED, [])
    except FileNotFoundError:
        # Perhaps a disk that is not there yet: it is tried again, and given up like the others.
        log.warning("file of version not there", version=version.pk)
    else:
        _settle(version, Version.Reading.READ if texts else Version.Reading.EMPTY, texts)
    return version


@transaction.atomic
def _claim(at: datetime) -> Version | None:
    """Take the next version whose turn it is, for the time of a lease."""
    due = Q(reading_began_at=None) | Q(reading_began_at__lte=at - LEASE)
    waiting = Version.objects.filter(due, reading=Version.Reading.WAITING)
    version = (
        waiting.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .select_related("file")
        .order_by("added_at", "pk")
        .first()
    )
    if version is not None:
        version.reading_began_at = at
        version.reading_count += 1
        version.save(update_fields=["reading_began_at", "reading_count"])
    return version


def _texts_of(version: Version) -> list[Text]:
    kind = kind_of_type(version.file.content_type)
    if kind is None or kind not in DOCUMENTS or kind in PICTURES:
        return []
    path = vault.path_of(version.file.key)
    if not path.exists():
        raise FileNotFoundError
    return read_text(path, kind.ending)


@transaction.atomic
def _settle(version: Version, reading: Version.Reading, texts: list[Text]) -> None:
    """Write down what was read, unless another worker has taken the version over or it is gone."""
    # Document before version, as whoever adds one.
    document = Document.objects.select_for_update(no_key=True).filter(pk=version.document_id).first()
    still = {"reading": Version.Reading.WAITING, "reading_began_at": version.reading_began_at}
    claimed = Version.objects.select_for_update(no_key=True).filter(pk=version.pk, **still).first()
    if document and claimed:
        keep_texts(document=document, version=version, texts=texts)
        Version.objects.filter(pk=version.pk).update(reading=reading)
