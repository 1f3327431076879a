"""Delivers what streams tell to the connections of this process: the same text to each, in order, once.

Lives on one event loop and is never touched from another thread. The doorbell only makes it quick: whatever
it did not hear it reads from the database.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from realtime import streams, wire
from realtime.connection import Connection
from realtime.doorbell import FRAMES, PEOPLE
from realtime.listener import Listener
from realtime.models import Frame
from realtime.reading import Reading
from realtime.streams import Head
from realtime.work import Lane

log = structlog.get_logger(__name__)

READ_AT_ONCE = 500


@dataclass
class Follower:
    """One connection's place in a stream; before it has one, what arrives is held for it."""

    seq: int | None = None
    held: list[tuple[int, str]] = field(default_factory=list)
    before: "Follower | None" = None
    """The place it had when it asked anew; kept in case that fails."""


@dataclass
class Followed:
    """A stream with followers in this process. Without ``seq`` nobody's reading has come back yet."""

    name: str
    seq: int | None = None
    epoch: str = streams.NO_EPOCH
    newest: int = 0
    early: list[tuple[int, str]] = field(default_factory=list)
    followers: dict[Connection, Follower] = field(default_factory=dict)
    catching_up: asyncio.Task[None] | None = None


class Hub:
    """Knows who follows what in this process."""

    def __init__(self, url: str, lane: Lane, people_changed: Callable[[str], None]) -> None:
        self.followed: dict[str, Followed] = {}
        self.listener = Listener(url, self._heard, self._recovered)
        self._lane = lane
        self._people_changed = people_changed
        self._reconciling: asyncio.Task[None] | None = None

    async def expect(self, connection: Connection, name: str) -> Follower:
        """Hold for the connection what the stream tells from now on, until ``begin`` or ``stop``."""
        stream = self.followed.setdefault(name, Followed(name))
        follower = stream.followers[connection] = Follower(before=stream.followers.get(connection))
        connection.followed.add(name)
        await self.listener.listen(FRAMES + name, PEOPLE + name)
        return follower

    def begin(self, connection: Connection, name: str, follower: Follower, reading: Reading) -> bool:
        """Send what was read, then what was held; tell whether the connection still wanted it."""
        stream = self.followed.get(name)
        if stream is None or stream.followers.get(connection) is not follower:
            return False
        if reading.texts:
            connection.outbox.put(*reading.texts)
        follower.seq = reading.head.seq
        follower.before = None
        held, follower.held = follower.held, []
        for seq, text in held:
            _deliver(connection, follower, seq, text)
        if stream.seq is None:
            stream.seq, stream.epoch = reading.head.seq, reading.head.epoch
            early, stream.early = stream.early, []
            for seq, text in early:
                self._frame(stream, seq, text)
        return True

    async def fall_back(self, connection: Connection, name: str, follower: Follower) -> None:
        """Follow as before ``expect``, or not at all, because the reading failed."""
        stream = self.followed.get(name)
        if stream is None or stream.followers.get(connection) is not follower:
            return
        if follower.before is None:
            await self.stop(connection, name)
            return
        stream.followers[connection] = follower.before
        for seq, text in follower.held:
            _deliver(connection, follower.before, seq, text)

    async def stop(self, connection: Connection, name: str) -> None:
        """Deliver no more of the stream to the connection."""
        connection.followed.discard(name)
        stream = self.followed.get(name)
        if stream is None or stream.followers.pop(connection, None) is None or stream.followers:
            return
        del self.followed[name]
        if stream.catching_up:
            stream.catching_up.cancel()
        await self.listener.forget(FRAMES + name, PEOPLE + name)

    async def reconcile(self) -> None:
        """Compare, in one query, where the followed streams stand, and read what is missed."""
        known = [name for name, stream in self.followed.items() if stream.seq is not None]
        if not known:
            return
        for name, head in (await self._lane.run(streams.heads, known)).items():
            if stream := self.followed.get(name):
                self._compare(stream, head)

    def broadcast(self, name: str, key: str, text: str) -> None:
        """Send a replaceable text to all followers of a stream."""
        if stream := self.followed.get(name):
            for connection, follower in stream.followers.items():
                if follower.seq is not None:
                    connection.outbox.replace((name, key), text)

    def _compare(self, stream: Followed, head: Head) -> None:
        if stream.seq is None:
            return
        if head.epoch != stream.epoch:
            # Restored or truncated: every number is void, so everybody asks anew.
            stream.seq, stream.epoch = head.seq, head.epoch
            for connection, follower in stream.followers.items():
                if follower.seq is not None:
                    follower.seq = head.seq
                    connection.outbox.put(wire.reset(stream.name, 0))
        elif head.seq > stream.seq:
            self._catch_up(stream, head.seq)

    def _heard(self, channel: str, data: str) -> None:
        if channel.startswith(PEOPLE):
            self._people_changed(channel.removeprefix(PEOPLE))
        elif stream := self.followed.get(channel.removeprefix(FRAMES)):
            seq, _, text = data.partition("\n")
            self._frame(stream, int(seq), text)

    def _frame(self, stream: Followed, seq: int, text: str) -> None:
        if stream.seq is None:
            stream.early.append((seq, text))
        elif seq == stream.seq + 1:
            stream.seq = seq
            for connection, follower in stream.followers.items():
                _deliver(connection, follower, seq, text)
        elif seq > stream.seq:
            self._catch_up(stream, seq)

    def _catch_up(self, stream: Followed, newest: int) -> None:
        stream.newest = max(stream.newest, newest)
        if stream.catching_up is None:
            stream.catching_up = asyncio.get_running_loop().create_task(self._read_missed(stream))

    async def _read_missed(self, stream: Followed) -> None:
        try:
            while stream.seq is not None and stream.seq < stream.newest:
                before = stream.seq
                frames = await self._lane.run(streams.since, stream.name, before, limit=READ_AT_ONCE)
                for frame in frames:
                    self._take(stream, frame)
                if stream.seq == before:
                    return
        except Exception:
            # The next comparison of heads tries again.
            log.exception("missed frames not read", stream=stream.name)
        finally:
            stream.catching_up = None

    def _take(self, stream: Followed, frame: Frame) -> None:
        if stream.seq is not None and frame.seq == stream.seq + 1:
            self._frame(stream, frame.seq, wire.durable(stream.name, frame))

    def _recovered(self) -> None:
        self._reconciling = asyncio.get_running_loop().create_task(self._reconcile_quietly())
        for name in self.followed:
            self._people_changed(name)

    async def _reconcile_quietly(self) -> None:
        try:
            await self.reconcile()
        except Exception:
            log.exception("heads not compared")


def _deliver(connection: Connection, follower: Follower, seq: int, text: str) -> None:
    if follower.seq is None:
        follower.held.append((seq, text))
    elif seq > follower.seq:
        follower.seq = seq
        connection.outbox.put(text)
