"""Keeps this process's people present and tells its connections who else is there."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Literal

import structlog
from django.utils import timezone

from realtime import reading, wire
from realtime.connection import Connection
from realtime.hub import Hub
from realtime.presence import Away, Departed, Leases
from realtime.registry import Person, Tables
from realtime.work import Lane

log = structlog.get_logger(__name__)

TOUCH_SECONDS = 5
TOLD_EVERY_TOUCHES = 3
ROSTER_SECONDS = 0.25
ROSTER = "pres"


class Rosters:
    """Leases for the connections that are open here, and one reading of each followed stream per 250 ms."""

    def __init__(self, tables: Tables, leases: Leases, lane: Lane) -> None:
        self.hub: Hub
        self._tables = tables
        self._leases = leases
        self._lane = lane
        self._held: dict[tuple[str, str], Connection] = {}
        self._texts: dict[str, str] = {}
        self._reading: dict[str, asyncio.Task[None]] = {}
        self._is_dirty: set[str] = set()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._touches = 0

    async def enter(self, connection: Connection, name: str, user: Person, badge: str) -> None:
        """Make the person of a connection present; while Redis is away the next touch does it."""
        if not connection.is_open or name not in connection.followed:
            return
        self._held[name, connection.id] = connection
        if text := self._texts.get(name):
            connection.outbox.replace((name, ROSTER), text)
        self.changed(name)
        try:
            is_new = await self._leases.join(name, connection.id, connection.user_id, badge)
        except Away:
            return
        if is_new:
            await self._tell("arrived", user, name)

    async def leave(self, connection: Connection, name: str) -> None:
        """End the person's presence at once, if this was their last connection."""
        if self._held.pop((name, connection.id), None) is None:
            return
        try:
            is_gone = await self._leases.leave(name, connection.id)
        except Away:
            return
        if is_gone:
            await self._tell("left", connection.user_id, name)

    def lost(self, connection: Connection) -> None:
        """Let the leases of a lost connection run out: most come back within seconds."""
        for name in connection.followed:
            self._held.pop((name, connection.id), None)

    async def touch(self) -> None:
        """Extend every lease held here; those that Redis does not know are asked for and taken again."""
        if not self._held:
            return
        try:
            unknown = await self._leases.touch(list(self._held))
        except Away:
            return
        # Beside, because leases must not wait in the database's queue while hundreds come in at once.
        self._beside("again", lambda: self._all_again(unknown))
        for name in {name for name, _ in self._held}:
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
        """Read the roster of a followed stream soon: at most every 250 ms."""
        kind = self._tables.stream_kind(name)
        if kind is None or kind.presence is None or name not in self.hub.followed:
            return
        self._is_dirty.add(name)
        if name not in self._reading:
            self._reading[name] = asyncio.get_running_loop().create_task(self._read(name))

    async def _read(self, name: str) -> None:
        try:
            while name in self._is_dirty and name in self.hub.followed:
                self._is_dirty.discard(name)
                began_at = time.monotonic()
                await self._read_once(name)
                await asyncio.sleep(max(0.0, ROSTER_SECONDS - (time.monotonic() - began_at)))
        finally:
            del self._reading[name]
            if name not in self.hub.followed:
                self._texts.pop(name, None)
                self._is_dirty.discard(name)

    async def _read_once(self, name: str) -> None:
        try:
            roster = await self._leases.snapshot(name)
        except Away:
            return
        text = wire.roster(name, roster.version, roster.badges)
        if text != self._texts.get(name):
            self._texts[name] = text
            self.hub.broadcast(name, ROSTER, text)

    def _beside(self, name: str, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Do something in a task of its own, unless the last of that name is not done yet."""
        if name not in self._tasks:
            task = self._tasks[name] = asyncio.get_running_loop().create_task(work())
            task.add_done_callback(lambda _: self._tasks.pop(name))

    async def _all_again(self, unknown: Sequence[tuple[str, str]]) -> None:
        done = await asyncio.gather(*(self._again(*each) for each in unknown), return_exceptions=True)
        if faults := [fault for fault in done if isinstance(fault, BaseException)]:
            # Whoever was not asked again is unknown at the next touch as well.
            log.warning("presence not taken again", count=len(faults), first=repr(faults[0]))

    async def _tell_left(self, departed: Sequence[Departed]) -> None:
        for who in departed:
            await self._tell("left", who.user_id, who.stream)

    async def _again(self, name: str, held: str) -> None:
        connection = self._held.get((name, held))
        kind = self._tables.stream_kind(name)
        if connection is None or kind is None:
            return
        found = await self._lane.run(reading.badge_of, kind, connection.user_id, name, timezone.now())
        if found:
            await self.enter(connection, name, *found)
        else:
            self._held.pop((name, held), None)
            await self.hub.stop(connection, name)
            connection.outbox.put(wire.end(name))

    async def _tell_touched(self) -> None:
        people: dict[str, set[int]] = defaultdict(set)
        for (name, _), connection in self._held.items():
            people[name].add(connection.user_id)
        for name, user_ids in people.items():
            await self._tell("touched", user_ids, name)

    async def _tell(self, hook: Literal["arrived", "touched", "left"], whom: Any, name: str) -> None:
        kind = self._tables.stream_kind(name)
        if kind is None or kind.presence is None:
            return
        try:
            await self._lane.run(getattr(kind.presence, hook), whom, name, timezone.now())
        except Exception:
            # The app's own clock makes up for it, as for a lost Valkey.
            log.exception("presence not told", stream=name, hook=hook)
