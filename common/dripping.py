"""Answers that are written while they are read: long files, row by row."""

from collections.abc import AsyncIterator, Iterator
from functools import partial

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse


def dripping(request: HttpRequest, lines: Iterator[str], *, content_type: str) -> StreamingHttpResponse:
    """Answer with lines, none of them empty, as they come."""
    # Django reads a plain iterator to its end before the first byte leaves, where the server is asynchronous.
    content = drip(lines) if isinstance(request, ASGIRequest) else lines
    return StreamingHttpResponse(content, content_type=content_type)


async def drip(lines: Iterator[str]) -> AsyncIterator[str]:
    """Read on in the request's own thread, where its connection lives."""
    while line := await sync_to_async(partial(next, lines, ""))():
        yield line
