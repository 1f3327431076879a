"""Delivers what streams tell to the connections of this process: the same text to each, in order, once.

Lives on one event loop and is never touched from another thread. The doorbell only makes it quick: whatever
it did not hear it reads from the database.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import structlog

from realtime import streams, wire
from realtime.connection import Connection
from realtime.doorbell import FRAMES, MARKS, PEOPLE
from realtime.listener import Listener
from realtime.models import Frame
from realtime.reading import LONGEST_MISSED, Reading, Since
from realtime.streams import Head
from realtime.work import Lane

log = structlog.get_logger(__name__)

READ_AT_ONCE = 500
KEPT = 256
"""Frames of each followed stream kept in memory: whoever comes or resumes within them costs no reading."""


class Overtaken(Exception):
    """More came while somebody was brought up to date than is kept."""


@dataclass(frozen=True)
class Told:
    """A frame that was delivered here, and when."""

    seq: int
    text: str
    at: float


@dataclass
class Follower:
    """One connection's place in a stream; without a number it has none yet, and nothing is sent."""

    seq: int | None = None
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
    recent: deque[Told] = field(default_factory=lambda: deque(maxlen=KEPT))
    followers: dict[Connection, Follower] = field(default_factory=dict)
    catching_up: asyncio.Task[None] | None = None

    def after(self, seq: int) -> tuple[str, ...] | None:
        """Return the texts from a number to where the stream stands here; none if not all are kept."""
        if self.seq is None or seq > self.seq:
            return ()
        if self.seq - seq > len(self.recent):
            return None
        return tuple(told.text for told in self.recent if told.seq > seq)

    def is_older(self, seq: int, at: float) -> bool:
        """Whether the frame that follows on a number was delivered before a moment of the loop's clock."""
        return next((told.at < at for told in self.recent if told.seq > seq), False)


class Hub:
    """Knows who follows what in this process."""

    def __init__(
        self, url: str, lane: Lane, people_changed: Callable[[str], None], marked: Callable[[str], None]
    ) -> None:
        self.followed: dict[str, Followed] = {}
        self.comings = 0
        """How often somebody began or ceased to follow: what is reckoned of them holds until then."""
        self.listener = Listener(url, self._heard, self._recovered)
        self._lane = lane
        self._people_changed = people_changed
        self._marked = marked
        self._reconciling: asyncio.Task[None] | None = None

    async def expect(self, connection: Connection, name: str) -> Follower:
        """Take note that the connection comes, and listen to the stream, until ``begin`` or ``stop``."""
        stream = self.followed.setdefault(name, Followed(name))
        follower = stream.followers[connection] = Follower(before=stream.followers.get(connection))
        connection.followed.add(name)
        self.comings += 1
        await self.listener.listen(FRAMES + name, PEOPLE + name, MARKS + name)
        return follower

    def has_place(self, connection: Connection, name: str) -> bool:
        """Whether the connection is sent the stream, or was until it asked anew: not while it only asks."""
        stream = self.followed.get(name)
        follower = stream.followers.get(connection) if stream else None
        places = (follower, follower.before) if follower else ()
        return any(each is not None and each.seq is not None for each in places)

    def is_followed(self, name: str) -> bool:
        """Whether all that the stream tells is heard or read here, since a first reading."""
        stream = self.followed.get(name)
        return stream is not None and stream.seq is not None

    def resume(self, name: str, since: Since) -> Reading | None:
        """Return what a client has missed if that is still kept here; none if it has to be read."""
        stream = self.followed.get(name)
        if stream is None or stream.seq is None or since.epoch != stream.epoch or since.seq > stream.seq:
            return None
        texts = stream.after(since.seq)
        if stream.is_older(since.seq, time.monotonic() - LONGEST_MISSED.total_seconds()):
            return None
        return None if texts is None else Reading(Head(stream.seq, stream.epoch), texts, is_resumed=True)

    def begin(self, connection: Connection, name: str, follower: Follower, reading: Reading) -> bool:
        """Send what was read, and what came since; tell whether the connection still wanted it.

        :raises Overtaken: more came since than is kept; whoever asks again gets a newer reading.
        """
        stream = self.followed.get(name)
        if stream is None or stream.followers.get(connection) is not follower:
            return False
        # A stream restored this moment: what is kept here bears other numbers, and everybody will ask anew.
        is_ours = reading.head.epoch == stream.epoch
        since = stream.after(reading.head.seq) if is_ours else ()
        if since is None:
            raise Overtaken(name)
        if texts := (*reading.texts, *since):
            connection.outbox.put(*texts)
        follower.seq = max(reading.head.seq, (stream.seq or 0) if is_ours else 0)
        follower.before = None
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
        if follower.before is None or follower.before.seq is None:
            await self.stop(connection, name)
            return
        missed = stream.after(follower.before.seq)
        if missed is None:
            connection.outbox.put(wire.reset(name, 0))
        elif missed:
            connection.outbox.put(*missed)
        follower.before.seq = stream.seq
        stream.followers[connection] = follower.before

    async def stop(self, connection: Connection, name: str) -> None:
        """Deliver no more of the stream to the connection."""
        connection.followed.discard(name)
        self.comings += 1
        stream = self.followed.get(name)
        if stream is None or stream.followers.pop(connection, None) is None or stream.followers:
            return
        del self.followed[name]
        if stream.catching_up:
            stream.catching_up.cancel()
        await self.listener.forget(FRAMES + name, PEOPLE + name, MARKS + name)

    async def reconcile(self) -> None:
        """Compare, in one query, where the followed streams stand, and read what is missed."""
        followed = self.followed.items()
        known = {name: Head(each.seq, each.epoch) for name, each in followed if each.seq is not None}
        if not known:
            return
        for name, head in (await self._lane.run(streams.moved, known)).items():
            if stream := self.followed.get(name):
                self._compare(stream, head)

    def broadcast(
        self,
        name: str,
        key: str,
        text: str,
        *,
        instead: Callable[[], str] | None = None,
        but_not: Collection[Connection] = (),
    ) -> None:
        """Send a replaceable text to the followers of a stream; ``instead`` as ``Outbox.replace`` has it."""
        if stream := self.followed.get(name):
            for connection, follower in stream.followers.items():
                if follower.seq is not None and connection not in but_not:
                    connection.outbox.replace((name, key), text, instead=instead)

    def _compare(self, stream: Followed, head: Head) -> None:
        if stream.seq is None:
            return
        if head.epoch != stream.epoch:
            # Restored or truncated: every number is void, so everybody asks anew.
            stream.seq, stream.epoch = head.seq, head.epoch
            stream.recent.clear()
            for connection, follower in stream.followers.items():
                if follower.seq is not None:
                    follower.seq = head.seq
                    connection.outbox.put(wire.reset(stream.name, 0))
        elif head.seq > stream.seq:
            self._catch_up(stream, head.seq)

    def _heard(self, channel: str, data: str) -> None:
        if channel.startswith(PEOPLE):
            self._people_changed(channel.removeprefix(PEOPLE))
        elif channel.startswith(MARKS):
            self._marked(channel.removeprefix(MARKS))
        elif stream := self.followed.get(channel.removeprefix(FRAMES)):
            seq, _, text = data.partition("\n")
            self._frame(stream, int(seq), text)

    def _frame(self, stream: Followed, seq: int, text: str) -> None:
        if stream.seq is None:
            stream.early.append((seq, text))
        elif seq == stream.seq + 1:
            stream.seq = seq
            stream.recent.append(Told(seq, text, time.monotonic()))
            for connection, follower in stream.followers.items():
                if follower.seq is not None and seq > follower.seq:
                    follower.seq = seq
                    connection.outbox.put(text)
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
            self._marked(name)

    async def _reconcile_quietly(self) -> None:
        try:
            await self.reconcile()
        except Exception:
            log.exception("heads not compared")
