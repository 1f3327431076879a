"""Reads about the questions of a room."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from accounts.models import User
from breakouts.models import Question, QuestionVote
from breakouts.policies.asking import is_own
from breakouts.questions.rules import in_order
from events.models import Room, Topic

MOST_SHOWN = 300


def public_questions(room: Room) -> list[Question]:
    """Return what everybody in the room reads, in the order in which all read it, with votes."""
    asked = Question.objects.of_room(room).public().with_votes().select_related("topic")
    return in_order(asked)[:MOST_SHOWN]


def held_questions(room: Room) -> list[Question]:
    """Return what waits for those who run the room, the longest waiting first."""
    return list(Question.objects.filter(room=room).held().select_related("topic").order_by("asked_at", "id"))


def own_questions(user: User, room: Room) -> list[Question]:
    """Return what this person asked in the room, whatever became of it.

    Every anonymous question of the room is tried, because nothing leads from a person to theirs.
    """
    asked = Question.objects.of_room(room).select_related("topic").order_by("asked_at", "id")
    return [question for question in asked if is_own(user, question)]


def votes_of(user: User, questions: Collection[Question]) -> set[UUID]:
    """Tell for which of these the person has voted."""
    votes = QuestionVote.objects.filter(user=user, question__in=[question.pk for question in questions])
    return set(votes.values_list("question", flat=True))


def topics_of(room: Room) -> list[Topic]:
    """Return the topics about which one asks in the room: those presented there, or answered there."""
    presented = list(Topic.objects.filter(session=room.session_id))
    return presented or list(Topic.objects.filter(question_room=room))


def vote_counts(codes: Collection[str], at: datetime) -> dict[str, Mapping[str, Any]]:
    """Count the votes of each question that is read in these rooms, by the rooms' codes; a query for each."""
    return {code: _votes_in(code) for code in codes}


def _votes_in(code: str) -> dict[str, int]:
    room = Room.objects.filter(code=code).first()
    if room is None:
        return {}
    counts = Question.objects.of_room(room).public().values_list("id").annotate(count=Count("votes"))
    return {str(key): count for key, count in counts if count}


def open_counts(rooms: Collection[Room]) -> dict[int, int]:
    """Count the questions of each room that wait for an answer, in two queries."""
    waiting = Question.objects.public().filter(state__in=[Question.State.LIVE, Question.State.ANSWERING])
    found = {room.pk: 0 for room in rooms}
    for key in ("room", "topic__question_room"):
        counts = waiting.filter(**{f"{key}__in": list(found)}).values_list(key).annotate(count=Count("pk"))
        for room_id, count in counts.order_by():
            found[room_id] += count
    return found
