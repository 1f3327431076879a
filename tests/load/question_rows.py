"""Rows about questions, polls and notes for many people at once, made inside the portal's own database."""

from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakouts.actions import (
    add_note,
    ask_question,
    enter_room,
    make_poll,
    move_poll,
    vote_for_question,
    vote_in_poll,
)
from breakouts.models import NoteBlock, Poll, PollVote
from breakouts.questions.queries import public_questions
from events.models import Room
from tests.factories import make_facilitator, make_user
from tests.load.rows import a_crowd


def a_room_with_a_poll(people: int) -> dict:
    """A room that runs, so many people who may be there, an open poll and a note."""
    made = a_crowd(people)
    room = Room.objects.get(code=made["stream"].partition(":")[2])
    host = make_user(f"{uuid4()}@example.org")
    make_facilitator(room, user=host)
    given = {"actor": host, "room": room, "at": timezone.now()}
    options = ["Yes", "No", "Not sure"]
    poll = make_poll(**given, question="Is it safe?", options=options, is_multiple=False, cid=uuid4())
    move_poll(**given, poll=poll.pk, to=Poll.State.OPEN)
    block = add_note(user=host, room=room, body="as it was", cid=uuid4(), at=timezone.now())
    return {**made, "poll": poll.pk, "block": str(block.pk)}


def order_of(stream: str) -> list[list]:
    """The questions of a room in the order in which all read them, each with its votes."""
    room = Room.objects.get(code=stream.partition(":")[2])
    return [[str(each.pk), each.vote_count] for each in public_questions(room)]


def notes_in(stream: str) -> list[str]:
    """The texts of a room's notes, in their order."""
    blocks = NoteBlock.objects.filter(room__code=stream.partition(":")[2]).in_sight().in_order()
    return list(blocks.values_list("body", flat=True))


def answers_to(poll: int) -> list[list]:
    """Who answered a poll, and what."""
    return [[str(each.user_id), each.choices] for each in PollVote.objects.filter(poll=poll).order_by("user")]


def queries_of(stream: str) -> dict[str, int]:
    """Count the statements that asking, wanting an answer and answering a poll take."""
    room = Room.objects.get(code=stream.partition(":")[2])
    delegate = room.session.assembly.delegates.select_related("user").order_by("pk").first()
    user = delegate.user
    enter_room(delegate=delegate, room=room, at=timezone.now())
    given = {"user": user, "room": room, "at": timezone.now()}
    poll = Poll.objects.open().get(room=room)
    asked = ask_question(**given, body="Who asks first?", cid=uuid4())
    counted = {}
    for name, act in {
        "ask": lambda: ask_question(**given, body="Who answers?", cid=uuid4()),
        "ask anonymously": lambda: ask_question(**given, body="Who?", cid=uuid4(), is_anonymous=True),
        "want an answer": lambda: vote_for_question(**given, question=asked.pk),
        "answer a poll": lambda: vote_in_poll(**given, poll=poll.pk, choices=[1], cid=uuid4()),
    }.items():
        with CaptureQueriesContext(connection) as queries:
            act()
        counted[name] = len(queries)
    return counted
