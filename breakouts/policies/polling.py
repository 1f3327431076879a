"""Who may answer a poll and react, and what those who run the room may do with polls."""

from collections.abc import Collection, Sequence
from datetime import datetime

from accounts.models import User
from breakouts.models import FEWEST_OPTIONS, MOST_OPTIONS, OPTION_LIMIT, POLL_LIMIT, Poll
from breakouts.policies.running import can_run_room
from breakouts.policies.speaking import can_write
from breakouts.polls.refusals import PollCode, ReactCode, VoteCode
from breakouts.polls.rules import State, can_move
from breakouts.refusals import SayCode
from common.names import can_be_seen
from common.policy import ALLOWED, Verdict
from events.models import Room


def can_answer(user: User, room: Room, *, at: datetime) -> Verdict:
    """Whoever is inside may answer polls; the muted too, for an answer is no word that anybody hears.

    :refuses: ``cancelled``, ``not_running`` or ``not_inside``
    """
    verdict = can_write(user, room, at=at)
    if verdict.code and verdict.code is not SayCode.MUTED:
        return Verdict.refuse(VoteCode(verdict.code), **verdict.facts)
    return ALLOWED


def can_vote_in(
    user: User, room: Room, poll: Poll | None, choices: Collection[int], *, at: datetime
) -> Verdict:
    """An open poll takes one of its options, or several where it says so.

    :refuses: what ``can_answer`` refuses, ``no_such_poll``, ``not_open``, ``no_choice``, ``one_choice`` or
        ``no_such_option``
    """
    verdict = can_answer(user, room, at=at)
    if not verdict:
        return verdict
    if poll is None or not poll.is_public:
        return Verdict.refuse(VoteCode.NO_SUCH_POLL, room=room.name)
    if poll.state != State.OPEN:
        return Verdict.refuse(VoteCode.NOT_OPEN)
    if not choices:
        return Verdict.refuse(VoteCode.NO_CHOICE)
    if not set(choices) <= set(range(len(poll.options))):
        return Verdict.refuse(VoteCode.NO_SUCH_OPTION)
    return ALLOWED if poll.is_multiple or len(set(choices)) == 1 else Verdict.refuse(VoteCode.ONE_CHOICE)


def is_poll(question: str, options: Sequence[str]) -> Verdict:
    """A poll asks something and offers two to eight different options.

    :refuses: ``no_question``, ``question_too_long``, ``too_few_options``, ``too_many_options``,
        ``option_too_long`` or ``same_option``
    """
    if not can_be_seen(question):
        return Verdict.refuse(PollCode.NO_QUESTION)
    if len(question) > POLL_LIMIT:
        return Verdict.refuse(PollCode.QUESTION_TOO_LONG, limit=POLL_LIMIT, length=len(question))
    if len(options) < FEWEST_OPTIONS:
        return Verdict.refuse(PollCode.TOO_FEW_OPTIONS, limit=FEWEST_OPTIONS)
    if len(options) > MOST_OPTIONS:
        return Verdict.refuse(PollCode.TOO_MANY_OPTIONS, limit=MOST_OPTIONS, count=len(options))
    longest = max(map(len, options))
    if longest > OPTION_LIMIT:
        return Verdict.refuse(PollCode.OPTION_TOO_LONG, limit=OPTION_LIMIT, length=longest)
    return _differ(options)


def can_move_poll(
    actor: User, room: Room, poll: Poll | None, *, to: str, opened: Poll | None, at: datetime
) -> Verdict:
    """Those who run the room open a draft or take it back, close what is open and reveal what is closed.

    ``opened`` is the poll that is open in the room now.

    :refuses: ``cancelled``, ``not_running``, ``not_host``, ``no_such_poll``, ``not_from_here`` or
        ``another_open``
    """
    verdict = can_run_room(actor, room, at=at)
    if verdict.code:
        return Verdict.refuse(PollCode(verdict.code), **verdict.facts)
    if poll is None:
        return Verdict.refuse(PollCode.NO_SUCH_POLL, room=room.name)
    if not can_move(poll.state, to):
        return Verdict.refuse(PollCode.NOT_FROM_HERE, state=poll.get_state_display().lower())
    if to == State.OPEN and opened is not None:
        return Verdict.refuse(PollCode.ANOTHER_OPEN, question=str(opened))
    return ALLOWED


def can_react(user: User, room: Room, *, at: datetime) -> Verdict:
    """Whoever may write in the room may react there.

    :refuses: ``cancelled``, ``not_running``, ``not_inside`` or ``muted``
    """
    verdict = can_write(user, room, at=at)
    return Verdict.refuse(ReactCode(verdict.code), **verdict.facts) if verdict.code else ALLOWED


def _differ(options: Sequence[str]) -> Verdict:
    seen: set[str] = set()
    for option in options:
        if option.casefold() in seen:
            return Verdict.refuse(PollCode.SAME_OPTION, option=option)
        seen.add(option.casefold())
    return ALLOWED
