"""One per process: the hub, the rosters and the clocks that keep them true; run by lifespan."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

import structlog
from django.conf import settings
from django.utils import timezone

from realtime import limits, standing, wire
from realtime.codes import CloseCode
from realtime.commands import Commands
from realtime.connection import Connection, LogIn, Transport
from realtime.hub import Hub
from realtime.presence import SWEEP_SECONDS, Leases
from realtime.registry import StreamKind, Tables
from realtime.rosters import TOUCH_SECONDS, Rosters
from realtime.work import ENGINES_THREADS, PEOPLES_THREADS, Lane

log = structlog.get_logger(__name__)

COMPARE_SECONDS = 5
RESTART_MS = 3000


class Engine:
    """What a way in needs: open and close connections, hand over what clients ask."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._connections: dict[str, Connection] = {}
        self._clocks: list[asyncio.Task[None]] = []
        self._seconds = 0

    async def start(self) -> None:
        """Begin to listen and to keep time, on the running loop."""
        self.people = Lane("realtime-people", PEOPLES_THREADS)
        self._own = Lane("realtime-engine", ENGINES_THREADS)
        self._leases = Leases(settings.REDIS_URL)
        self.buckets = limits.Buckets()
        self._rosters = Rosters(self._tables, self._leases, self.people)
        self._hub = Hub(settings.REDIS_URL, self._own, self._rosters.changed)
        self._rosters.hub = self._hub
        self.commands = Commands(self._tables, self._hub, self._rosters, self.people, self.buckets)
        loop = asyncio.get_running_loop()
        self._clocks = [
            loop.create_task(self._hub.listener.run()),
            loop.create_task(_every(1, self._look_after_connections)),
            loop.create_task(_every(1, self._compare)),
            loop.create_task(_every(TOUCH_SECONDS, self._rosters.touch)),
            loop.create_task(_every(SWEEP_SECONDS, self._rosters.sweep)),
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

    def open(self, log_in: LogIn, transport: Transport) -> Connection:
        """Take a client in. Who has too many connections loses the oldest: the newest is the one in use."""
        own = [each for each in self._connections.values() if each.user_id == log_in.user_id]
        if len(own) >= limits.CONNECTIONS_EACH:
            own[0].close(CloseCode.REPLACED)
            self._lost(own[0])
        connection = Connection(log_in, transport)
        self._connections[connection.id] = connection
        return connection

    async def closed(self, connection: Connection) -> None:
        """Take note that a client has gone."""
        connection.gone()
        self._lost(connection)
        for name in list(connection.followed):
            await self._hub.stop(connection, name)

    def restarting(self) -> None:
        """Send everybody away in time: the process is about to end."""
        for connection in list(self._connections.values()):
            connection.outbox.put(wire.restart(RESTART_MS))
            self._lost(connection)
            connection.close_after_flush(CloseCode.RESTART)

    def _lost(self, connection: Connection) -> None:
        self._connections.pop(connection.id, None)
        self._rosters.lost(connection)

    async def _look_after_connections(self) -> None:
        self.buckets.forget_full(time.monotonic())
        for connection in list(self._connections.values()):
            connection.outbox.check()
        void = await self._own.run(standing.fallen, {each.log_in for each in self._connections.values()})
        for connection in list(self._connections.values()):
            if code := void.get(connection.log_in.session_key):
                connection.close(code)
                self._connections.pop(connection.id, None)
                for name in list(connection.followed):
                    await self._rosters.leave(connection, name)
        await self._send_away()

    async def _send_away(self) -> None:
        """End what people follow and no longer may."""
        followed: dict[StreamKind, set[tuple[int, str]]] = {}
        for connection in self._connections.values():
            for name in connection.followed:
                kind = self._tables.stream_kind(name)
                if kind and kind.still:
                    followed.setdefault(kind, set()).add((connection.user_id, name))
        for kind, pairs in followed.items():
            assert kind.still is not None
            lost = pairs - set(await self._own.run(kind.still, pairs, timezone.now()))
            for connection in list(self._connections.values()):
                for name in connection.followed & {
                    name for user_id, name in lost if user_id == connection.user_id
                }:
                    connection.outbox.put(wire.end(name))
                    await self._hub.stop(connection, name)
                    await self._rosters.leave(connection, name)

    async def _compare(self) -> None:
        # Every five seconds always; every second while nothing would be heard.
        self._seconds += 1
        if self._seconds % COMPARE_SECONDS == 0 or not self._hub.listener.is_hearing:
            await self._hub.reconcile()


async def _every(seconds: float, job: Callable[[], Awaitable[None]]) -> None:
    """Run the job for ever; the processes of a portal fall out of step with one another."""
    while True:
        await asyncio.sleep(seconds * random.uniform(0.9, 1.0))  # noqa: S311 - not a secret
        try:
            await job()
        except Exception:
            log.exception("engine clock failed", job=job.__qualname__)
