"""Who may ask, vote for and withdraw questions, and what those who run the room may say of them."""

from datetime import datetime

from accounts.models import User
from breakouts.models import BECAUSE_LIMIT, QUESTION_LIMIT, Question
from breakouts.policies.running import can_run_room
from breakouts.policies.speaking import can_write
from breakouts.questions.refusals import AskCode, MoveCode
from breakouts.questions.rules import WITHDRAWABLE, State, can_move
from breakouts.seals import is_author
from common.names import can_be_seen
from common.policy import ALLOWED, Verdict
from events.models import Room

OWNER_LIMIT = 120


def can_ask(user: User, room: Room, *, at: datetime) -> Verdict:
    """Whoever may write in the room may ask there, by name or anonymously.

    :refuses: ``cancelled``, ``not_running``, ``not_inside`` or ``muted``
    """
    verdict = can_write(user, room, at=at)
    return Verdict.refuse(AskCode(verdict.code), **verdict.facts) if verdict.code else ALLOWED


def is_question(body: str) -> Verdict:
    """A question says something, in 500 characters at most.

    :refuses: ``empty`` or ``too_long``
    """
    if not can_be_seen(body):
        return Verdict.refuse(AskCode.EMPTY)
    if len(body) > QUESTION_LIMIT:
        return Verdict.refuse(AskCode.TOO_LONG, limit=QUESTION_LIMIT, length=len(body))
    return ALLOWED


def can_vote(user: User, room: Room, question: Question | None, *, at: datetime) -> Verdict:
    """Whoever may ask may vote for what everybody reads; for their own as well, or a missing vote would tell.

    :refuses: what ``can_ask`` refuses, ``no_such_question`` or ``not_open``
    """
    verdict = can_ask(user, room, at=at)
    if not verdict:
        return verdict
    if question is None or not question.is_public:
        return Verdict.refuse(AskCode.NO_SUCH_QUESTION, room=room.name)
    return Verdict.refuse(AskCode.NOT_OPEN) if question.state == State.ANSWERED else ALLOWED


def can_withdraw(user: User, room: Room, question: Question | None, *, at: datetime) -> Verdict:
    """Authors take back what nobody has taken up yet; also when they are muted.

    :refuses: ``cancelled``, ``not_running``, ``not_inside``, ``no_such_question``, ``not_yours`` or
        ``too_late``
    """
    verdict = can_ask(user, room, at=at)
    if verdict.code and verdict.code is not AskCode.MUTED:
        return verdict
    if question is None:
        return Verdict.refuse(AskCode.NO_SUCH_QUESTION, room=room.name)
    if not is_own(user, question):
        return Verdict.refuse(AskCode.NOT_YOURS)
    return ALLOWED if question.state in {*WITHDRAWABLE, State.WITHDRAWN} else Verdict.refuse(AskCode.TOO_LATE)


def is_own(user: User, question: Question) -> bool:
    """Whether this person asked it; of an anonymous one only its author's own page is told."""
    if question.is_anonymous:
        return is_author(user.pk, question.id, question.seal)
    return question.asker_id == user.pk


def can_move_question(
    actor: User,
    room: Room,
    question: Question | None,
    *,
    to: str,
    owner: str,
    because: str,
    was: str = "",
    at: datetime,
) -> Verdict:
    """Those who run the room say what becomes of a question: later with an owner, declined with a reason.

    :refuses: ``cancelled``, ``not_running``, ``not_host``, ``no_such_question``, ``not_from_here``,
        ``no_owner``, ``owner_too_long``, ``no_reason`` or ``reason_too_long``
    """
    verdict = can_run_room(actor, room, at=at)
    if verdict.code:
        return Verdict.refuse(MoveCode(verdict.code), **verdict.facts)
    if question is None or question.released_at is None or question.state == State.WITHDRAWN:
        return Verdict.refuse(MoveCode.NO_SUCH_QUESTION, room=room.name)
    if (was and was != question.state) or not can_move(question.state, to):
        return Verdict.refuse(MoveCode.NOT_FROM_HERE, state=question.get_state_display().lower())
    if to == State.LATER:
        return _is_said(owner, OWNER_LIMIT, MoveCode.NO_OWNER, MoveCode.OWNER_TOO_LONG)
    if to == State.DECLINED:
        return _is_said(because, BECAUSE_LIMIT, MoveCode.NO_REASON, MoveCode.REASON_TOO_LONG)
    return ALLOWED


def _is_said(text: str, limit: int, missing: MoveCode, too_long: MoveCode) -> Verdict:
    if not can_be_seen(text):
        return Verdict.refuse(missing)
    return Verdict.refuse(too_long, limit=limit, length=len(text)) if len(text) > limit else ALLOWED
