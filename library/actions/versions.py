"""Versions of a document: another file on top, looked at before any row is held, and old ones let go."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from library import file_kinds, vault
from library.actions.files import LookedAt, Upload, keep_file, looked_at, without_metadata
from library.actions.indexing import index_document
from library.actions.reading import ask_for_reading
from library.models import Document, StoredFile, Version
from library.policies import documents as policies
from library.policies.documents import DocumentRefused, Keeping

CLEANED = "The same, without author, software, dates and places"


def add_version(*, document: Document, upload: Upload, note: str, actor: User, at: datetime) -> Version:
    """Let people get another file from now on; those before are kept for organisers.

    :raises DocumentRefused: ``not_organiser`` or ``gone``.
    :raises FileRefused: what is wrong with the file.
    """
    policies.can_keep_documents(actor).or_raise(DocumentRefused)
    with looked_at(upload, kinds=file_kinds.DOCUMENTS, actor=actor, at=at) as looked, transaction.atomic():
        policies.can_keep_documents(actor).or_raise(DocumentRefused)
        stored = locked_document(document.pk)
        return _added(stored, looked, note, actor, at)


def clean_version(*, version: Version, actor: User, at: datetime) -> Version:
    """Put a version on top whose file tells nothing of who made it; only of the newest, which people get.

    :raises DocumentRefused: ``not_organiser``, ``gone`` or ``not_newest``.
    :raises FileRefused: ``signed``, ``nothing_to_remove``, or what else keeps it from being cleaned.
    """
    policies.can_keep_documents(actor).or_raise(DocumentRefused)
    file = _newest_file(version.document_id, version)
    with without_metadata(file, actor=actor) as looked, transaction.atomic():
        policies.can_keep_documents(actor).or_raise(DocumentRefused)
        stored = locked_document(version.document_id)
        # Another version may have come on top while this one was read.
        _newest_file(stored.pk, version)
        return _added(stored, looked, CLEANED, actor, at)


def next_version(document: Document, looked: LookedAt, note: str, actor: User, at: datetime) -> Version:
    """Put a file on top of those of a document. The caller holds the document's row."""
    newest = document.versions.order_by("-number").first()
    number = newest.number + 1 if newest else 1
    file = keep_file(looked, actor=actor, at=at)
    ask_for_reading()
    return Version.objects.create(
        document=document, number=number, file=file, note=note.strip(), added_at=at, added_by=actor
    )


def erase_old_versions(document: Document, *, kept_count: int) -> None:
    """Let go of all but the newest versions, with their bytes. The caller holds the document's row."""
    old = list(document.versions.order_by("-number").values_list("pk", flat=True)[kept_count:])
    files = list(StoredFile.objects.filter(version__in=old))
    Version.objects.filter(pk__in=old).delete()
    erase_files(files)


def erase_files(files: list[StoredFile]) -> None:
    """Remove rows and bytes. The bytes go last: a crash can leave some without a row, never the reverse."""
    for file in files:
        file.delete()
        transaction.on_commit(lambda key=file.key: vault.remove(key), robust=True)  # type: ignore[misc]


def locked_document(pk: int) -> Document:
    """Hold the row of a document.

    :raises DocumentRefused: ``gone``.
    """
    locked = Document.objects.select_for_update(no_key=True, of=("self",))
    found = locked.select_related("changed_by", "assembly").filter(pk=pk).first()
    if found is None:
        raise DocumentRefused(Keeping.GONE)
    return found


def _added(stored: Document, looked: LookedAt, note: str, actor: User, at: datetime) -> Version:
    version = next_version(stored, looked, note, actor, at)
    stored.changed_by = actor
    stored.save(update_fields=["changed_by", "changed_at"])
    index_document(document=stored)
    return version


def _newest_file(document: int, version: Version) -> StoredFile:
    """Return the file of a version that is the newest of its document.

    :raises DocumentRefused: ``not_newest``.
    """
    newest = Version.objects.filter(document=document).select_related("file").order_by("-number").first()
    if newest is None or newest.pk != version.pk:
        raise DocumentRefused(Keeping.NOT_NEWEST)
    return newest.file
