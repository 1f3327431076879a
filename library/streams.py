"""How a file travels: piece by piece, beside the threads that answer pages.

A page's thread opens the file and is free again. The pieces are read by threads of their own while the loop
waits for the client, so a slow line holds a file and about 300 kB, and neither thread nor connection.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import connection
from django.http.response import HttpResponseBase
from django.utils import timezone

from library.ranges import Part

PIECE = 64 * 1024
ASKED_EVERY = timedelta(seconds=5)
Rule = Callable[[datetime], bool]
_readers = ThreadPoolExecutor(4, "files")


class Cut(Exception):
    """The file is not sent to its end: it is too short on the disk, or its time is over."""


class Stream(HttpResponseBase):
    """An answer whose body is a part of an open file, which it closes.

    It is read asynchronously where it is served, and plainly by whoever iterates over it, as tests do.
    ``until`` is an instant from which no further piece leaves. ``is_allowed`` is asked again every few
    seconds, in a thread of its own: whoever may have it no more gets no further piece either.
    """

    streaming = True
    is_async = False

    def __init__(
        self,
        file: IO[bytes],
        part: Part,
        *,
        until: datetime | None = None,
        is_allowed: Rule | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._file, self._part, self._until, self._is_allowed = file, part, until, is_allowed
        self._asked_at = timezone.now()
        closers: list[Callable[[], object]] = self._resource_closers  # type: ignore[attr-defined]
        closers.append(file.close)
        self.streaming_content: Iterable[bytes] = self._pieces()

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.streaming_content)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Read the next piece only when the last one has been taken."""
        loop, left = asyncio.get_running_loop(), len(self._part)
        while left:
            piece = await loop.run_in_executor(_readers, self._read, self._part.stop - left)
            left -= len(piece)
            yield piece

    def getvalue(self) -> bytes:
        """Return all of it: for tests."""
        return b"".join(self)

    def _pieces(self) -> Iterator[bytes]:
        at = self._part.start
        while at < self._part.stop:
            piece = self._read(at)
            at += len(piece)
            yield piece

    def _read(self, start: int) -> bytes:
        """Return the piece that begins there.

        :raises Cut: there is none any more.
        """
        now = timezone.now()
        if self._until is not None and now >= self._until:
            raise Cut("its time is over")
        if self._is_allowed and now - self._asked_at >= ASKED_EVERY:
            self._asked_at = now
            if not _answer(self._is_allowed, now):
                raise Cut("it is not for this person any more")
        self._file.seek(start)
        piece = self._file.read(min(PIECE, self._part.stop - start))
        if not piece:
            raise Cut("it is shorter than it was")
        return piece


def _answer(rule: Rule, at: datetime) -> bool:
    """Ask, and let go of the connection: these threads need one for a moment only."""
    is_outside = not connection.in_atomic_block
    try:
        return rule(at)
    finally:
        if is_outside:
            connection.close()
