"""How pages are answered: a few at once, each by one thread from start to end; the others wait outside."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import IO, Any, cast

from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.core.handlers.exception import convert_exception_to_response
from django.core.signals import request_started
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.urls import set_script_prefix
from servestatic.middleware import ServeStaticMiddleware

from library.streams import Cut

# With the engine's nine threads (realtime/work.py) as many as the pool has connections.
AT_ONCE = 7
# Whoever takes nothing for so long has paused or gone. A player asks on for the rest.
STALLED_SECONDS = 120
PIECE_BYTES = 1 << 20

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class TurnstileHandler(ASGIHandler):
    """Django's handler for pages, entered by a few requests at a time, in the order in which they came.

    Django gives each request a thread. Of 300 people who press a button together most would wait in such a
    thread for a connection, and get the 503 page after the pool's 5 s, though the work itself takes less.
    Reading what the client sends and sending it the answer are outside: a slow line holds neither place nor
    connection. Nor do the static files, which need neither.

    Middleware and views are synchronous, so one thread does all of it: Django's own way goes back and forth
    between the loop and two threads, which costs a third of the time of a page.
    """

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="pages")
        self._files = cast(
            Callable[[HttpRequest], Awaitable[HttpResponseBase]],
            convert_exception_to_response(ServeStaticMiddleware(self._in_turn)),
        )

    def load_middleware(self, is_async: bool = False) -> None:
        """Put the middleware together for threads, whatever the base class asks for."""
        super().load_middleware(is_async=False)

    def create_request(
        self, scope: Mapping[str, Any], body_file: IO[bytes]
    ) -> tuple[ASGIRequest, None] | tuple[None, HttpResponse]:
        """Make the request, or refuse one whose head names letters that there are not."""
        try:
            request, refusal = super().create_request(scope, body_file)
            return (request, None) if request else (None, cast(HttpResponse, refusal))
        except ValueError:
            return None, HttpResponseBadRequest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, from a file or by a page."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with body:
            set_script_prefix(get_script_prefix(scope))
            request, refusal = self.create_request(scope, body)
            response = await self._files(request) if request else cast(HttpResponse, refusal)
            if response.streaming:
                await self._stream(response, receive, send)
            else:
                await self.send_response(response, send)

    async def _stream(self, response: HttpResponseBase, receive: Receive, send: Send) -> None:
        """Send piece by piece, as long as somebody takes them; then close what the answer holds open."""
        gone = asyncio.ensure_future(_leaving(receive))

        async def send_on(message: Mapping[str, Any]) -> None:
            # The server says nothing of a client that went away: a film would be read to its end for nobody.
            if gone.done():
                raise RequestAborted
            async with asyncio.timeout(STALLED_SECONDS):
                await send(message)

        try:
            await self.send_response(response, send_on)
        except (RequestAborted, TimeoutError, Cut):
            # The server closes a line whose answer stays short, and players ask on from there.
            pass
        finally:
            gone.cancel()
            await self._run(response.close)

    async def read_body(self, receive: Receive) -> IO[bytes]:
        """Take the body in. A thread writes what goes on to the disk: a large file holds up no socket.

        Whoever hangs up, or is cut off, leaves nothing: the file has no name, and is closed at once.
        """
        most = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
        body = tempfile.SpooledTemporaryFile(max_size=most, mode="w+b")  # noqa: SIM115
        try:
            piece, has_more = bytearray(), True
            while has_more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise RequestAborted
                piece += message.get("body", b"")
                has_more = message.get("more_body", False)
                if len(piece) >= PIECE_BYTES:
                    await asyncio.to_thread(body.write, bytes(piece))
                    piece.clear()
            body.write(piece)
            body.seek(0)
        except BaseException:
            body.close()
            raise
        return cast(IO[bytes], body)

    async def _in_turn(self, request: HttpRequest) -> HttpResponseBase:
        answer: HttpResponseBase = await self._run(self._answer, request)
        return answer

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        """Answer by a page, and give the connection back before it is sent."""
        request_started.send(sender=type(self), scope=getattr(request, "scope", None))
        try:
            response = self.get_response(request)
            if not response.streaming:
                response.close()
            return response
        finally:
            close_old_connections()

    async def _run(self, job: Callable[..., Any], *arguments: object) -> Any:
        """Do a job in a thread of ours, in the context of the request."""
        context = copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._threads, context.run, job, *arguments)


async def _leaving(receive: Receive) -> None:
    """Return once the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
