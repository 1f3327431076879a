"""What reactions add to the tables of the realtime engine: a stream of sums, and the command to react."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from breakouts import actions, followers
from breakouts.reactions import SUFFIX, Reaction
from realtime import bursts, limits
from realtime.registry import Command, StreamKind, Tally, command, replaceable
from realtime.schema import Anything, OneOf, Whole

REACT_SUM = replaceable("react.sum", {"counts": Anything(), "second": Whole()})


def _nothing(name: str, at: datetime) -> Mapping[str, Any]:
    """Return the state: none, for what somebody reacted to is over when others come."""
    return {}


def _sums(names: Collection[str], at: datetime) -> Mapping[str, Mapping[str, Any]]:
    """Sum up; the second makes the same sum of another moment news as well."""
    found = bursts.read(list(names))
    return {name: {"counts": burst.counts, "second": burst.second} for name, burst in found.items()}


def _react(sent: Command) -> None:
    room, kind = followers.room_of(sent.stream), Reaction(sent.data["kind"])
    actions.react(user=sent.user, room=room, kind=kind, at=sent.at)


REACTIONS = StreamKind(
    f"room{SUFFIX}",
    followers.inside,
    _nothing,
    tally=Tally(REACT_SUM, _sums),
    count=followers.inside_count,
)
FRAMES = (
    REACT_SUM,
    command(
        "react",
        {"kind": OneOf(tuple(Reaction))},
        on=f"room{SUFFIX}",
        action=_react,
        allowance=limits.REACTION,
    ),
)
