"""What deputies add to the tables of the realtime engine: a stream of the room, and handing it over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from breakouts import actions, followers
from breakouts.deputies import durable
from breakouts.deputies.queries import deputy_of
from common.keys import key_sent
from realtime import limits
from realtime.registry import Command, StreamKind, command
from realtime.schema import Maybe, Text


def _state(name: str, at: datetime) -> Mapping[str, Any]:
    return {"deputy": durable.told_deputy(deputy_of(followers.room_of(name)))}


def _change(sent: Command) -> None:
    given = {"actor": sent.user, "room": followers.room_of(sent.stream), "at": sent.at}
    person: str | None = sent.data["person"]
    if person is None:
        actions.end_deputising(**given)
    else:
        # What is no key of anybody finds nobody.
        actions.hand_room(**given, person=key_sent(person))


DEPUTIES = StreamKind(f"room{durable.SUFFIX}", followers.inside, _state, count=followers.inside_count)
FRAMES = (
    *durable.FRAMES,
    command(
        "fac.deputy",
        {"person": Maybe(Text(18, least=1))},
        on=f"room{durable.SUFFIX}",
        action=_change,
        allowance=limits.ACT,
    ),
)
