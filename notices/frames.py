"""What the notices centre adds to the two tables of the realtime engine: one stream for each person.

The ledger is what lasts, so nothing is numbered here: a page is told how many notices are new, and the next
figure replaces that one. For the sender it is one ring of the doorbell, whether or not somebody listens.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from notices.unread import unread_of
from realtime import doorbell
from realtime.registry import Pair, StreamKind, Tally, replaceable
from realtime.schema import Maybe, Text, Whole

PREFIX = "notices"
UNREAD = replaceable("notices.unread", {"unread": Whole(), "at": Maybe(Text(40)), "headline": Text(200)})
# A key has fewer digits; a longer number is somebody's guess, and no column holds it.
MOST_DIGITS = 18


def stream_of(user_id: int) -> str:
    """Return the name of somebody's own stream."""
    return f"{PREFIX}:{user_id}"


def unread_changed(user_id: int) -> None:
    """Have the person's open pages told once what was done stands. Best effort, at most once a second."""
    name = stream_of(user_id)
    transaction.on_commit(lambda: doorbell.mark(name), robust=True)


def _owners(pairs: Collection[Pair], at: datetime) -> Collection[Pair]:
    return {(user_id, name) for user_id, name in pairs if name == stream_of(user_id)}


def _state(name: str, at: datetime) -> Mapping[str, Any]:
    return _unread([name], at)[name]


def _unread(names: Collection[str], at: datetime) -> dict[str, Mapping[str, Any]]:
    """Read each; a name that is nobody's can be asked for in the moment before it is refused."""
    owners = {name: int(owner) for name in names if (owner := _owner(name))}
    unread = unread_of(owners.values())
    return {name: unread[owner].told() for name, owner in owners.items()}


def _owner(name: str) -> str:
    owner = name.partition(":")[2]
    return owner if owner.isdecimal() and len(owner) <= MOST_DIGITS else ""


STREAMS = (StreamKind(PREFIX, _owners, _state, tally=Tally(UNREAD, _unread)),)
FRAMES = (UNREAD,)
