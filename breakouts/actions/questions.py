"""Asking in a room, wanting an answer too, and taking a question back."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from breakouts.actions.chat import tidy_body
from breakouts.actions.locks import load_room, lock_conduct
from breakouts.actions.names import name_in
from breakouts.conduct.counts import waiting_changed
from breakouts.models import Conduct, Question, QuestionVote
from breakouts.policies import asking
from breakouts.policies.standing import delegate_of
from breakouts.questions import durable
from breakouts.questions.durable import qa_stream
from breakouts.questions.refusals import AskCode, AskRefused
from breakouts.questions.rules import State, appears_at
from breakouts.questions.told import tell_room, votes_changed
from breakouts.seals import seal_of
from events.models import Room, Topic
from realtime import streams


@transaction.atomic
def ask_question(
    *,
    user: User,
    room: Room,
    body: str,
    cid: UUID,
    is_anonymous: bool = False,
    topic: Topic | None = None,
    at: datetime,
) -> Question:
    """Ask something in the room; the same ``cid`` again returns the question that stands.

    An anonymous one appears at a full minute, with no trace here of who asked: no visit goes on by it, and
    nothing of the person is locked or written.

    :raises AskRefused: ``cancelled``, ``not_running``, ``not_inside``, ``muted``, ``empty``, ``too_long`` or
        ``no_such_topic``.
    """
    if known := Question.objects.filter(room=room, cid=cid).first():
        return known
    room, body = load_room(room), tidy_body(body)
    asking.can_ask(user, room, at=at).or_raise(AskRefused)
    asking.is_question(body).or_raise(AskRefused)
    if topic and room.pk not in {topic.question_room_id, *_rooms_of(topic)}:
        raise AskRefused(AskCode.NO_SUCH_TOPIC)
    # Two presses of one button wait here for each other.
    conduct = lock_conduct(room)
    if known := Question.objects.filter(room=room, cid=cid).first():
        return known
    question = Question(id=uuid4(), room=room, topic=topic, body=body, cid=cid)
    if is_anonymous:
        question.seal = seal_of(user.pk, question.id)
        question.asked_at = appears_at(at)
        question.state = State.HELD if conduct.holds_questions else State.LIVE
        question.save(force_insert=True)
    else:
        question.asker, question.asker_name = user, name_in(user, delegate_of(user, room))
        question.asked_at = at
        _release(question, conduct, at=at)
    return question


def release_due_questions(*, at: datetime) -> int:
    """Let the anonymous questions appear whose minute has come. Safe twice, safe late; return how many did.

    Those of one minute appear by their keys, which are chance, not as they were asked.
    """
    rooms = Room.objects.filter(questions__in=Question.objects.due(at)).distinct()
    return sum(release_due_in(room=room, at=at) for room in rooms.order_by("pk"))


@transaction.atomic
def release_due_in(*, room: Room, at: datetime) -> int:
    """Let the anonymous questions of one room appear whose minute has come."""
    if not Question.objects.due(at).filter(room=room).exists():
        return 0
    room = load_room(room)
    conduct = lock_conduct(room)
    due = list(Question.objects.due(at).filter(room=room).select_related("topic").order_by("asked_at", "id"))
    for question in due:
        _release(question, conduct, at=question.asked_at)
    return len(due)


@transaction.atomic
def vote_for_question(*, user: User, room: Room, question: UUID, is_on: bool = True, at: datetime) -> None:
    """Want an answer too, or not any more; safe twice, also from two tabs.

    :raises AskRefused: what ``policies.asking.can_vote`` refuses.
    """
    room = load_room(room)
    found = _question_in(room, question)
    asking.can_vote(user, room, found, at=at).or_raise(AskRefused)
    assert found is not None, "the policy refuses what there is not"
    votes = QuestionVote.objects.filter(question=found, user=user)
    if is_on:
        QuestionVote.objects.bulk_create([QuestionVote(question=found, user=user)], ignore_conflicts=True)
    else:
        votes.delete()
    votes_changed(found)


@transaction.atomic
def withdraw_question(*, user: User, room: Room, question: UUID, at: datetime) -> None:
    """Take one's own question back. Safe twice.

    :raises AskRefused: what ``policies.asking.can_withdraw`` refuses.
    """
    room = load_room(room)
    lock_conduct(room)
    found = _question_in(room, question)
    asking.can_withdraw(user, room, found, at=at).or_raise(AskRefused)
    assert found is not None, "the policy refuses what there is not"
    was = found.state
    if was == State.WITHDRAWN:
        return
    found.state = State.WITHDRAWN
    found.save(update_fields=["state"])
    if found.released_at is None:
        return
    actor = None if found.is_anonymous else user
    if was == State.HELD:
        streams.append(room.staff_stream, durable.qa_looked_at(found), actor=actor, at=at)
        waiting_changed(room)
    else:
        tell_room(found, durable.qa_state(found), actor=actor, at=at)


def _release(question: Question, conduct: Conduct, *, at: datetime) -> None:
    """Let others know of it: the room, or those who look at questions first."""
    question.released_at = at
    question.state = State.HELD if conduct.holds_questions else State.LIVE
    question.save()
    actor = question.asker
    if question.state == State.HELD:
        streams.append(question.room.staff_stream, durable.qa_held(question), actor=actor, at=at)
        waiting_changed(question.room)
        if question.is_anonymous:
            # Its author was told that it appears: their open page asks again what became of it.
            streams.append(qa_stream(question.room), durable.qa_fate(question), actor=None, at=at)
    else:
        tell_room(question, durable.qa_item(question), actor=actor, at=at)


def _question_in(room: Room, key: UUID) -> Question | None:
    return Question.objects.of_room(room).filter(pk=key).select_related("topic").first()


def _rooms_of(topic: Topic) -> list[int]:
    return list(Room.objects.filter(session=topic.session_id).values_list("pk", flat=True))
