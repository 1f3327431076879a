"""How pages are answered: a few at once, each by one thread from start to end; the others wait outside."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import IO, Any, cast

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.core.handlers.exception import convert_exception_to_response
from django.core.signals import request_started
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.urls import set_script_prefix
from servestatic.middleware import ServeStaticMiddleware

# With the engine's nine threads (realtime/work.py) as many as the pool has connections.
AT_ONCE = 7

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
            await self.send_response(response, send)
            if response.streaming:
                await self._run(response.close)

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
