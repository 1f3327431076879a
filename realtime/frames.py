"""The engine's own rows of the table of frames; the apps declare theirs in the same way."""

from realtime.registry import Direction, FrameKind, replaceable
from realtime.schema import Anything, Identifier, ListOf, Maybe, Text, Whole

_WHERE = {"since": Maybe(Whole()), "epoch": Maybe(Text(36)), "v": Maybe(Whole())}

SUB = FrameKind("sub", _WHERE, Direction.TO_SERVER)
UNSUB = FrameKind("unsub", {}, Direction.TO_SERVER)
SYNC = FrameKind("sync", {"since": Whole(), "epoch": Text(36), "v": Maybe(Whole())}, Direction.TO_SERVER)
PING = FrameKind("ping", {}, Direction.TO_SERVER)

STREAMS = ()
FRAMES = (
    SUB,
    UNSUB,
    SYNC,
    PING,
    replaceable("hello", {"user": Text(40), "now": Text(40), "limits": Anything()}),
    replaceable("snap", {"epoch": Identifier(), "state": Anything()}),
    replaceable("reset", {"missed": Whole()}),
    replaceable("end", {}),
    replaceable("ok", {}),
    replaceable("err", {"code": Text(40), "retry_ms": Maybe(Whole()), "sentence": Maybe(Text(500))}),
    replaceable("pong", {"now": Text(40)}),
    replaceable("beat", {}),
    replaceable("restart", {"retry_ms": Whole()}),
    replaceable("pres.snap", {"people": ListOf(Anything(), 2000)}),
    replaceable(
        "pres.diff",
        {
            "v_from": Whole(),
            "joined": ListOf(Anything(), 2000),
            "left": ListOf(Text(40), 2000),
            "changed": ListOf(Anything(), 2000),
        },
    ),
)
