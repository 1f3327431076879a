"""Rows for documents in a browser: called in a process of its own, committed."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import User
from common.codes import new_code
from events.models import Assembly, Session
from library.actions.formats import ask_for_format
from library.models import Consent, Document, Opening, Recording
from tests.factories import (
    log_in,
    make_assembly,
    make_delegate,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_speaker,
    make_theme,
    make_topic,
    make_user,
)
from tests.library.factories import make_document, make_recording, make_version
from tests.library.uploads import pdf_bytes

BODY = """## Who to tell

1. Your clinical supervisor, the same day.
2. Your employer's guardian of safe working hours.

| When | Whom |
|---|---|
| At once | The consultant on call |
| Within a week | Your Postgraduate Dean's office |
"""


def key_of(user: User) -> str:
    """The log-in of somebody, with the second factor proven."""
    client = Client()
    log_in(client, user)
    return client.session.session_key


def somebody(name: str) -> User:
    """Every call is a process of its own, which numbers people anew."""
    return make_user(f"{new_code()}@example.org", name=name)


def a_day_with_people() -> dict:
    """An assembly whose doors are open, with a showcase, and who takes part in it."""
    assembly = make_assembly(
        slug=f"day-{new_code()}",
        name="The second learner assembly",
        starts_at=timezone.now() + timedelta(days=2),
        contact_email="assembly@example.org",
    )
    showcase = make_session(assembly, kind=Session.Kind.SHOWCASE, title="Showcase: what works")
    make_room(showcase, place=make_place(assembly, name="Main stage", is_stage=True))
    topic = make_topic(showcase, title="Rotas that leave room to learn")
    theme = make_theme(assembly, title=f"Clinical supervision {new_code()}")
    speaker = make_speaker(showcase, topic, user=somebody("Dr Ada Speaker"), name="Dr Ada Speaker")
    make_delegate(assembly, user=speaker.contributor.user)
    return {
        "slug": assembly.slug,
        "assembly": assembly.pk,
        "session": showcase.address,
        "code": showcase.code,
        "topic": topic.pk,
        "theme": theme.title,
        "organiser": key_of(make_organiser(email=f"{new_code()}@example.org", name="Dr Ada Keeper")),
        "delegate": key_of(make_delegate(assembly, user=somebody("Dr Dee Delegate")).user),
        "stranger": key_of(somebody("Mr Sam Stranger")),
        "speaker": key_of(speaker.contributor.user),
    }


def a_document(assembly: int) -> dict:
    """A document with everything that one can have, overdue, with two versions and a request."""
    day = Assembly.objects.get(pk=assembly)
    document = make_document(
        pdf_bytes(),
        title="Escalation map for learners who are worried about patients or about themselves",
        summary="Who to tell, and when. It helps whoever raises a concern for the first time.",
        owner="Faculty of Learner Voice",
        assembly=day,
        body=BODY,
        review_due_on=timezone.localdate() - timedelta(days=3),
    )
    document.themes.set(day.themes.all())
    document.sessions.set(day.sessions.all())
    version = make_version(document, pdf_bytes("New numbers"))
    version.note = "The number of the guardian has changed"
    version.save()
    asker = somebody("Dr Jo Reader")
    ask_for_format(document=document, user=asker, need="Large print, at least 18 point", at=timezone.now())
    return {
        "pk": document.pk,
        "address": document.address,
        "request": document.format_requests.get().pk,
        "asker": key_of(asker),
    }


def a_published_recording(code: str) -> None:
    """The recording of a session, which people watch."""
    make_recording(Session.objects.get(code=code))


def openings_of(title: str) -> int:
    """How often a document was opened."""
    return sum(row.count for row in Opening.objects.filter(document__title=title))


def how_it_stands(code: str) -> dict:
    """What the speaker said of a session's recording, whether it is withdrawn, how many slides there are."""
    consent = Consent.objects.filter(session__code=code).first()
    recording = Recording.objects.filter(session__code=code).first()
    return {
        "answer": consent.answer if consent else "",
        "is_withdrawn": bool(recording and recording.withdrawn_at),
        "slides": Document.objects.filter(topic__session__code=code).count(),
    }
