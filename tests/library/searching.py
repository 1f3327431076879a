"""Documents and recordings that search knows, with texts that a test chooses."""

from datetime import timedelta
from urllib.parse import urlencode

from django.utils import timezone

from library.actions.indexing import index_document, index_recording
from library.models import Captions, Document, Passage, Recording, Version
from tests.factories import make_assembly, make_session
from tests.library.factories import make_document, make_recording


def known_document(*pages: str, themes=(), sessions=(), **fields) -> Document:
    """A document that was read: each page has a text."""
    document = make_document(**fields)
    document.themes.set(themes)
    document.sessions.set(sessions)
    entry = index_document(document=document)
    version = document.versions.first()
    Passage.objects.bulk_create(
        Passage(entry=entry, version=version, position=n, place="page", number=n, text=text)
        for n, text in enumerate(pages, start=1)
    )
    if version:
        Version.objects.filter(pk=version.pk).update(reading=Version.Reading.READ)
    index_document(document=document)
    return document


def known_recording(*lines: str, **fields) -> Recording:
    """A recording in which one line is said every ten seconds."""
    recording = make_recording(captioned=False, **fields)
    cues = "".join(
        f"\n00:{n // 6:02}:{n % 6}0.000 --> 00:{n // 6:02}:{n % 6}5.000\n{line}\n"
        for n, line in enumerate(lines)
    )
    Captions.objects.create(recording=recording, text=f"WEBVTT\n{cues}", added_at=timezone.now())
    index_recording(recording=recording)
    return recording


def past_session(**fields):
    """A session of an assembly whose day was two days ago."""
    return make_session(make_assembly(starts_at=timezone.now() - timedelta(days=2)), **fields)


def address(q: str = "", **chosen: object) -> str:
    asked = {"q": q} if q else {}
    return f"/library/?{urlencode({**asked, **chosen})}"


def titles(response) -> list[str]:
    return [result.title for result in response.context["results"]]
