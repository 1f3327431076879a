"""One per process: the hub, the rosters and the clocks that keep them true; run by lifespan."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

import structlog
from django.conf import settings
from django.utils import timezone

from realtime import limits, standing, wire
from realtime.batching import Batcher
from realtime.codes import CloseCode
from realtime.commands import Commands
from realtime.connection import Connection, Line, LogIn, Transport
from realtime.crowds import Admissions
from realtime.hub import Hub
from realtime.presence import SWEEP_SECONDS, Leases
from realtime.registry import Pair, StreamKind, Tables
from realtime.rollcall import RollCall
from realtime.rosters import Rosters
from realtime.tallies import Tallies
from realtime.work import ENGINES_THREADS, PEOPLES_THREADS, Lane

log = structlog.get_logger(__name__)

COMPARE_SECONDS = 5
COUNT_SECONDS = 10
RESTART_MS = 3000
LONGEST_LEAVING_SECONDS = 1


class Engine:
    """What a way in needs: open and close connections, hand over what clients ask."""

    def __init__(self, tables: Tables, rules: standing.Rules | None = None) -> None:
        self._tables = tables
        self._rules = rules or standing.Rules()
        self._connections: dict[Connection, None] = {}
        self._clocks: list[asyncio.Task[None]] = []
        self._seconds = 0
        self._comings = 0
        self._counted = (-1, -1)
        self._roll_call: RollCall

    async def start(self) -> None:
        """Begin to listen and to keep time, on the running loop."""
        self.people = Lane("realtime-people", PEOPLES_THREADS)
        self._own = Lane("realtime-engine", ENGINES_THREADS)
        self._leases = Leases(settings.REDIS_URL)
        self.buckets = limits.EVERYBODYS
        self._log_ins: Batcher[str, LogIn] = Batcher(self._find_log_ins)
        admissions = Admissions(self.people)
        self.rosters = Rosters(self._tables, self._leases, self.people, admissions.ask)
        self._tallies = Tallies(self._tables, self._own)
        self._hub = Hub(settings.REDIS_URL, self._own, self.rosters.changed, self._tallies.marked)
        self.rosters.hub = self._tallies.hub = self._hub
        self.commands = Commands(
            self._tables, self._hub, self.rosters, self._tallies, admissions, self.people, self.buckets
        )
        loop = asyncio.get_running_loop()
        self._clocks = [
            loop.create_task(self._hub.listener.run()),
            loop.create_task(_every(1, self._look_after_connections)),
            loop.create_task(_every(1, self._compare)),
            loop.create_task(_every(1, self.rosters.touch)),
            loop.create_task(_every(SWEEP_SECONDS, self.rosters.sweep)),
        ]

    async def stop(self) -> None:
        """End everything; the connections have been closed by now."""
        for clock in self._clocks:
            clock.cancel()
        await asyncio.gather(*self._clocks, return_exceptions=True)
        await self._hub.listener.close()
        await self._leases.close()
        self.people.close()
        self._own.close()

    async def log_in_of(self, cookie_header: str) -> LogIn | None:
        """Find whose log-in a cookie names, together with all who come now."""
        return await self._log_ins.get(cookie_header)

    async def _find_log_ins(self, cookie_headers: Sequence[str]) -> dict[str, LogIn]:
        return await self.people.run(standing.find, cookie_headers, self._rules)

    def open(self, log_in: LogIn, transport: Transport, line: Line | None = None) -> Connection:
        """Take a client in. Who has too many connections loses the oldest: the newest is the one in use."""
        own = [each for each in self._connections if each.user_id == log_in.user_id]
        if len(own) >= limits.CONNECTIONS_EACH:
            own[0].close(CloseCode.REPLACED)
            self._lost(own[0])
        connection = Connection(log_in, transport, line)
        self._connections[connection] = None
        self._comings += 1
        return connection

    async def closed(self, connection: Connection) -> None:
        """Take note that a client has gone."""
        connection.gone()
        self._lost(connection)
        for name in list(connection.followed):
            await self._hub.stop(connection, name)

    async def restarting(self) -> None:
        """Send everybody away in time: the process is about to end.

        Returns when all were told, or after a second: who does not read holds nobody up.
        """
        leaving = []
        for connection in list(self._connections):
            connection.outbox.put(wire.restart(RESTART_MS))
            self._lost(connection)
            leaving.append(connection.close_after_flush(CloseCode.RESTART))
        if leaving:
            await asyncio.wait(leaving, timeout=LONGEST_LEAVING_SECONDS)

    def _lost(self, connection: Connection) -> None:
        self._connections.pop(connection, None)
        self._comings += 1
        self.rosters.lost(connection)

    async def _look_after_connections(self) -> None:
        self.buckets.forget_full(time.time())
        for connection in list(self._connections):
            connection.outbox.check()
        if not self._connections:
            return
        if self._counted != (counted := (self._comings, self._hub.comings)):
            log_ins = [each.log_in for each in self._connections]
            self._roll_call = await self._own.run(RollCall.of, log_ins, self._who_follows_what())
            self._counted = counted
        void, lost = await self._own.run(self._roll_call.ask, timezone.now())
        if void:
            await self._send_home(void)
        if lost:
            await self._end(lost)

    def _who_follows_what(self) -> dict[StreamKind, set[Pair]]:
        followed: dict[StreamKind, set[Pair]] = {}
        for connection in self._connections:
            for name in connection.followed:
                if kind := self._tables.stream_kind(name):
                    followed.setdefault(kind, set()).add((connection.user_id, name))
        return followed

    async def _send_home(self, void: Mapping[str, CloseCode]) -> None:
        """Close the lines of log-ins that no longer stand."""
        for connection in list(self._connections):
            if code := void.get(connection.log_in.session_key):
                connection.close(code)
                self._connections.pop(connection, None)
                self._comings += 1
                for name in list(connection.followed):
                    await self.rosters.leave(connection, name)

    async def _end(self, lost: Collection[Pair]) -> None:
        """End what people follow and no longer may; who only asks to is answered by what they asked."""
        for connection in list(self._connections):
            for name in [name for name in connection.followed if (connection.user_id, name) in lost]:
                if not self._hub.has_place(connection, name):
                    continue
                connection.outbox.put(wire.end(name))
                await self._hub.stop(connection, name)
                await self.rosters.leave(connection, name)

    async def _compare(self) -> None:
        # Every five seconds always; every second while nothing would be heard.
        self._seconds += 1
        if self._seconds % COMPARE_SECONDS == 0 or not self._hub.listener.is_hearing:
            await self._hub.reconcile()
        if self._seconds % COUNT_SECONDS == 0:
            await self._tallies.read_all()


async def _every(seconds: float, job: Callable[[], Awaitable[None]]) -> None:
    """Run the job for ever; the processes of a portal fall out of step with one another."""
    while True:
        await asyncio.sleep(seconds * random.uniform(0.9, 1.0))  # noqa: S311 - not a secret
        try:
            await job()
        except Exception:
            log.exception("engine clock failed", job=job.__qualname__)
