"""What waits to be sent on one connection: durable texts in order, replaceable ones newest only."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Hashable

MOST_TEXTS = 256
MOST_CHARACTERS = 1024 * 1024
LONGEST_WAIT_SECONDS = 10.0


class Outbox:
    """Queues texts and sends them from a task that lives only while something waits.

    ``choke`` is called when the reader is too far behind; it is expected to close the outbox.
    """

    __slots__ = ("_choke", "_is_shut", "_newest", "_send", "_size", "_waiting", "_writer")

    def __init__(self, send: Callable[[str], Awaitable[None]], choke: Callable[[], None]) -> None:
        self._send = send
        self._choke = choke
        self._waiting: deque[tuple[float, tuple[str, ...]]] = deque()
        self._newest: dict[Hashable, str] = {}
        self._size = 0
        self._writer: asyncio.Task[None] | None = None
        self._is_shut = False

    def put(self, *texts: str) -> None:
        """Queue texts that must arrive, in order; several at once, as a resume has them, count as one."""
        if self._is_shut:
            return
        self._waiting.append((time.monotonic(), texts))
        self._size += sum(map(len, texts))
        if len(self._waiting) > MOST_TEXTS or self._size > MOST_CHARACTERS:
            self.check()
        self._wake()

    def replace(self, key: Hashable, text: str, *, instead: Callable[[], str] | None = None) -> None:
        """Queue a text in the place of an older one of the same key.

        Where the text only makes sense after the older one, ``instead`` gives one that stands for both.
        """
        if self._is_shut:
            return
        self._newest[key] = instead() if instead and key in self._newest else text
        self._wake()

    def check(self) -> None:
        """Give the reader up if it is too far behind."""
        if not self._waiting:
            return
        behind = time.monotonic() - self._waiting[0][0] > LONGEST_WAIT_SECONDS
        if behind or len(self._waiting) > MOST_TEXTS or self._size > MOST_CHARACTERS:
            self._choke()

    async def flushed(self) -> None:
        """Wait until what is queued has been handed to the transport."""
        if self._writer:
            await asyncio.wait([self._writer])

    def close(self) -> None:
        """Drop everything; nothing is sent any more."""
        self._is_shut = True
        self._waiting.clear()
        self._newest.clear()
        if self._writer:
            self._writer.cancel()

    def _wake(self) -> None:
        if self._writer is None:
            self._writer = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        try:
            while self._waiting or self._newest:
                if self._waiting:
                    texts = self._waiting[0][1]
                    for text in texts:
                        await self._send(text)
                    # Only now: what the transport has not taken still counts as waiting.
                    self._waiting.popleft()
                    self._size -= sum(map(len, texts))
                else:
                    await self._send(self._newest.pop(next(iter(self._newest))))
        except OSError:
            # The client has gone; whoever receives from it learns so and closes the connection.
            self._is_shut = True
        finally:
            self._writer = None
