"""The websocket: who may open one, and the two directions of its frames."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from realtime import limits, standing, wire
from realtime.codes import CloseCode, ErrorCode
from realtime.connection import Connection, Transport
from realtime.engine import Engine

Scope: TypeAlias = dict[str, Any]
Message: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

CLOSING_SECONDS = 5
MOST_UNREAD = 64
# Whoever keeps sending what is refused is not a browser of ours.
REFUSALS = limits.Allowance("refusals", per_second=5, burst=100)


class Socket:
    """``/realtime/socket``. Plain ASGI: a Channels consumer sends each frame through one shared thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one websocket from handshake to end."""
        await receive()
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if not standing.is_own_origin(headers.get(b"origin", ""), headers.get(b"host", "")):
            await send({"type": "websocket.close"})
            return
        try:
            log_in = await self._engine.log_in_of(headers.get(b"cookie", ""))
        except (OperationalError, InterfaceError):
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": CloseCode.TRY_LATER})
            return
        # Accepted first, because a browser shows a page no code of a refused handshake.
        await send({"type": "websocket.accept"})
        if log_in is None:
            await send({"type": "websocket.close", "code": CloseCode.NOT_LOGGED_IN})
            return
        connection = self._engine.open(log_in, _transport(send))
        connection.outbox.put(wire.hello(log_in.user_id, timezone.now(), limits.told()))
        inbox = Inbox(self._engine, connection)
        try:
            while (message := await receive())["type"] == "websocket.receive":
                inbox.take(message.get("text"))
        finally:
            inbox.close()
            await self._engine.closed(connection)


class Inbox:
    """One client's frames, carried out in order in a task of their own, beside what the client is sent."""

    def __init__(self, engine: Engine, connection: Connection) -> None:
        self._engine = engine
        self._connection = connection
        self._unread: deque[str] = deque()
        self._worker: asyncio.Task[None] | None = None

    def take(self, text: str | None) -> None:
        """Queue a frame, or refuse it at once: binary, too large, too many."""
        now = time.time()
        if text is None:
            self._refuse(ErrorCode.MALFORMED, now)
        elif len(text.encode()) > limits.FRAME_BYTES:
            self._refuse(ErrorCode.TOO_LARGE, now)
        elif wait_ms := self._engine.buckets.take(self._connection.user_id, limits.ANYTHING, now):
            self._refuse(ErrorCode.TOO_FAST, now, wait_ms)
        elif len(self._unread) >= MOST_UNREAD:
            self._refuse(ErrorCode.TOO_FAST, now, 1000)
        else:
            self._unread.append(text)
            if self._worker is None:
                self._worker = asyncio.get_running_loop().create_task(self._work())

    def close(self) -> None:
        """Carry out nothing more; what has begun in a thread is finished there."""
        self._unread.clear()
        if self._worker:
            self._worker.cancel()

    def _refuse(self, code: ErrorCode, now: float, retry_ms: int | None = None) -> None:
        if self._engine.buckets.take(self._connection.user_id, REFUSALS, now):
            self._connection.close(CloseCode.TOO_FAST)
        else:
            self._connection.outbox.put(wire.err(None, code, retry_ms=retry_ms))

    async def _work(self) -> None:
        try:
            while self._unread and self._connection.is_open:
                await self._engine.commands.handle(self._connection, self._unread.popleft())
        finally:
            self._worker = None


def _transport(send: Send) -> Transport:
    async def send_text(text: str) -> None:
        await send({"type": "websocket.send", "text": text})

    async def close(code: CloseCode) -> None:
        try:
            # A client that does not read would keep us waiting until its line times out.
            async with asyncio.timeout(CLOSING_SECONDS):
                await send({"type": "websocket.close", "code": code})
        except (OSError, RuntimeError):
            return

    return Transport(send_text, close)
