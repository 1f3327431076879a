"""The two closed tables: which streams there are, and which frames may travel on them.

Each app declares its own rows in ``frames.py`` as ``STREAMS`` and ``FRAMES``; ``assembly_portal/routing.py``
puts them together. The engine knows nothing else of the apps.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

from django.db.models import QuerySet

from realtime.limits import Allowance
from realtime.schema import Field, check, describe

# The project's user model: the engine needs no more of it than its key.
Person: TypeAlias = Any
Pair: TypeAlias = tuple[int, str]
"""Somebody's key, and the name of a stream."""

STREAM_NAME = re.compile(r"(?P<prefix>[a-z]{1,20}):[A-Za-z0-9-]{1,40}(?:\.(?P<suffix>[a-z]{1,10}))?")


@dataclass(frozen=True)
class Presence:
    """What a stream's app wants to know of who is there: called in a worker thread, outside a transaction.

    Each may be called more often than the fact happens (a lost Valkey, a second process): safe twice.
    """

    badges: Callable[[Collection[Pair], datetime], Mapping[Pair, Mapping[str, Any]]]
    """``(pairs, at)`` -> what others see of each person there; holds at least ``id`` and ``name``."""
    arrived: Callable[[Collection[int], str, datetime], None]
    """``(user ids, name, at)``: the first connection of each to the stream is there."""
    touched: Callable[[Collection[int], str, datetime], None]
    """``(user ids, name, at)``: these are still there; called every 15 s for each stream."""
    left: Callable[[Collection[int], str, datetime], None]
    """``(user ids, name, at)``: the last connection of each went, perhaps to come back in a moment.

    A crash of Valkey takes this call with it, so the app's own clock ends what ``touched`` has not reached
    for 45 s, the gap that does not split a Visit."""


@dataclass(frozen=True, eq=False)
class StreamKind:
    """One row of the table of streams."""

    prefix: str
    """What stands before the colon; ``room.staff`` for names like ``room:<code>.staff``."""
    followers: Callable[[Collection[Pair], datetime], Collection[Pair]]
    """``(pairs, at)`` -> those who may follow: asked for everybody who comes, and once a second for all who
    are there (unless ``count`` says that they all may), so that whoever loses the right by any door hears
    nothing more. A few queries for all."""
    snapshot: Callable[[str, datetime], Mapping[str, Any]]
    """``(name, at)``: the state as JSON, the same for all who may follow, read together with the head."""
    presence: Presence | None = None
    tally: "Tally | None" = None
    count: Callable[[Collection[Pair]], QuerySet[Any, int]] | None = None
    """``(pairs)`` -> numbers whose sum is how many of these may follow at ``Now()``; each pair counts once.

    Written once for those who are there and run every second: ``followers`` is asked only where the sum is
    less than all. It may count too few, never too many."""
    takes_back: bool = False
    """Whether words on it may be taken back (``streams.blank``): whoever comes or resumes is then told what
    the database holds, and never what a process remembers."""

    def may_follow(self, user_id: int, name: str, at: datetime) -> bool:
        """Ask for one person."""
        return (user_id, name) in self.followers([(user_id, name)], at)


@dataclass(frozen=True)
class Tally:
    """Counts of a stream, told when marked as changed: at most once a second, and only if they differ."""

    kind: "FrameKind"
    """A replaceable frame; the snapshot holds the same fields."""
    read: Callable[[Collection[str], datetime], Mapping[str, Mapping[str, Any]]]
    """``(names, at)`` -> the fields of each."""


class Direction(StrEnum):
    """Who sends a frame."""

    TO_SERVER = "to the server"
    TO_CLIENT = "to the client"


@dataclass(frozen=True)
class Command:
    """What an action receives: a checked frame of a person who may follow the stream at this moment."""

    user: Person
    stream: str
    data: Mapping[str, Any]
    at: datetime


class Action(Protocol):
    """Carries out a command and returns what ``ok`` tells the sender; ``common.policy.Refused`` is the no."""

    def __call__(self, command: Command, /) -> Mapping[str, Any] | None:
        """Run in a worker thread, outside a transaction: call the app's action, which opens its own."""


@dataclass(frozen=True)
class FrameKind:
    """One row of the table of frames. Use ``command``, ``durable`` and ``replaceable`` to declare one."""

    type: str
    fields: Mapping[str, Field]
    direction: Direction
    is_durable: bool = False
    action: Action | None = None
    allowance: Allowance | None = None
    prefix: str = ""
    """For commands: the kind of stream they are sent to."""

    def frame(self, **payload: Any) -> "FrameData":
        """Make a frame of this kind.

        :raises realtime.schema.Malformed: the payload is not what the table declares.
        """
        check(self.fields, payload)
        return FrameData(self, payload)

    def documented(self) -> str:
        """Return how its row in ``docs/protocol.md`` begins."""
        star = "*" if self.is_durable else ""
        return f"| `{self.type}`{star} | {self.direction} | {describe(self.fields)} |"


@dataclass(frozen=True)
class FrameData:
    """A frame that is ready to be appended or sent."""

    kind: FrameKind
    payload: Mapping[str, Any] = field(default_factory=dict)


def command(
    type: str, fields: Mapping[str, Field], *, on: str, action: Action, allowance: Allowance | None = None
) -> FrameKind:
    """Declare what clients may send to streams of the kind ``on``."""
    return FrameKind(type, fields, Direction.TO_SERVER, action=action, allowance=allowance, prefix=on)


def durable(type: str, fields: Mapping[str, Field]) -> FrameKind:
    """Declare a numbered frame: kept, sent in order, made up for after a gap."""
    return FrameKind(type, fields, Direction.TO_CLIENT, is_durable=True)


def replaceable(type: str, fields: Mapping[str, Field]) -> FrameKind:
    """Declare a frame of which only the newest counts."""
    return FrameKind(type, fields, Direction.TO_CLIENT)


class Tables:
    """Both tables, put together."""

    def __init__(self, streams: Iterable[StreamKind], frames: Iterable[FrameKind]) -> None:
        self.streams = tuple(streams)
        self.frames = tuple(frames)
        self._streams = {kind.prefix: kind for kind in self.streams}
        self._commands = {kind.type: kind for kind in self.frames if kind.direction is Direction.TO_SERVER}

    def stream_kind(self, name: str) -> StreamKind | None:
        """Find a stream's row by its name; None if no app declares such a stream."""
        written = STREAM_NAME.fullmatch(name)
        if not written:
            return None
        prefix, suffix = written["prefix"], written["suffix"]
        return self._streams.get(f"{prefix}.{suffix}" if suffix else prefix)

    def command(self, type: str) -> FrameKind | None:
        """Find a command by its type."""
        return self._commands.get(type)

    def duplicates(self) -> list[str]:
        """Name the prefixes and types that are declared twice; a type may travel once in each direction."""
        each_way = {(kind.type, kind.direction) for kind in self.frames}
        again = Counter(kind.type for kind in self.frames) - Counter(type for type, _ in each_way)
        counted = Counter(kind.prefix for kind in self.streams) + Counter(dict.fromkeys(again, 2))
        return sorted(name for name, count in counted.items() if count > 1)
