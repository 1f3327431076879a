"""Rows for a speaker's own page in a browser: called in a process of its own, committed."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from breakouts.actions import ask_question, enter_room, move_question, release_due_questions
from breakouts.models import Question
from common.codes import new_code
from events.models import Session
from tests.breakouts.rows import make_guest
from tests.factories import (
    make_assembly,
    make_facilitator,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_speaker,
    make_topic,
    make_user,
)
from tests.realtime.harness import log_in


def a_showcase() -> dict:
    """A showcase that runs, with a topic, its speaker and a delegate; returns addresses and session keys."""
    now = timezone.now()
    assembly = make_assembly(slug=new_code(), name="Learner Assembly", starts_at=now - timedelta(hours=3))
    session = make_session(
        assembly,
        kind="showcase",
        title="Showcase: what works",
        starts_at=now - timedelta(minutes=30),
        ends_at=now + timedelta(minutes=20),
    )
    room = make_room(session, place=make_place(assembly, name="Main stage", is_stage=True))
    topic = make_topic(
        session,
        title="Rotas that leave room to learn",
        summary="What changed when we asked for one day a week.",
    )
    make_organiser(email=f"{new_code()}@example.org")
    speaker = make_user(f"{new_code()}@example.org", name="Dr Ada Speaker")
    make_speaker(session, topic, user=speaker, name="Dr Ada Speaker")
    delegate = make_guest(assembly, name="Dr Joss Quillbrook")
    host = make_user(f"{new_code()}@example.org", name="Dr Host")
    make_facilitator(room, user=host, name="Dr Host")
    enter_room(delegate=delegate, room=room, at=now)
    asked = {
        words: ask_question(
            user=delegate.user, room=room, topic=topic, body=words, cid=uuid4(), is_anonymous=hidden, at=now
        )
        for words, hidden in (
            ("How did you start?", False),
            ("Who protects me if I ask?", True),
            ("Is it the same in dentistry?", False),
        )
    }
    release_due_questions(at=now + timedelta(minutes=2))
    about = {"actor": host, "room": room, "at": now}
    last = asked["Is it the same in dentistry?"].pk
    move_question(**about, question=last, to=Question.State.LATER, owner="The dental dean")
    keys = {
        who: log_in(user).partition("=")[2]
        for who, user in (("speaker", speaker), ("delegate", delegate.user))
    }
    return {"part": session.part_address, "session": session.address, "code": session.code, "keys": keys}


def it_is_over(code: str) -> None:
    """The session ended a moment ago."""
    Session.objects.filter(code=code).update(ends_at=timezone.now() - timedelta(seconds=1))
