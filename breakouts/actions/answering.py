"""What those who run a room say of its questions, and whether they look at them first."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from breakouts.actions.acts import begin, record
from breakouts.models import Act, Conduct, Question
from breakouts.policies.asking import can_move_question
from breakouts.questions import durable
from breakouts.questions.durable import qa_stream
from breakouts.questions.refusals import MoveRefused
from breakouts.questions.rules import State
from breakouts.questions.told import tell_room
from breakouts.refusals import ConductRefused
from common.names import tidy_name
from events.models import Room
from realtime import streams


@transaction.atomic
def move_question(
    *,
    actor: User,
    room: Room,
    question: UUID,
    to: Question.State,
    owner: str = "",
    because: str = "",
    was: str = "",
    at: datetime,
) -> Question:
    """Say what becomes of a question: let in, being answered, answered, later with an owner, declined.

    What was being answered before in this room is answered now. Safe twice. ``was`` is how it stood on the
    page: an old one undoes nothing that somebody else decided meanwhile.

    :raises MoveRefused: what ``policies.asking.can_move_question`` refuses.
    """
    room, at = _begin(actor, room, at=at)
    # A question of a showcase is read in two rooms, whose hosts hold two different locks.
    asked = Question.objects.of_room(room).select_for_update(no_key=True, of=("self",))
    found = asked.filter(pk=question).select_related("topic").first()
    if found and found.state == to and found.released_at:
        return found
    owner, because = tidy_name(owner), because.strip()
    verdict = can_move_question(actor, room, found, to=to, owner=owner, because=because, was=was, at=at)
    verdict.or_raise(MoveRefused)
    assert found is not None, "the policy refuses what there is not"
    if to == State.ANSWERING:
        for other in Question.objects.filter(answering_in=room, state=State.ANSWERING):
            _say(actor, room, other, State.ANSWERED, at=at)
    return _say(actor, room, found, to, owner=owner, because=because, at=at)


@transaction.atomic
def hold_questions(*, actor: User, room: Room, is_on: bool, at: datetime) -> Conduct:
    """Look at each question before the room does, or let them appear at once; those held stay held.

    :raises ConductRefused: ``cancelled``, ``not_running`` or ``not_host``.
    """
    room, conduct, at = begin(actor, room, at=at)
    if conduct.holds_questions == is_on:
        return conduct
    conduct.holds_questions = is_on
    conduct.save(update_fields=["holds_questions"])
    streams.append(qa_stream(room), durable.qa_conduct(is_on), actor=actor, at=at)
    record(actor, room, Act.Verb.HELD_QUESTIONS if is_on else Act.Verb.LET_QUESTIONS, at=at)
    return conduct


def _begin(actor: User, room: Room, *, at: datetime) -> tuple[Room, datetime]:
    try:
        room, _, at = begin(actor, room, at=at)
    except ConductRefused as refused:
        raise MoveRefused(MoveRefused.codes(refused.code), **refused.facts) from refused
    return room, at


def _say(
    actor: User,
    room: Room,
    question: Question,
    to: Question.State,
    *,
    owner: str = "",
    because: str = "",
    at: datetime,
) -> Question:
    was, was_public = question.state, question.is_public
    question.state, question.owner, question.because, question.moved_at = to, owner, because, at
    question.answering_in = room if to == State.ANSWERING else None
    question.save(update_fields=["state", "owner", "because", "moved_at", "answering_in"])
    if was == State.HELD:
        streams.append(question.room.staff_stream, durable.qa_looked_at(question), actor=actor, at=at)
    if question.is_public and not was_public:
        tell_room(question, durable.qa_item(question), actor=actor, at=at)
    elif was_public:
        tell_room(question, durable.qa_state(question), actor=actor, at=at)
    if not question.is_public:
        streams.append(qa_stream(question.room), durable.qa_fate(question), actor=actor, at=at)
    detail = f"{question.get_state_display()}: {question.body}"
    record(actor, room, Act.Verb.MOVED_QUESTION, because=because, detail=detail, at=at)
    return question
