"""Documents in the words of pages: the link to a file, when it is reviewed, and who will see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from django.urls import reverse
from django.utils import timezone

from common.words import day, day_and_clock
from events.lifecycle import Phase
from events.models import Topic
from library.file_kinds import kind_of_type
from library.models import Document, StoredFile, Version
from library.words import size_in_words

Audience = Document.Audience
WHO = {
    Audience.EVERYBODY: "Everybody, without a log-in",
    Audience.DELEGATES: "Delegates of any assembly",
}
BEGINS = {
    Phase.ANNOUNCED: "published_at",
    Phase.OPEN: "opens_at",
    Phase.LIVE: "starts_at",
    Phase.ON_DEMAND: "ends_at",
    Phase.ARCHIVED: "closes_at",
}


@dataclass(frozen=True)
class FileLink:
    """A file as a link tells it: its kind and size, and where it is."""

    kind: str
    size: str
    address: str
    is_there: bool

    @classmethod
    def of(cls, document: Document, file: StoredFile) -> Self:
        """Tell the file of a document."""
        address = reverse("document_file", args=[document.code, file.name])
        return cls(kind_in_words(file), size_in_words(file.size), address, file.is_there)

    def __str__(self) -> str:
        return f"{self.kind}, {self.size}"


@dataclass(frozen=True)
class Listed:
    """A document in a list: its title, where it is, and what people get. Load it ``with_current``."""

    document: Document
    link: FileLink | None

    @classmethod
    def of(cls, document: Document) -> Self:
        """Tell a document."""
        version = newest_of(document)
        return cls(document, FileLink.of(document, version.file) if version else None)

    @property
    def facts(self) -> str:
        """What it is, in brackets behind the title: "page to read; PDF, 240 KB"."""
        forms = ["page to read"] if self.document.has_page else []
        return "; ".join([*forms, str(self.link)] if self.link else forms)


@dataclass(frozen=True)
class OfSession:
    """What a session's page lists: what belongs to it, and the slides of its topics."""

    documents: Sequence[Listed]
    slides: Sequence[tuple[Topic, Sequence[Listed]]]

    def __bool__(self) -> bool:
        return bool(self.documents or self.slides)

    @classmethod
    def of(cls, documents: Iterable[Document], topics: Iterable[Topic]) -> Self:
        """Sort them: slides stand with their topics, in the order of the programme."""
        listed = [Listed.of(document) for document in documents]
        in_order = list(topics)
        keys = {topic.pk for topic in in_order}
        by_topic = [
            (topic, [each for each in listed if each.document.topic_id == topic.pk]) for topic in in_order
        ]
        others = [each for each in listed if each.document.topic_id not in keys]
        return cls(others, [(topic, found) for topic, found in by_topic if found])


def newest_of(document: Document) -> Version | None:
    """Return the version that people get. Load ``with_current``."""
    newest: list[Version] = document.newest  # type: ignore[attr-defined]
    return newest[0] if newest else None


def kind_in_words(file: StoredFile) -> str:
    """Name the kind of a file: "PDF", "Word"."""
    kind = kind_of_type(file.content_type)
    return kind.word if kind else "File"


def review_in_words(due_on: date | None, today: date) -> str:
    """Tell when it is looked at again, and whether that is overdue. Without a day it says so."""
    if due_on is None:
        return "No review is planned."
    told = _day(due_on)
    if due_on <= today:
        return f"It should have been reviewed by {told}, so it may be out of date."
    return f"It will be reviewed by {told}."


def who_sees(document: Document, at: datetime) -> str:
    """Say who sees it and from when on: "Delegates of A, from 9am on Sunday 22 May 2022"."""
    who = WHO.get(Audience(document.audience)) or (
        f"Delegates of {document.assembly}" if document.assembly else "Delegates of the assembly you select"
    )
    if document.is_draft:
        now = "Only organisers and those who present the topic" if document.topic_id else "Only organisers"
        return f"{now} now. Once it is published: {_first_small(who)}{_from_when(document, at)}."
    return f"{who}{_from_when(document, at)}."


def _from_when(document: Document, at: datetime) -> str:
    assembly = document.assembly
    if assembly is None:
        return ""
    if assembly.published_at is None:
        return f", not before {assembly} is published"
    begins = max(getattr(assembly, BEGINS[Phase(document.from_phase)]), assembly.published_at)
    if begins <= at:
        return "" if document.is_draft else ", now"
    return f", from {day_and_clock(begins, assembly.zone)}"


def _first_small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _day(on: date) -> str:
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=timezone.get_current_timezone())
    return day(noon, timezone.get_current_timezone())
