"""Telling of questions wherever they are read: where they were asked, and in their topic's question room."""

from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import User
from breakouts.models import Question
from breakouts.questions.durable import qa_stream
from events.models import Room
from realtime import doorbell, streams
from realtime.registry import FrameData


def rooms_reading(question: Question) -> list[Room]:
    """Return the rooms in which it is read: its own, and the question room of its topic."""
    rooms = [question.room]
    if question.topic and question.topic.question_room_id not in {None, question.room_id}:
        rooms += Room.objects.filter(pk=question.topic.question_room_id)
    return rooms


def tell_room(question: Question, frame: FrameData, *, actor: User | None, at: datetime) -> None:
    """Append what became of it to the stream of each room that reads it."""
    for room in rooms_reading(question):
        streams.append(qa_stream(room), frame, actor=actor, at=at)
        counts_changed(room)


def votes_changed(question: Question) -> None:
    """Have the votes told again once they stand: at most once a second in each room."""
    for each in rooms_reading(question):
        transaction.on_commit(partial(doorbell.mark, qa_stream(each)), robust=True)


def counts_changed(room: Room) -> None:
    """Have what the tabs of a room count told again."""
    transaction.on_commit(partial(doorbell.mark, room.stream), robust=True)
