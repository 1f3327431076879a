"""Rows and files of the library for tests."""

import itertools
from datetime import timedelta

from django.utils import timezone

from library import vault
from library.file_kinds import PDF, WEBM, FileKind
from library.models import Captions, Document, Recording, StoredFile, Version
from tests.factories import make_assembly, make_session

_numbers = itertools.count(1)
CAPTIONS = (
    "WEBVTT\n\n00:00.000 --> 00:04.000\nGood morning and welcome.\n\n00:05.000 --> 00:09.000\nThank you.\n"
)


def make_file(content: bytes = b"%PDF-1.7 nothing", kind: FileKind = PDF, **fields) -> StoredFile:
    """A file whose bytes are in the vault."""
    kept = vault.keep([content])
    fields.setdefault("name", f"file-{next(_numbers)}.{kind.ending}")
    fields.setdefault("stored_at", timezone.now())
    return StoredFile.objects.create(
        key=kept.key, size=kept.size, digest=kept.digest, content_type=kind.content_type, **fields
    )


def make_document(content: bytes | None = b"%PDF-1.7 nothing", *, kind: FileKind = PDF, **fields) -> Document:
    """A published document for everybody, with one version; ``content=None`` makes it without a file."""
    now = timezone.now()
    fields.setdefault("title", f"Document {next(_numbers)}")
    fields.setdefault("owner", "Demonstration office")
    fields.setdefault("audience", Document.Audience.EVERYBODY)
    fields.setdefault("published_at", now)
    fields.setdefault("created_at", now)
    document = Document.objects.create(**fields)
    if content is not None:
        make_version(document, content, kind)
    return document


def make_version(document: Document, content: bytes = b"%PDF-1.7 more", kind: FileKind = PDF) -> Version:
    """The next version of a document."""
    number = document.versions.count() + 1
    file = make_file(content, kind)
    return Version.objects.create(document=document, number=number, file=file, added_at=timezone.now())


def make_recording(session=None, *, content: bytes = b"\x1aE\xdf\xa3 nothing", captioned=True, **fields):
    """A published recording with captions, of a session whose day is over."""
    now = timezone.now()
    if session is None:
        over = now - timedelta(days=2)
        session = make_session(make_assembly(starts_at=over))
    fields.setdefault("published_at", session.ends_at)
    fields.setdefault("created_at", session.ends_at)
    if not fields.get("embed_address") and "file" not in fields:
        fields["file"] = make_file(content, WEBM)
    recording = Recording.objects.create(session=session, **fields)
    if captioned:
        Captions.objects.create(recording=recording, text=CAPTIONS, added_at=now)
    return recording
