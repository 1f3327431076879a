"""What organisers look after in the library: counts of what is opened, never by whom, and what is missing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from library.models import Captions, Document, FormatRequest, Opening, Recording, StoredFile

A_YEAR = timedelta(days=365)
SOON = timedelta(days=7)
MOST = 10


def overdue_documents(at: datetime) -> QuerySet[Document]:
    """Return published documents whose review is due, the longest due first."""
    return Document.objects.overdue(timezone.localdate(at)).order_by("review_due_on", "title")


def documents_without_page(at: datetime) -> QuerySet[Document]:
    """Return published documents that cannot be read as a page: some people cannot read their files."""
    return Document.objects.filter(published_at__lte=at, body__regex=r"^\s*$").order_by("title")


def recordings_without_captions(at: datetime) -> QuerySet[Recording]:
    """Return recordings without captions whose time runs: published ones, and drafts kept back by that.

    Published ones come first, on top that whose exception ends first. Each has ``is_draft`` and
    ``is_hidden``: no exception runs, so nobody sees it. Withdrawn ones need none, nor does a draft whose
    exception runs: it can be published.
    """
    own = Exists(Captions.objects.filter(recording=OuterRef("pk")))
    elsewhere = ~Q(embed_address="") & Q(embed_has_captions=True)
    excepted = Q(captions_due_at__gt=at) & ~Q(captions_reason="")
    running = Recording.objects.with_end().filter(
        Q(end__gt=at), ~Q(file=None) | ~Q(embed_address=""), withdrawn_at=None, removal_began_at=None
    )
    silent = running.exclude(own).exclude(elsewhere).exclude(excepted, published_at=None)
    hidden = ~Q(captions_due_at__gt=at) | Q(captions_due_at=None)
    told = silent.annotate(is_draft=Q(published_at=None), is_hidden=hidden)
    return told.select_related("session__assembly").order_by("is_draft", "captions_due_at", "pk")


def exceptions_ending_soon(at: datetime) -> QuerySet[Recording]:
    """Return those of them that people see for less than a week more."""
    shown = recordings_without_captions(at).filter(published_at__isnull=False)
    return shown.filter(captions_due_at__gt=at, captions_due_at__lte=at + SOON)


def most_opened(at: datetime) -> list[tuple[Document | Recording, int]]:
    """Return the ten documents and recordings opened most often in the last year, with the counts."""
    counted = list(
        _of_a_year(at).values("document", "recording").annotate(total=Sum("count")).order_by("-total")[:MOST]
    )
    documents = Document.objects.in_bulk([each["document"] for each in counted if each["document"]])
    films = Recording.objects.select_related("session__assembly")
    recordings = films.in_bulk([each["recording"] for each in counted if each["recording"]])
    return [
        (documents[each["document"]] if each["document"] else recordings[each["recording"]], each["total"])
        for each in counted
    ]


def never_opened_documents(at: datetime) -> QuerySet[Document]:
    """Return published documents that nobody opened in the last year, the longest published first."""
    opened = Exists(_of_a_year(at).filter(document=OuterRef("pk")))
    return Document.objects.filter(~opened, published_at__lte=at).order_by("published_at", "pk")


def never_opened_recordings(at: datetime) -> QuerySet[Recording]:
    """Return recordings that could be watched now and that nobody opened in the last year."""
    opened = Exists(_of_a_year(at).filter(recording=OuterRef("pk")))
    return Recording.objects.watchable(at).filter(~opened).select_related("session__assembly")


def asked_for_other_formats() -> list[Mapping[str, Any]]:
    """Count the open requests of each document, with the day of the oldest; who asked is not told here."""
    waiting = FormatRequest.objects.filter(answered_at=None).values("document", "document__title")
    return list(waiting.annotate(count=Count("pk"), since=Min("asked_at")).order_by("since"))


def missing_files() -> QuerySet[StoredFile]:
    """Return the files that somebody asked for and that were not on the disk, the longest missing first."""
    missing = StoredFile.objects.filter(missing_since__isnull=False, removed_at=None)
    return missing.select_related("recording__session__assembly", "version__document").order_by(
        "missing_since", "pk"
    )


def _of_a_year(at: datetime) -> QuerySet[Opening]:
    return Opening.objects.filter(
        day__gt=timezone.localdate(at - A_YEAR), day__lte=timezone.localdate(at), count__gt=0
    )
