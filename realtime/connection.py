"""One client's line to this process, whatever the way in: who it is, what it follows, what waits."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from realtime.codes import CloseCode
from realtime.outbox import Outbox
from realtime.presence import LEASE_SECONDS


@dataclass(frozen=True)
class LogIn:
    """Whose connection it is and what must still stand for it to stay open."""

    user_id: int
    session_key: str
    mark: str
    """A digest of the stored password: it changes when the password does."""


@dataclass(frozen=True)
class Line:
    """What others see as one line of a person: a socket, or a page that asks again and again."""

    id: str
    lease_seconds: float
    is_polling: bool = False
    """Whether it goes on when the connection ends, until its lease runs out or a later one takes it up."""


class Transport:
    """What a way in offers: sending a text, and ending with a code."""

    def __init__(
        self,
        send: Callable[[str], Coroutine[Any, Any, None]],
        close: Callable[[CloseCode], Coroutine[None, None, None]],
    ) -> None:
        self.send = send
        self.close = close


class Connection:
    """A client that is connected to this process."""

    def __init__(self, log_in: LogIn, transport: Transport, line: Line | None = None) -> None:
        self.line = line or Line(secrets.token_urlsafe(9), LEASE_SECONDS)
        self.log_in = log_in
        self.outbox = Outbox(transport.send, self._choked)
        self.followed: set[str] = set()
        self.is_open = True
        self._transport = transport
        self._closing: asyncio.Task[None] | None = None

    @property
    def user_id(self) -> int:
        """The person."""
        return self.log_in.user_id

    def close(self, code: CloseCode) -> None:
        """End it: nothing more is sent, and the client is told why if it still listens."""
        if self._ends():
            self._closing = asyncio.get_running_loop().create_task(self._transport.close(code))

    def close_after_flush(self, code: CloseCode) -> asyncio.Task[None]:
        """End it once the client has been sent what waits for it; the task is done when it was told."""
        self._closing = asyncio.get_running_loop().create_task(self._close_later(code))
        return self._closing

    async def _close_later(self, code: CloseCode) -> None:
        await self.outbox.flushed()
        if self._ends():
            await self._transport.close(code)

    def _ends(self) -> bool:
        """Let nothing more be sent; tell whether it was open until now."""
        was_open, self.is_open = self.is_open, False
        self.outbox.close()
        return was_open

    def gone(self) -> None:
        """Take note that the client has left by itself."""
        self._ends()

    def _choked(self) -> None:
        self.close(CloseCode.SLOW)
