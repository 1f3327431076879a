"""What polls add to the tables of the realtime engine: their stream, the turnout, and what people send."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from breakouts import actions, followers
from breakouts.models import MOST_OPTIONS, Poll
from breakouts.polls import durable
from breakouts.polls.durable import SUFFIX, told_poll
from breakouts.polls.queries import own_choices, public_polls, turnouts
from realtime import limits
from realtime.registry import Command, StreamKind, Tally, command, replaceable
from realtime.schema import Flag, Identifier, ListOf, Maybe, OneOf, Text, Whole

# More than may be said, so that what is a little too long is refused in words.
_QUESTION, _OPTIONS = Text(2000), ListOf(Text(500), 20)
_TO = OneOf(tuple(state for state in Poll.State.values if state != "draft"))
TURNOUT = replaceable("poll.turnout", {"id": Maybe(Whole()), "count": Whole()})


def _state(name: str, at: datetime) -> Mapping[str, Any]:
    return {"polls": [told_poll(poll) for poll in public_polls(followers.room_of(name))]}


def _turnout(names: Collection[str], at: datetime) -> Mapping[str, Mapping[str, Any]]:
    found = turnouts([followers.code_of(name) for name in names])
    told = {name: found[followers.code_of(name)] or (None, 0) for name in names}
    return {name: {"id": key, "count": count} for name, (key, count) in told.items()}


def _vote(sent: Command) -> None:
    actions.vote_in_poll(
        user=sent.user,
        room=followers.room_of(sent.stream),
        poll=sent.data["id"],
        choices=sent.data["choices"],
        cid=sent.data["cid"],
        at=sent.at,
    )


def _mine(sent: Command) -> Mapping[str, Any]:
    """Tell somebody what they answered themselves."""
    own = own_choices(sent.user, public_polls(followers.room_of(sent.stream)))
    return {"choices": {str(key): choices for key, choices in own.items()}}


def _draft(sent: Command) -> Mapping[str, Any]:
    fields = ("question", "options", "is_multiple", "cid")
    poll = actions.make_poll(
        actor=sent.user,
        room=followers.room_of(sent.stream),
        at=sent.at,
        **{field: sent.data[field] for field in fields},
    )
    return {"id": poll.pk}


def _move(sent: Command) -> None:
    actions.move_poll(
        actor=sent.user,
        room=followers.room_of(sent.stream),
        poll=sent.data["id"],
        to=Poll.State(sent.data["to"]),
        at=sent.at,
    )


_on_polls = partial(command, on=f"room{SUFFIX}")

POLLS = StreamKind(
    f"room{SUFFIX}",
    followers.inside,
    _state,
    tally=Tally(TURNOUT, _turnout),
    count=followers.inside_count,
)
FRAMES = (
    *durable.FRAMES,
    TURNOUT,
    _on_polls(
        "poll.vote",
        {"id": Whole(), "cid": Identifier(), "choices": ListOf(Whole(0, MOST_OPTIONS - 1), MOST_OPTIONS)},
        action=_vote,
        allowance=limits.HAND,
    ),
    _on_polls("poll.mine", {}, action=_mine, allowance=limits.ACT),
    _on_polls(
        "fac.draft",
        {"cid": Identifier(), "question": _QUESTION, "options": _OPTIONS, "is_multiple": Flag()},
        action=_draft,
        allowance=limits.ACT,
    ),
    _on_polls("fac.poll", {"id": Whole(), "to": _TO}, action=_move, allowance=limits.ACT),
)
