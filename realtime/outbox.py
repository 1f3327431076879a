"""What waits to be sent on one connection: durable texts in order, replaceable ones newest only."""

import asyncio
import time
import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator, Hashable
from functools import partial
from typing import Any

MOST_TEXTS = 256
MOST_CHARACTERS = 1024 * 1024
LONGEST_WAIT_SECONDS = 10.0


class Outbox:
    """Queues texts and sends them from a task that lives only while something waits.

    ``choke`` is called when the reader is too far behind; it is expected to close the outbox.
    """

    __slots__ = ("_choke", "_is_shut", "_newest", "_send", "_size", "_waiting", "_writer")

    def __init__(self, send: Callable[[str], Coroutine[Any, Any, None]], choke: Callable[[], None]) -> None:
        self._send = send
        self._choke = choke
        self._waiting: deque[tuple[float, tuple[str, ...]]] = deque()
        self._newest: dict[Hashable, str] = {}
        self._size = 0
        self._writer: asyncio.Task[None] | None = None
        self._is_shut = False

    def put(self, *texts: str) -> None:
        """Queue texts that must arrive, in order; several at once, as a resume has them, count as one.

        While nothing waits it is sent at once, without a task: most readers keep up, and a task costs more
        than the sending.
        """
        if self._is_shut:
            return
        if self._writer is None and len(texts) == 1 and self._send_now(texts[0]):
            return
        self._waiting.append((time.monotonic(), texts))
        self._size += sum(map(len, texts))
        if len(self._waiting) > MOST_TEXTS or self._size > MOST_CHARACTERS:
            self.check()
        self._wake()

    def _send_now(self, text: str) -> bool:
        """Begin to send; whether that was all, or it goes on in the writer because the reader is slow."""
        sending = self._send(text)
        try:
            paused_at = sending.send(None)
        except StopIteration:
            return True
        except OSError:
            self._is_shut = True
            return True
        self._waiting.append((time.monotonic(), (text,)))
        self._size += len(text)
        self._writer = asyncio.get_running_loop().create_task(self._write(_resumed(sending, paused_at)))
        return True

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

    async def _write(self, begun: Awaitable[None] | None = None) -> None:
        try:
            while self._waiting or self._newest:
                if self._waiting:
                    texts = self._waiting[0][1]
                    for text in texts:
                        await (begun or self._send(text))
                        begun = None
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


@types.coroutine
def _resumed(sending: Coroutine[Any, Any, None], paused_at: Any) -> Generator[Any, Any, None]:
    """Go on with a coroutine where it was left: hand what it waits for to the task that awaits this."""
    while True:
        try:
            answer = yield paused_at
        except BaseException as trouble:
            step = partial(sending.throw, trouble)
        else:
            step = partial(sending.send, answer)
        try:
            paused_at = step()
        except StopIteration:
            return
