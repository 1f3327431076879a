"""What those who run a room do with its polls: make, open, close, reveal, take back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from breakouts.actions.acts import begin, record
from breakouts.actions.locks import lock_poll
from breakouts.models import Act, Poll, PollVote
from breakouts.policies.polling import can_move_poll, is_poll
from breakouts.polls import durable
from breakouts.polls.durable import polls_stream
from breakouts.polls.refusals import PollRefused
from breakouts.polls.rules import State, counted, told
from breakouts.polls.told import open_polls_changed
from breakouts.refusals import ConductRefused
from common.names import can_be_seen, tidy_name
from events.models import Room
from realtime import streams

_STAMPS = {State.OPEN: "opened_at", State.CLOSED: "closed_at", State.REVEALED: "revealed_at"}
_VERBS = {
    State.OPEN: Act.Verb.OPENED_POLL,
    State.CLOSED: Act.Verb.CLOSED_POLL,
    State.REVEALED: Act.Verb.REVEALED_POLL,
    State.WITHDRAWN: Act.Verb.TOOK_BACK_POLL,
}


@transaction.atomic
def make_poll(
    *,
    actor: User,
    room: Room,
    question: str,
    options: Sequence[str],
    is_multiple: bool,
    cid: UUID,
    at: datetime,
) -> Poll:
    """Draft a poll that only hosts see; empty options are left out. The same ``cid`` again makes no other.

    :raises PollRefused: ``cancelled``, ``not_running``, ``not_host``, or what ``policies.polling.is_poll``
        refuses.
    """
    room, at = _begin(actor, room, at=at)
    if known := Poll.objects.filter(room=room, cid=cid).first():
        return known
    question = tidy_name(question)
    options = [tidy_name(option) for option in options if can_be_seen(option)]
    is_poll(question, options).or_raise(PollRefused)
    poll = Poll.objects.create(
        room=room, question=question, options=options, is_multiple=is_multiple, cid=cid, made_at=at
    )
    streams.append(room.staff_stream, durable.poll_draft(poll), actor=actor, at=at)
    record(actor, room, Act.Verb.MADE_POLL, detail=question, at=at)
    return poll


@transaction.atomic
def move_poll(*, actor: User, room: Room, poll: int, to: Poll.State, at: datetime) -> Poll:
    """Open a draft or take it back, close an open one, reveal the result of a closed one. Safe twice.

    :raises PollRefused: what ``policies.polling.can_move_poll`` refuses.
    """
    room, at = _begin(actor, room, at=at)
    found = lock_poll(poll, room)
    if found and found.state == to:
        return found
    opened = Poll.objects.filter(room=room).open().first()
    can_move_poll(actor, room, found, to=to, opened=opened, at=at).or_raise(PollRefused)
    assert found is not None, "the policy refuses what there is not"
    found.state = to
    if to in _STAMPS:
        setattr(found, _STAMPS[to], at)
    if to == State.REVEALED:
        found.result = _result(found)
    found.save()
    _tell(actor, room, found, at=at)
    record(actor, room, _VERBS[to], detail=found.question, at=at)
    return found


def _begin(actor: User, room: Room, *, at: datetime) -> tuple[Room, datetime]:
    try:
        room, _, at = begin(actor, room, at=at)
    except ConductRefused as refused:
        raise PollRefused(PollRefused.codes(refused.code), **refused.facts) from refused
    return room, at


def _result(poll: Poll) -> dict[str, Any]:
    """Return what may be told; with fewer than ten answers not even how many there were."""
    answers = list(PollVote.objects.filter(poll=poll).values_list("choices", flat=True))
    counts = counted(answers, len(poll.options))
    each = told(counts, len(answers), is_multiple=poll.is_multiple)
    if each is None:
        return {"voters": None, "told": []}
    return {"voters": len(answers), "told": [{"least": one.least, "most": one.most} for one in each]}


def _tell(actor: User, room: Room, poll: Poll, *, at: datetime) -> None:
    frame = {
        State.OPEN: durable.poll_open,
        State.CLOSED: durable.poll_close,
        State.REVEALED: durable.poll_result,
    }.get(State(poll.state))
    if frame:
        streams.append(polls_stream(room), frame(poll), actor=actor, at=at)
        open_polls_changed(room)
    if poll.state in {State.OPEN, State.WITHDRAWN}:
        streams.append(room.staff_stream, durable.poll_gone(poll), actor=actor, at=at)
