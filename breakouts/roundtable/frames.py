"""What a roundtable adds to the tables of the realtime engine: its stream, and what people send."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from breakouts import actions, followers
from breakouts.roundtable import durable
from breakouts.roundtable.durable import SUFFIX, told_table
from breakouts.roundtable.queries import table_of
from common.keys import key_sent
from realtime import limits
from realtime.registry import Command, StreamKind, command
from realtime.schema import Flag, Maybe, OneOf, Text, Whole


def _state(name: str, at: datetime) -> Mapping[str, Any]:
    return told_table(table_of(followers.room_of(name)))


def _give(sent: Command) -> None:
    actions.take_hand(**_of_a_host(sent), person=_person(sent), seen=sent.data["seen"])


def _down(sent: Command) -> None:
    actions.put_down_hand(**_of_a_host(sent), person=_person(sent))


def _next(sent: Command) -> None:
    actions.give_next(**_of_a_host(sent), seen=sent.data["seen"])


def _take(sent: Command) -> None:
    actions.take_word(**_of_a_host(sent), seen=sent.data["seen"])


_ACTS: Mapping[str, Callable[[Command], None]] = {
    "next": _next,
    "give": _give,
    "take": _take,
    "down": _down,
}


def _act(sent: Command) -> None:
    _ACTS[sent.data["to"]](sent)


def _order(sent: Command) -> None:
    rule = {"minutes": sent.data["minutes"], "newcomers_first": sent.data["newcomers_first"]}
    actions.set_speaking_order(**_of_a_host(sent), **rule)


def _pass(sent: Command) -> None:
    actions.pass_word(user=sent.user, room=followers.room_of(sent.stream), at=sent.at)


def _of_a_host(sent: Command) -> dict[str, Any]:
    return {"actor": sent.user, "room": followers.room_of(sent.stream), "at": sent.at}


def _person(sent: Command) -> int:
    """Read whom a badge names; what is no key of anybody finds nobody."""
    return key_sent(sent.data["person"])


_on_the_table = partial(command, on=f"room{SUFFIX}")

TABLES = StreamKind(f"room{SUFFIX}", followers.inside, _state, count=followers.inside_count)
FRAMES = (
    *durable.FRAMES,
    _on_the_table("word.pass", {}, action=_pass, allowance=limits.HAND),
    _on_the_table(
        "fac.table",
        {"to": OneOf(tuple(_ACTS)), "person": Maybe(Text(18, least=1)), "seen": Maybe(Whole())},
        action=_act,
        allowance=limits.ACT,
    ),
    _on_the_table(
        "fac.order",
        {"minutes": Whole(0, 60), "newcomers_first": Flag()},
        action=_order,
        allowance=limits.ACT,
    ),
)
