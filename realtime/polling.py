"""The way in where websockets are blocked: a page asks, waits up to 20 seconds for news, and asks again.

Both are plain ASGI, because a poll that waits holds no thread and no connection to the database. A poll is a
connection of its own that follows what the page names from where the page stands, so any process can answer
the next one; only the page's line, and with it the person's presence, goes on from one to the next.
"""

import asyncio
import io
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.utils import timezone

from realtime import limits, wire
from realtime.codes import CloseCode
from realtime.connection import Connection, Line, LogIn, Transport
from realtime.consumers import Receive, Scope
from realtime.consumers import Send as SendMessage
from realtime.engine import Engine
from realtime.presence import POLLING_LEASE_SECONDS

LONGEST_WAIT_SECONDS = 20
LINGER_SECONDS = 0.05
"""News come in bursts; a moment's patience saves a request for each."""
LINE_ID = re.compile(r"[A-Za-z0-9_-]{16,40}")
MOST_BODY_BYTES = 2 * limits.FRAME_BYTES
RETRY_SECONDS = 2


class Turned(Exception):
    """The request is answered with a status and nothing else."""

    def __init__(self, status: HTTPStatus, retry_seconds: int | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.retry_seconds = retry_seconds


@dataclass(frozen=True)
class Wanted:
    """A stream that a page names, and where the page stands in it."""

    name: str
    fields: dict[str, Any]

    @classmethod
    def read(cls, written: str) -> "Wanted":
        """Read ``<stream>~<since>~<epoch>~<version>``; what is unknown is left empty.

        :raises Turned: it is not written so.
        """
        name, *rest = written.split("~")
        if len(rest) != 3 or not all(part == "" or part.isdecimal() for part in (rest[0], rest[2])):
            raise Turned(HTTPStatus.BAD_REQUEST)
        since, epoch, version = rest
        fields = {
            "since": int(since[:16]) if since else None,
            "epoch": epoch[:36] or None,
            "v": int(version[:16]) if version else None,
        }
        return cls(name, fields)


class Way:
    """What both requests share: who asks, and how it is answered."""

    method = "GET"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: SendMessage) -> None:
        """Answer one request."""
        try:
            if scope["method"] != self.method:
                raise Turned(HTTPStatus.METHOD_NOT_ALLOWED)
            request = ASGIRequest(scope, io.BytesIO(await _body(receive)))
            log_in = await self._log_in(request)
            frames = await self.answer(request, log_in, receive)
            await _send(send, HTTPStatus.OK, wire.answer(frames, get_token(request)))
        except Turned as turned:
            await _send(send, turned.status, "", turned.retry_seconds)
        except (OperationalError, InterfaceError):
            await _send(send, HTTPStatus.SERVICE_UNAVAILABLE, "", RETRY_SECONDS)

    async def answer(self, request: ASGIRequest, log_in: LogIn, receive: Receive) -> Sequence[str]:
        """Return the frames for the page."""
        raise NotImplementedError

    def line_of(self, request: ASGIRequest, log_in: LogIn) -> Line:
        """Return the page's own line. It is bound to the person: another's line cannot be taken up."""
        drawn = request.GET.get("line", "")
        if not LINE_ID.fullmatch(drawn):
            raise Turned(HTTPStatus.BAD_REQUEST)
        return Line(f"{log_in.user_id}.{drawn}", POLLING_LEASE_SECONDS, is_polling=True)

    async def _log_in(self, request: ASGIRequest) -> LogIn:
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise Turned(HTTPStatus.FORBIDDEN)
        CsrfViewMiddleware(_nothing).process_request(request)
        log_in = await self._engine.log_in_of(request.headers.get("Cookie", ""))
        if log_in is None:
            raise Turned(HTTPStatus.UNAUTHORIZED)
        if wait_ms := self._engine.buckets.take(log_in.user_id, limits.REQUESTS, time.time()):
            raise Turned(HTTPStatus.TOO_MANY_REQUESTS, wait_ms // 1000 + 1)
        return log_in


class Poll(Way):
    """``GET /realtime/poll?line=...&wait=...&s=...``: what is new on the streams that the page names."""

    async def answer(self, request: ASGIRequest, log_in: LogIn, receive: Receive) -> Sequence[str]:
        """Bring the page up to date; if it is, wait for the next news."""
        wanted = [Wanted.read(written) for written in request.GET.getlist("s")]
        if len(wanted) > limits.STREAMS_EACH_CONNECTION:
            raise Turned(HTTPStatus.BAD_REQUEST)
        waits = request.GET.get("wait", "")
        seconds = min(LONGEST_WAIT_SECONDS, int(waits[:4])) if waits.isdecimal() else 0
        basket = Basket()
        connection = self._engine.open(log_in, basket.transport, self.line_of(request, log_in))
        try:
            for each in wanted:
                await self._engine.commands.follow(connection, each.name, each.fields)
            await connection.outbox.flushed()
            if not basket.texts and seconds:
                await _first(basket.news.wait(), receive(), seconds=seconds)
                await asyncio.sleep(LINGER_SECONDS)
        finally:
            await self._engine.closed(connection)
        basket.raise_if_closed()
        hello = wire.hello(log_in.user_id, timezone.now(), limits.told())
        return [hello, *basket.texts]


class Send(Way):
    """``POST /realtime/send?line=...``: one frame, answered by ``ok`` or ``err``."""

    method = "POST"

    async def answer(self, request: ASGIRequest, log_in: LogIn, receive: Receive) -> Sequence[str]:
        """Carry out the frame."""
        refused = CsrfViewMiddleware(_nothing).process_view(request, _nothing, (), {})
        if refused is not None:
            raise Turned(HTTPStatus.FORBIDDEN)
        if len(request.body) > limits.FRAME_BYTES:
            raise Turned(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        basket = Basket()
        connection = Connection(log_in, basket.transport, self.line_of(request, log_in))
        await self._engine.commands.handle(connection, request.body.decode("utf-8", "replace"))
        await connection.outbox.flushed()
        await self._engine.closed(connection)
        return basket.texts


class Basket:
    """Collects what a connection is sent until the page's answer goes out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.news = asyncio.Event()
        self.code: CloseCode | None = None
        self.transport = Transport(self._take, self._close)

    def raise_if_closed(self) -> None:
        """Tell the page why its connection was ended, if it was.

        :raises Turned: it was.
        """
        if self.code in (CloseCode.NOT_LOGGED_IN, CloseCode.REVOKED):
            raise Turned(HTTPStatus.UNAUTHORIZED)
        if self.code is not None:
            raise Turned(HTTPStatus.SERVICE_UNAVAILABLE, RETRY_SECONDS)

    async def _take(self, text: str) -> None:
        self.texts.append(text)
        self.news.set()

    async def _close(self, code: CloseCode) -> None:
        self.code = code
        self.news.set()


async def _first(*waits: Any, seconds: float) -> None:
    """Wait until one of these is done, or for so long."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


async def _body(receive: Receive) -> bytes:
    """Read what is sent, up to a little more than a frame may have."""
    body = b""
    while (message := await receive())["type"] == "http.request":
        body += message.get("body", b"")
        if len(body) > MOST_BODY_BYTES:
            raise Turned(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not message.get("more_body"):
            break
    return body


async def _send(send: SendMessage, status: HTTPStatus, text: str, retry_seconds: int | None = None) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store, private")]
    if retry_seconds is not None:
        headers.append((b"retry-after", str(retry_seconds).encode()))
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def _nothing(*args: Any, **kwargs: Any) -> HttpResponse:
    """Stand where Django's CSRF check wants the next handler and the view."""
    return HttpResponse()
