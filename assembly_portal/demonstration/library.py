"""The demonstration's library: ten documents that are real files, three recordings of a clip of ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from assembly_portal.demonstration.papers import as_docx, as_pdf
from common.words import listed
from events.models import Assembly, Session, Theme
from library.actions.captions import put_captions
from library.actions.consents import answer_consent
from library.actions.documents import save_document
from library.actions.files import store_file
from library.actions.recordings import publish_recording, save_recording
from library.file_kinds import VIDEOS
from library.models import Consent, Document, Recording
from library.queries import asked_about

HERE = Path(__file__).parent
CAPTION = "Demonstration clip. The address itself is not held here."
CAPTIONS = f"WEBVTT\n\n00:00:00.000 --> 00:01:00.000\n{CAPTION}\n"
CHAPTERS = "0:00 The clip begins\n0:30 Half of it"
MAKERS = {"pdf": as_pdf, "docx": as_docx}
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
RECORDED = 3
REVIEW_AHEAD, REVIEW_OVERDUE = timedelta(days=200), timedelta(days=-40)


@dataclass(frozen=True)
class Paper:
    """One document as its file in ``documents/`` tells it."""

    name: str
    facts: Mapping[str, str]
    body: str

    @classmethod
    def read(cls, path: Path) -> "Paper":
        """Read the facts between the dashes, and what comes after them."""
        _, head, body = path.read_text("utf-8").split("---\n", 2)
        facts = dict(line.split(":", 1) for line in head.splitlines())
        return cls(path.stem, {key: value.strip() for key, value in facts.items()}, body.strip())

    @property
    def upload(self) -> SimpleUploadedFile:
        """The file that people get."""
        form = self.facts["format"]
        content = _content(form, self.facts["title"], self.body)
        return SimpleUploadedFile(f"{self.name}.{form}", content, TYPES[form])


@cache
def _content(form: str, title: str, body: str) -> bytes:
    return MAKERS[form](title, body)


def papers() -> list[Paper]:
    """All ten, by their names."""
    return [Paper.read(path) for path in sorted((HERE / "documents").glob("*.md"))]


def make_library(first: Assembly, second: Assembly, *, organiser: User, at: datetime) -> None:
    """Write documents and recordings through the organisers' own actions; a worker reads their texts.

    A day that closed long ago is written as on the day before it closed.
    """
    at = min(at, second.closes_at - timedelta(days=1))
    themes = {theme.title: theme for theme in Theme.objects.filter(assembly=second)}
    today = timezone.localdate(at)
    for paper in papers():
        assembly = first if paper.facts.get("assembly") == "first" else second
        _make_document(paper, assembly, themes, organiser, today, at)
    _make_recordings(second, organiser, at)


def _make_document(
    paper: Paper,
    assembly: Assembly,
    themes: Mapping[str, Theme],
    organiser: User,
    today: date,
    at: datetime,
) -> None:
    facts = paper.facts
    document = Document(
        title=facts["title"],
        summary=facts["summary"],
        owner=facts["owner"],
        assembly=assembly,
        audience=facts["audience"],
        from_phase=facts["from_phase"],
        body="" if facts.get("page") == "no" else paper.body,
        review_due_on=today + (REVIEW_OVERDUE if facts["review"] == "overdue" else REVIEW_AHEAD),
    )
    theme = themes.get(facts["theme"])
    sessions = Session.objects.filter(rooms__theme=theme).distinct() if theme else []
    save_document(
        document=document,
        themes=[theme] if theme else [],
        sessions=list(sessions),
        upload=paper.upload,
        is_published=True,
        actor=organiser,
        at=at,
    )


def _make_recordings(assembly: Assembly, organiser: User, at: datetime) -> None:
    """Write the three of the main stage: those of the keynotes, each with everybody's consent."""
    clip = (HERE / "files" / "test-card.webm").read_bytes()
    keynotes = Session.objects.filter(assembly=assembly, kind=Session.Kind.KEYNOTE).in_order()[:RECORDED]
    for number, session in enumerate(keynotes, start=1):
        upload = SimpleUploadedFile(f"keynote-{number}.webm", clip, "video/webm")
        recording = Recording(
            session=session,
            title=f"Keynote address: {listed(each.contributor.name for each in session.speakers.all())}",
            summary="A demonstration clip of our own making stands for the recording.",
            chapters=CHAPTERS,
            file=store_file(upload=upload, kinds=VIDEOS, actor=organiser, at=at),
        )
        save_recording(recording=recording, actor=organiser, at=at)
        put_captions(
            recording=recording, raw=CAPTIONS, language="en", label="English", actor=organiser, at=at
        )
        for person in asked_about(session):
            answer_consent(
                session=session,
                contributor=person,
                answer=Consent.Answer.GIVEN,
                actor=organiser,
                at=at,
            )
        if session.ends_at <= at:
            publish_recording(recording=recording, actor=organiser, at=at)
