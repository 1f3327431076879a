"""What clients ask, whatever the way in: parse, check against the table, carry out, answer."""

import json
import time
from typing import Any, NoReturn

import structlog
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from common.policy import Refused
from realtime import frames, limits, reading, wire
from realtime.codes import ErrorCode, RefusedFrame
from realtime.connection import Connection
from realtime.hub import Hub
from realtime.reading import Since
from realtime.registry import Command, FrameKind, StreamKind, Tables
from realtime.rosters import Rosters
from realtime.schema import Anything, Field, Malformed, Maybe, Text, Whole, check
from realtime.work import Lane

log = structlog.get_logger(__name__)

ENVELOPE: dict[str, Field] = {
    "t": Text(40, 1),
    "i": Maybe(Whole()),
    "s": Maybe(Text(80)),
    "d": Maybe(Anything()),
}
RETRY_MS = 1000


def parse(text: str) -> dict[str, Any]:
    """Read a frame's envelope.

    :raises RefusedFrame: it is not JSON, not an object, or holds what an envelope may not.
    """
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
        if not isinstance(value, dict):
            raise RefusedFrame(ErrorCode.MALFORMED)
        return check(ENVELOPE, value)
    except (ValueError, RecursionError, Malformed) as misfit:
        raise RefusedFrame(ErrorCode.MALFORMED) from misfit


class Commands:
    """Carries out the frames of this process's clients."""

    def __init__(
        self, tables: Tables, hub: Hub, rosters: Rosters, lane: Lane, buckets: limits.Buckets
    ) -> None:
        self._tables = tables
        self._hub = hub
        self._rosters = rosters
        self._lane = lane
        self._buckets = buckets
        self._own = {
            frames.SUB.type: (frames.SUB, self._sub),
            frames.UNSUB.type: (frames.UNSUB, self._unsub),
            frames.SYNC.type: (frames.SYNC, self._sync),
        }

    async def handle(self, connection: Connection, text: str) -> None:
        """Carry out one frame and answer ``ok`` or ``err``; nothing that is sent here ends the connection."""
        number = None
        try:
            told = parse(text)
            number = told["i"]
            if told["t"] == frames.PING.type:
                connection.outbox.put(wire.pong(number, timezone.now()))
                return
            answer = await self._carry_out(connection, told)
            connection.outbox.put(wire.ok(number, answer))
        except RefusedFrame as refused:
            connection.outbox.put(wire.err(number, refused.code, retry_ms=refused.retry_ms))
        except Refused as refused:
            connection.outbox.put(wire.err(number, str(refused.code), sentence=str(refused)))
        except Malformed:
            connection.outbox.put(wire.err(number, ErrorCode.MALFORMED))
        except (OperationalError, InterfaceError):
            log.warning("database away", exc_info=True)
            connection.outbox.put(wire.err(number, ErrorCode.TRY_AGAIN, retry_ms=RETRY_MS))
        except Exception:
            log.exception("frame failed")
            connection.outbox.put(wire.err(number, ErrorCode.FAILED))

    async def _carry_out(self, connection: Connection, told: dict[str, Any]) -> Any:
        name, data = told["s"] or "", {} if told["d"] is None else told["d"]
        kind = self._tables.stream_kind(name)
        if found := self._own.get(told["t"]):
            frame, answer = found
            fields = _checked(frame, data)
            if kind is None:
                raise RefusedFrame(ErrorCode.NO_SUCH_STREAM)
            return await answer(connection, kind, name, fields)
        declared = self._tables.command(told["t"])
        if declared is None or declared.action is None:
            raise RefusedFrame(ErrorCode.UNKNOWN_TYPE)
        if kind is None or kind.prefix != declared.prefix:
            raise RefusedFrame(ErrorCode.NO_SUCH_STREAM)
        if name not in connection.followed:
            raise RefusedFrame(ErrorCode.NOT_FOLLOWING)
        fields = _checked(declared, data)
        self._spend(connection, declared)
        return await self._lane.run(_act, kind, declared, connection.user_id, name, fields)

    def _spend(self, connection: Connection, declared: FrameKind) -> None:
        if declared.allowance is None:
            return
        if wait_ms := self._buckets.take(connection.user_id, declared.allowance, time.monotonic()):
            raise RefusedFrame(ErrorCode.TOO_FAST, wait_ms)

    async def _sub(
        self, connection: Connection, kind: StreamKind, name: str, fields: dict[str, Any]
    ) -> dict[str, Any]:
        if len(connection.followed - {name}) >= limits.STREAMS_EACH_CONNECTION:
            raise RefusedFrame(ErrorCode.TOO_MANY_STREAMS)
        since = None if fields["since"] is None else Since(fields["since"], fields["epoch"] or "")
        follower = await self._hub.expect(connection, name)
        try:
            found = await self._lane.run(reading.read, kind, connection.user_id, name, since, timezone.now())
        except Exception:
            await self._hub.fall_back(connection, name, follower)
            raise
        if found is None:
            await self._unsub(connection, kind, name, {})
            raise RefusedFrame(ErrorCode.NO_SUCH_STREAM)
        if self._hub.begin(connection, name, follower, found) and found.badge is not None:
            await self._rosters.enter(connection, name, found.user, found.badge)
        return {"n": found.head.seq, "epoch": found.head.epoch, "resumed": found.is_resumed}

    async def _unsub(
        self, connection: Connection, kind: StreamKind, name: str, fields: dict[str, Any]
    ) -> dict[str, Any]:
        await self._hub.stop(connection, name)
        await self._rosters.leave(connection, name)
        return {}

    async def _sync(
        self, connection: Connection, kind: StreamKind, name: str, fields: dict[str, Any]
    ) -> dict[str, Any]:
        if name not in connection.followed:
            raise RefusedFrame(ErrorCode.NOT_FOLLOWING)
        return await self._sub(connection, kind, name, fields)


def _act(kind: StreamKind, declared: FrameKind, user_id: int, name: str, fields: dict[str, Any]) -> Any:
    at = timezone.now()
    user = reading.person(user_id)
    if user is None or not kind.may_follow(user, name, at):
        raise RefusedFrame(ErrorCode.NO_SUCH_STREAM)
    assert declared.action is not None
    return declared.action(Command(user, name, fields, at))


def _checked(kind: FrameKind, data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise RefusedFrame(ErrorCode.MALFORMED)
    return check(kind.fields, data)


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(constant)
