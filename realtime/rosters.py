"""Keeps this process's people present and tells its connections who else is there, and what changes."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import structlog
from django.utils import timezone

from realtime import wire
from realtime.batching import Batcher
from realtime.connection import Connection
from realtime.hub import Hub
from realtime.presence import NOBODY, Arrival, Away, Departed, Held, Leases, Roster
from realtime.registry import Pair, StreamKind, Tables
from realtime.work import Lane

log = structlog.get_logger(__name__)

TOUCH_SECONDS = 5
TOLD_EVERY_TOUCHES = 3
HEALING_SECONDS = 4
ROSTER = "pres"

QUIET_SECONDS = 1.0
PACE_SECONDS = 0.25
CROWD = 150
CROWDS_PACE_SECONDS = 0.5

Hook = Literal["arrived", "touched", "left"]
Admit = Callable[[StreamKind, Pair], Coroutine[Any, Any, str | None]]


@dataclass
class Seen:
    """Who is in a stream as this process last read it, and who has yet to be told all of it."""

    roster: Roster | None = None
    newcomers: set[Connection] = field(default_factory=set)
    is_dirty: bool = False
    read_at: float = 0.0
    heals_at: float | None = None
    reading: asyncio.Task[None] | None = None
    text: str = ""

    def whole(self, name: str) -> str:
        """Return the whole roster as a frame, written once for each version."""
        if not self.text and self.roster:
            self.text = wire.roster(name, self.roster.version, self.roster.people.values())
        return self.text

    @property
    def pace(self) -> float:
        """Seconds from one reading to the next: at once after a quiet second, slower for a crowd."""
        is_crowd = self.roster is not None and len(self.roster.people) > CROWD
        return CROWDS_PACE_SECONDS if is_crowd else PACE_SECONDS


class Rosters:
    """Leases for the connections that are open here, and one reading of each followed stream at a time."""

    def __init__(self, tables: Tables, leases: Leases, lane: Lane, admit: Admit) -> None:
        self.hub: Hub
        self._tables = tables
        self._leases = leases
        self._lane = lane
        self._admit = admit
        self._arrivals: Batcher[Arrival, bool] = Batcher(self._join)
        self._held: dict[tuple[str, str], Connection] = {}
        self._seen: dict[str, Seen] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._touches = 0
        self._touch_due = 0.0

    async def enter(self, connection: Connection, name: str, badge: str, version: int | None = None) -> None:
        """Make the person of a connection present; while Redis is away the next touch does it.

        The roster is told whole, unless the client holds the version that stands here.
        """
        if not connection.is_open or name not in connection.followed:
            return
        self._held[name, connection.line.id] = connection
        seen = self._seen.setdefault(name, Seen())
        if seen.roster is None or seen.roster.version != version:
            seen.newcomers.add(connection)
        self.changed(name)
        line = connection.line
        try:
            await self._arrivals.get(Arrival(name, line.id, connection.user_id, badge, line.lease_seconds))
        except Away:
            return

    async def leave(self, connection: Connection, name: str) -> None:
        """End the person's presence at once, if this was their last connection."""
        held = self._held.pop((name, connection.line.id), None)
        if held is None and not connection.line.is_polling:
            return
        try:
            is_gone = await self._leases.leave(name, connection.line.id)
        except Away:
            return
        if is_gone:
            await self._tell("left", {connection.user_id}, name)

    def lost(self, connection: Connection) -> None:
        """Let the leases of a lost connection run out: most come back within seconds."""
        for name in connection.followed:
            if self._held.get((name, connection.line.id)) is connection:
                del self._held[name, connection.line.id]
            if seen := self._seen.get(name):
                seen.newcomers.discard(connection)

    async def touch(self) -> None:
        """Extend every lease held here; those that Redis does not know are asked for and taken again.

        Called every second: while Redis is away it is tried each time, so that rosters heal soon after.
        """
        if not self._held or time.monotonic() < self._touch_due:
            return
        held = [Held(name, line, each.line.lease_seconds) for (name, line), each in self._held.items()]
        try:
            unknown = await self._leases.touch(held)
        except Away:
            return
        self._touch_due = time.monotonic() + TOUCH_SECONDS - 0.5
        if unknown:
            # Beside, because leases must not wait in the database's queue while hundreds come in at once.
            self._beside("again", lambda: self._all_again(unknown))
        for name in {each.stream for each in held}:
            # In case a ring was lost.
            self.changed(name)
        self._touches += 1
        if self._touches % TOLD_EVERY_TOUCHES == 0:
            self._beside("touched", self._tell_touched)

    async def sweep(self) -> None:
        """Release what has run out anywhere, and tell the apps who left."""
        try:
            departed = await self._leases.sweep()
        except Away:
            return
        if departed:
            self._beside(f"left {time.monotonic()}", lambda: self._tell_left(departed))

    def changed(self, name: str) -> None:
        """Read the roster of a followed stream soon: at once if it was quiet, else at its pace."""
        kind = self._tables.stream_kind(name)
        if kind is None or kind.presence is None or name not in self.hub.followed:
            return
        seen = self._seen.setdefault(name, Seen())
        seen.is_dirty = True
        if seen.reading is None:
            seen.reading = asyncio.get_running_loop().create_task(self._read(name, seen))

    async def _read(self, name: str, seen: Seen) -> None:
        try:
            while seen.is_dirty and name in self.hub.followed:
                quiet = time.monotonic() - seen.read_at
                if quiet < QUIET_SECONDS:
                    await asyncio.sleep(max(0.0, seen.pace - quiet))
                seen.is_dirty = False
                seen.read_at = time.monotonic()
                await self._read_once(name, seen)
        finally:
            seen.reading = None
            if name not in self.hub.followed:
                self._seen.pop(name, None)

    async def _read_once(self, name: str, seen: Seen) -> None:
        before = seen.roster
        try:
            roster = await self._leases.snapshot(name, before or NOBODY)
        except Away:
            roster = before or NOBODY
        if before and before.era and roster.era != before.era:
            roster = self._healed(seen, before, roster)
        newcomers, seen.newcomers = seen.newcomers, set()
        if before is None or roster.people != before.people:
            seen.roster, seen.text = roster, ""
            if before is not None:
                diff = difference(name, before, roster)
                self.hub.broadcast(name, ROSTER, diff, instead=lambda: seen.whole(name), but_not=newcomers)
        for connection in newcomers:
            if name in connection.followed:
                connection.outbox.replace((name, ROSTER), seen.whole(name))

    def _healed(self, seen: Seen, before: Roster, roster: Roster) -> Roster:
        """Go on with what was known for as long as every process needs to take its leases again.

        Redis has lost everything while the sockets stayed open: what it holds now would empty every room.
        """
        if seen.heals_at is None:
            seen.heals_at = time.monotonic() + HEALING_SECONDS
        if time.monotonic() < seen.heals_at:
            seen.is_dirty = True
            return before
        seen.heals_at = None
        return roster

    async def _join(self, arrivals: Sequence[Arrival]) -> Mapping[Arrival, bool]:
        """Take leases for all who come together, and tell the apps who was not there before."""
        is_new = dict(zip(arrivals, await self._leases.join(arrivals), strict=True))
        came: dict[str, set[int]] = defaultdict(set)
        for each in arrivals:
            if is_new[each]:
                came[each.stream].add(each.user_id)
        for name, user_ids in came.items():
            await self._tell("arrived", user_ids, name)
        return is_new

    def _beside(self, name: str, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Do something in a task of its own, unless the last of that name is not done yet."""
        if name not in self._tasks:
            task = self._tasks[name] = asyncio.get_running_loop().create_task(work())
            task.add_done_callback(lambda _: self._tasks.pop(name))

    async def _all_again(self, unknown: Collection[tuple[str, str]]) -> None:
        done = await asyncio.gather(*(self._again(*each) for each in unknown), return_exceptions=True)
        if faults := [fault for fault in done if isinstance(fault, BaseException)]:
            # Whoever was not asked again is unknown at the next touch as well.
            log.warning("presence not taken again", count=len(faults), first=repr(faults[0]))

    async def _tell_left(self, departed: Sequence[Departed]) -> None:
        await self._tell_by_stream("left", ((who.stream, who.user_id) for who in departed))

    async def _again(self, name: str, held: str) -> None:
        connection = self._held.get((name, held))
        kind = self._tables.stream_kind(name)
        if connection is None or kind is None:
            return
        badge = await self._admit(kind, (connection.user_id, name))
        if badge is not None:
            seen = self._seen.get(name)
            version = seen.roster.version if seen and seen.roster else None
            await self.enter(connection, name, badge, version)
        else:
            self._held.pop((name, held), None)
            await self.hub.stop(connection, name)
            connection.outbox.put(wire.end(name))

    async def _tell_touched(self) -> None:
        there = [(name, connection.user_id) for (name, _), connection in self._held.items()]
        await self._tell_by_stream("touched", there)

    async def _tell_by_stream(self, hook: Hook, who: Iterable[tuple[str, int]]) -> None:
        people: dict[str, set[int]] = defaultdict(set)
        for name, user_id in who:
            people[name].add(user_id)
        for name, user_ids in people.items():
            await self._tell(hook, user_ids, name)

    async def _tell(self, hook: Hook, user_ids: Collection[int], name: str) -> None:
        kind = self._tables.stream_kind(name)
        if kind is None or kind.presence is None:
            return
        try:
            await self._lane.run(getattr(kind.presence, hook), user_ids, name, timezone.now())
        except Exception:
            # The app's own clock makes up for it, as for a lost Valkey.
            log.exception("presence not told", stream=name, hook=hook)


def difference(name: str, before: Roster, after: Roster) -> str:
    """Write the frame that makes one reading of a roster the next."""
    old, new = before.people, after.people
    return wire.roster_change(
        name,
        before.version,
        after.version,
        joined=[badge for person, badge in new.items() if person not in old],
        left=[person for person in old if person not in new],
        changed=[badge for person, badge in new.items() if old.get(person, badge) != badge],
    )
