"""Answers that are written while they are read: long files, row by row."""

from collections.abc import AsyncIterator, Generator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, StreamingHttpResponse

Lines = Generator[str, None, None]


def dripping(request: HttpRequest, lines: Lines, *, content_type: str) -> StreamingHttpResponse:
    """Answer with lines, none of them empty, as they come."""
    # Django reads a plain iterator to its end before the first byte leaves, where the server is asynchronous.
    content = drip(lines) if isinstance(request, ASGIRequest) else lines
    return StreamingHttpResponse(content, content_type=content_type)


async def drip(lines: Lines) -> AsyncIterator[str]:
    """Read on in one thread for all who read: however many are slow, they hold one connection."""
    _open.add(lines)
    try:
        read_on = sync_to_async(partial(next, lines, ""), thread_sensitive=False, executor=_thread)
        while line := await read_on():
            yield line
    finally:
        _open.discard(lines)
        _thread.submit(_end, lines)


def _end(lines: Lines) -> None:
    """Give the connection back after the last, and one that is lost at once."""
    lines.close()
    for each in connections.all(initialized_only=True):
        if not _open or (each.errors_occurred and not each.is_usable()):
            each.close()


_open: set[Lines] = set()
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drip")
