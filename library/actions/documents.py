"""Documents: added, changed, published, taken back and removed by organisers."""

from collections.abc import Collection
from contextlib import nullcontext
from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.models import Session, Theme
from library import file_kinds
from library.actions.files import Upload, looked_at
from library.actions.indexing import index_document
from library.actions.versions import erase_files, locked_document, next_version
from library.edits import edits_of_document
from library.models import Document, StoredFile
from library.policies import documents as policies
from library.policies.documents import DocumentRefused


def save_document(
    *,
    document: Document,
    themes: Collection[Theme],
    sessions: Collection[Session],
    actor: User,
    at: datetime,
    upload: Upload | None = None,
    note: str = "",
    is_published: bool | None = None,
    seen_changed_at: datetime | None = None,
) -> Document:
    """Write a document, new or changed, with its next file if there is one.

    ``is_published`` publishes it or takes it back with the same act; None leaves that as it is.
    ``seen_changed_at`` is the ``changed_at`` of the row that was edited, where somebody else may have changed
    it meanwhile. What people see stays fit to be seen. The file is looked at before any row is held.

    :raises DocumentRefused: ``not_organiser``, ``gone``, ``changed``, ``no_title``, ``no_assembly``,
        ``slides_elsewhere``, ``theme_elsewhere``, ``session_elsewhere`` or ``unready``.
    :raises FileRefused: what is wrong with the file.
    """
    policies.can_keep_documents(actor).or_raise(DocumentRefused)
    kinds = file_kinds.DOCUMENTS
    looking = looked_at(upload, kinds=kinds, actor=actor, at=at) if upload is not None else nullcontext()
    with looking as looked, transaction.atomic():
        policies.can_keep_documents(actor).or_raise(DocumentRefused)
        if document.pk:
            stored = locked_document(document.pk)
            known = policies.knows_document(stored, seen_changed_at)
            if known.code is not None:
                edits = edits_of_document(stored, document, themes=themes, sessions=sessions)
                raise DocumentRefused(known.code, **known.facts, edits=edits)
            # Published or taken back in between: the row that was edited does not know it yet.
            document.published_at = stored.published_at
        else:
            document.created_at = at
        if is_published is not None:
            document.published_at = (document.published_at or at) if is_published else None
        policies.is_sound(document, themes, sessions).or_raise(DocumentRefused)
        if not document.is_draft:
            has_file = looked is not None or (document.pk is not None and document.versions.exists())
            policies.can_be_published(document, has_file=has_file).or_raise(DocumentRefused)
        document.changed_by = actor
        document.save()
        document.themes.set(themes)
        document.sessions.set(sessions)
        if looked is not None:
            next_version(document, looked, note, actor, at)
        index_document(document=document)
        return document


@transaction.atomic
def publish_document(*, document: Document, actor: User, at: datetime) -> Document:
    """Let those see it whom it is for, from when on it says. What is published stays so.

    :raises DocumentRefused: ``not_organiser``, ``gone`` or ``unready``.
    """
    policies.can_keep_documents(actor).or_raise(DocumentRefused)
    stored = locked_document(document.pk)
    if stored.is_draft:
        has_file = stored.versions.exists()
        policies.can_be_published(stored, has_file=has_file).or_raise(DocumentRefused)
        _set_published(stored, at, actor)
    return stored


@transaction.atomic
def unpublish_document(*, document: Document, actor: User, at: datetime) -> Document:
    """Take it back: from this moment only organisers see it, and speakers what is theirs.

    :raises DocumentRefused: ``not_organiser`` or ``gone``.
    """
    policies.can_keep_documents(actor).or_raise(DocumentRefused)
    stored = locked_document(document.pk)
    if not stored.is_draft:
        _set_published(stored, None, actor)
    return stored


@transaction.atomic
def remove_document(*, document: Document, actor: User, at: datetime) -> None:
    """Remove a draft for good, with every file of it.

    :raises DocumentRefused: ``not_organiser``, ``gone`` or ``published``.
    """
    policies.can_keep_documents(actor).or_raise(DocumentRefused)
    stored = locked_document(document.pk)
    policies.can_be_removed(stored).or_raise(DocumentRefused)
    erase(stored)


def erase(document: Document) -> None:
    """Remove a document with every file of it."""
    files = list(StoredFile.objects.filter(version__document=document))
    document.delete()
    erase_files(files)


def _set_published(document: Document, at: datetime | None, actor: User) -> None:
    document.published_at, document.changed_by = at, actor
    document.save(update_fields=["published_at", "changed_by", "changed_at"])
