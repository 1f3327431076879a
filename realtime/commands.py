"""What clients ask, whatever the way in: parse, check against the table, carry out, answer."""

import json
import time
from dataclasses import replace
from typing import Any, NoReturn

import structlog
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from common.policy import Refused
from realtime import frames, limits, reading, wire
from realtime.codes import ErrorCode, RefusedFrame
from realtime.connection import Connection
from realtime.crowds import Admissions, States
from realtime.hub import Hub, Overtaken
from realtime.reading import Reading, Since
from realtime.registry import Command, FrameKind, StreamKind, Tables
from realtime.rosters import Rosters
from realtime.schema import Anything, Field, Malformed, Maybe, Text, Whole, check
from realtime.tallies import Tallies
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
        self,
        tables: Tables,
        hub: Hub,
        rosters: Rosters,
        tallies: Tallies,
        admissions: Admissions,
        lane: Lane,
        buckets: limits.Buckets,
    ) -> None:
        self._tables = tables
        self._hub = hub
        self._rosters = rosters
        self._tallies = tallies
        self._lane = lane
        self._buckets = buckets
        self._admissions = admissions
        self._states = States(tables, lane)
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
            retry_ms = refused.facts.get("retry_ms")
            connection.outbox.put(
                wire.err(
                    number,
                    str(refused.code),
                    retry_ms=retry_ms if isinstance(retry_ms, int) else None,
                    sentence=str(refused),
                )
            )
        except Malformed:
            connection.outbox.put(wire.err(number, ErrorCode.MALFORMED))
        except (OperationalError, InterfaceError):
            log.warning("database away", exc_info=True)
            connection.outbox.put(wire.err(number, ErrorCode.TRY_AGAIN, retry_ms=RETRY_MS))
        except Exception:
            log.exception("frame failed")
            connection.outbox.put(wire.err(number, ErrorCode.FAILED))

    async def follow(self, connection: Connection, name: str, fields: dict[str, Any]) -> None:
        """Follow a stream as ``sub`` does; a refusal is told as a frame of the stream."""
        kind = self._tables.stream_kind(name)
        try:
            if kind is None:
                raise RefusedFrame(ErrorCode.NO_SUCH_STREAM)
            await self._sub(connection, kind, name, fields)
        except RefusedFrame as refused:
            if refused.code is ErrorCode.NO_SUCH_STREAM:
                connection.outbox.put(wire.end(name))
            else:
                connection.outbox.put(wire.err(None, refused.code, retry_ms=refused.retry_ms))

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
        fields = _checked(declared, data)
        await self._authorise(connection, kind, name)
        self._spend(connection, declared)
        return await self._lane.run(_act, declared, connection.user_id, name, fields)

    async def _authorise(self, connection: Connection, kind: StreamKind, name: str) -> None:
        """Let through who follows; the action asks again, under its locks, what may be done there."""
        if name in connection.followed:
            return
        if not connection.line.is_polling:
            raise RefusedFrame(ErrorCode.NOT_FOLLOWING)
        if await self._admissions.ask(kind, (connection.user_id, name)) is None:
            raise RefusedFrame(ErrorCode.NO_SUCH_STREAM)

    def _spend(self, connection: Connection, declared: FrameKind) -> None:
        if declared.allowance is None:
            return
        if wait_ms := self._buckets.take(connection.user_id, declared.allowance, time.time()):
            raise RefusedFrame(ErrorCode.TOO_FAST, wait_ms)

    async def _sub(
        self, connection: Connection, kind: StreamKind, name: str, fields: dict[str, Any]
    ) -> dict[str, Any]:
        if len(connection.followed - {name}) >= limits.STREAMS_EACH_CONNECTION:
            raise RefusedFrame(ErrorCode.TOO_MANY_STREAMS)
        since = None if fields["since"] is None else Since(fields["since"], fields["epoch"] or "")
        follower = await self._hub.expect(connection, name)
        try:
            badge = await self._admissions.ask(kind, (connection.user_id, name))
            found = None if badge is None else await self._read(kind, name, since)
            is_wanted = found is not None and self._hub.begin(connection, name, follower, found)
        except Overtaken as overtaken:
            await self._hub.fall_back(connection, name, follower)
            raise RefusedFrame(ErrorCode.TRY_AGAIN, RETRY_MS) from overtaken
        except Exception:
            await self._hub.fall_back(connection, name, follower)
            raise
        if badge is None or found is None:
            await self._unsub(connection, kind, name, {})
            raise RefusedFrame(ErrorCode.NO_SUCH_STREAM)
        if is_wanted and kind.presence:
            await self._rosters.enter(connection, name, badge, fields["v"])
        if is_wanted and kind.presence is None:
            await self._tallies.greet(connection, name, fields["v"])
        elif is_wanted and since is None:
            # Where people are present, the version that the client names is that of the roster: who comes
            # back has the counts, and a poll that goes on is no reason to answer it at once.
            await self._tallies.greet(connection, name, None)
        return {"n": found.head.seq, "epoch": found.head.epoch, "resumed": found.is_resumed}

    async def _read(self, kind: StreamKind, name: str, since: Since | None) -> Reading | None:
        """Read what brings a client up to date: what it has missed if that can be told, else the state."""
        # What this process remembers may hold words that have been taken back since.
        is_followed = self._hub.is_followed(name) and not kind.takes_back
        if since is None:
            return await self._states.read(name, is_followed=is_followed)
        kept = None if kind.takes_back else self._hub.resume(name, since)
        if resumed := kept or await self._lane.run(reading.missed, name, since, timezone.now()):
            return resumed
        whole = await self._states.read(name, is_followed=is_followed)
        if whole is None:
            return None
        is_same = since.epoch == whole.head.epoch
        lost = max(whole.head.seq - since.seq, 0) if is_same else 0
        return replace(whole, texts=(wire.reset(name, lost), *whole.texts))

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


def _act(declared: FrameKind, user_id: int, name: str, fields: dict[str, Any]) -> Any:
    user = reading.person(user_id)
    if user is None:
        raise RefusedFrame(ErrorCode.NO_SUCH_STREAM)
    assert declared.action is not None
    return declared.action(Command(user, name, fields, timezone.now()))


def _checked(kind: FrameKind, data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise RefusedFrame(ErrorCode.MALFORMED)
    return check(kind.fields, data)


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(constant)
