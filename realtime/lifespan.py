"""Starts and stops the engine with the web process."""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any

import structlog

from realtime.engine import Engine

log = structlog.get_logger(__name__)


class Lifespan:
    """The ASGI lifespan protocol."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        """Serve the one lifespan of this process."""
        await receive()
        await self._engine.start()
        tell_before_the_server_stops(self._engine.restarting)
        spare_the_collector()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._engine.stop()
        await send({"type": "lifespan.shutdown.complete"})


def spare_the_collector() -> None:
    """Let the garbage collector pass over what is loaded now, for it stays: a walk through it takes 0.1 s."""
    gc.collect()
    gc.freeze()


def tell_before_the_server_stops(call: Callable[[], Awaitable[None]]) -> None:
    """Call back at SIGTERM, and let the server act on it once that is done: its own shutdown closes all
    sockets, within the tenth of a second."""
    server_acts = signal.getsignal(signal.SIGTERM)
    if not callable(server_acts):
        return
    loop = asyncio.get_running_loop()
    stopping: list[asyncio.Task[None]] = []

    async def first_ours(number: int) -> None:
        try:
            await call()
        except Exception:
            log.exception("nobody was told that the process ends")
        server_acts(number, None)

    def both(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(lambda: stopping.append(loop.create_task(first_ours(number))))

    signal.signal(signal.SIGTERM, both)
