"""How many requests a process works on at once; the others wait outside, where waiting costs nothing."""

import asyncio

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponseBase

# With the engine's nine threads (realtime/work.py) as many as the pool has connections.
AT_ONCE = 7


class TurnstileHandler(ASGIHandler):
    """Django's handler for pages, entered by a few requests at a time, in the order in which they came.

    Django gives each request a thread. Of 300 people who press a button together most would wait in such a
    thread for a connection, and get the 503 page after the pool's 5 s, though the work itself takes less.
    Reading what the client sends and sending it the answer are outside: a slow line holds neither place nor
    connection.
    """

    def __init__(self) -> None:
        super().__init__()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request when its turn has come, and give its connection back before it is sent."""
        async with self._places:
            response = await super().get_response_async(request)
            await sync_to_async(close_old_connections)()
        return response
