"""Stands before the pages and looks at each request's body before it is read, and while it is.

Django reads a whole body on to the disk before any view can ask who sends it: a stranger's gigabytes would
lie there. So a body is small, but where files come in, and there only for those who may bring them.
"""

import asyncio
import errno
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Protocol

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.template.loader import get_template

from assembly_portal.turnstile import Receive, Scope, Send
from library import vault
from library.doors import is_door
from library.file_kinds import MIB

MOST_BYTES = 3 * MIB
"""For every page: the largest form of the portal carries a table of contacts of 2 MB."""
SILENT_SECONDS = 30
SLOWEST_BYTES_A_SECOND = 8 * 1024
"""Slower than a phone at the edge of a ward: strangers hold nothing open for the price of a few bytes."""
PATIENCE_SECONDS = 60
MOST_HEAD_BYTES = 32 * 1024
"""Of all headers together. Browsers send one or two KiB; the server itself has no limit."""
LONGEST_NUMBER = 19
LINGER_SECONDS = 3
LINGER_BYTES = 16 * MIB
"""A browser shows the answer only if what it has sent meanwhile is taken from the line."""
_COPIES = 2
"""The body, and each file in it once more: both are in the temporary folder until the view has its file."""
_FULL = {errno.ENOSPC, errno.EDQUOT}

Pages = Callable[[Scope, Receive, Send], Awaitable[None]]


class Knows(Protocol):
    """Tells how many bytes whoever a cookie names may send to a path; 0: no more than anybody."""

    async def __call__(self, cookie: str, path: str) -> int:
        """Ask."""
        raise NotImplementedError


class Turned(Exception):
    """The request is answered with this page, and its body stays unread."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class BodyGuard:
    """Lets a request through to the pages with no more of its body than it may have."""

    def __init__(self, pages: Pages, most_bytes_for: Knows) -> None:
        self._pages = pages
        self._most_bytes_for = most_bytes_for
        self._promised = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or turn it away."""
        headers = _headers_of(scope)
        length = headers.get(b"content-length", b"")
        # What is longer than any file could be is as good as endless.
        announced = int(length[:LONGEST_NUMBER]) if length.isdigit() else 0
        counted = Counted(receive, send, most_bytes=MOST_BYTES)
        # Who asks first has sent nothing yet: there is nothing to take from the line.
        counted.has_ended = headers.get(b"expect", b"").lower() == b"100-continue"
        try:
            if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEAD_BYTES:
                raise Turned(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            if announced > MOST_BYTES:
                counted.most_bytes = await self._most_for(scope, headers, announced)
            self._promised += announced
            try:
                await self._pages(scope, counted.receive, counted.send)
            finally:
                self._promised -= announced
            if counted.is_over:
                raise Turned(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            if counted.is_slow:
                raise Turned(HTTPStatus.REQUEST_TIMEOUT)
        except Turned as turned:
            await counted.turn_away(turned.status)
        except OSError as error:
            if error.errno not in _FULL or counted.has_answered:
                raise
            await counted.turn_away(HTTPStatus.INSUFFICIENT_STORAGE)

    async def _most_for(self, scope: Scope, headers: Mapping[bytes, bytes], announced: int) -> int:
        """Return how large the body may be, once it is known who sends it and that there is room for it."""
        if scope["method"] != "POST" or not is_door(scope["path"]):
            raise Turned(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        cookie = headers.get(b"cookie", b"").decode("latin-1")
        try:
            most = await self._most_bytes_for(cookie, scope["path"])
        except (OperationalError, InterfaceError) as error:
            raise Turned(HTTPStatus.SERVICE_UNAVAILABLE) from error
        if announced > most:
            raise Turned(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not await asyncio.to_thread(has_room, announced, self._promised):
            raise Turned(HTTPStatus.INSUFFICIENT_STORAGE)
        return most


class Counted:
    """One request: its body, counted as it comes, and whether it has been answered."""

    def __init__(self, receive: Receive, send: Send, *, most_bytes: int) -> None:
        self._receive, self._send = receive, send
        self.most_bytes = most_bytes
        self.has_answered = self.is_over = self.has_ended = False
        self.is_slow = self._is_whole = False
        self._count = 0
        self._began = time.monotonic()

    async def receive(self) -> Mapping[str, Any]:
        """Hand on the next piece.

        Who sends more than may be, or too slowly, is to the pages somebody who has hung up.
        """
        if self._is_whole:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._patience())
        except TimeoutError:
            self.is_slow = True
            return {"type": "http.disconnect"}
        self._is_whole = not message.get("more_body", False)
        self._count += len(message.get("body", b""))
        self.has_ended = not message.get("more_body", False)
        if self._count > self.most_bytes:
            self.is_over = True
            return {"type": "http.disconnect"}
        return message

    def _patience(self) -> float:
        """How long the next piece is waited for: at this pace the whole comes within its time."""
        due = self._began + PATIENCE_SECONDS + self._count / SLOWEST_BYTES_A_SECOND
        return max(0.0, min(SILENT_SECONDS, due - time.monotonic()))

    async def send(self, message: Mapping[str, Any]) -> None:
        """Hand on a piece of the answer."""
        self.has_answered = True
        await self._send(message)

    async def turn_away(self, status: HTTPStatus) -> None:
        """Answer with a page, take what is on the line for a moment, and close."""
        if self.has_answered:
            return
        page = get_template(f"{status.value}.html").render().encode()
        await self.send({"type": "http.response.start", "status": status.value, "headers": _head(page)})
        await self.send({"type": "http.response.body", "body": page, "more_body": True})
        if not self.has_ended:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._drain(), LINGER_SECONDS)
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _drain(self) -> None:
        taken = 0
        while taken < LINGER_BYTES:
            message = await self._receive()
            taken += len(message.get("body", b""))
            if not message.get("more_body", False):
                return


def has_room(announced: int, promised: int) -> bool:
    """Whether the disks take this body, those that are coming in already, and keep their reserve.

    The temporary folder holds body and file; the vault gets the file. They may be on one disk.
    """
    coming = announced + promised
    temporary, kept = tempfile.gettempdir(), vault.folder()
    is_one_disk = os.stat(temporary).st_dev == os.stat(kept).st_dev
    least = settings.LIBRARY_RESERVE_BYTES
    there = vault.free_bytes(temporary) - _COPIES * coming - (coming if is_one_disk else 0)
    return there >= least and vault.free_bytes(kept) - coming >= least


def _headers_of(scope: Scope) -> Mapping[bytes, bytes]:
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        headers[name] = headers[name] + b"; " + value if name in headers and name == b"cookie" else value
    return headers


def _head(page: bytes) -> list[tuple[bytes, bytes]]:
    """What a page gets from the middleware otherwise, and that this line takes no further request."""
    return [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(page)).encode()),
        (b"content-security-policy", b"default-src 'none'; style-src 'self'; img-src 'self' data:"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
