"""How much of a request's head is taken in, and for how long: the server itself would wait for gigabytes."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_BYTES = 64 * 1024
"""Browsers send one or two KiB. What is longer than a page can answer in words ends here."""
WITHIN_SECONDS = 30

TOO_LARGE = b"431 Request Header Fields Too Large"
TOO_SLOW = b"408 Request Timeout"


class BoundedHttp(HttpToolsProtocol):
    """Uvicorn's HTTP, which closes a line whose head grows too long or does not come to its end."""

    _taken = 0
    _is_in_head = True
    _clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take a piece in; a piece may hold the end of a head and a large part of a body."""
        if self._is_in_head:
            self._taken += len(data)
            self._wait()
        super().data_received(data)
        if self._is_in_head and self._taken > MOST_BYTES:
            self._turn_away(TOO_LARGE)

    def on_message_begin(self) -> None:
        """Note that a head begins: the first of a line, or the next."""
        super().on_message_begin()
        self._is_in_head = True

    def on_headers_complete(self) -> None:
        """Note that it is whole."""
        self._is_in_head, self._taken = False, 0
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Expect the next head; between two requests the server's own clock runs."""
        super().on_message_complete()
        self._is_in_head, self._taken = True, 0

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._clock is None:
            self._clock = asyncio.get_running_loop().call_later(WITHIN_SECONDS, self._turn_away, TOO_SLOW)

    def _stop_waiting(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _turn_away(self, status: bytes) -> None:
        self._stop_waiting()
        transport: Any = self.transport
        if transport and not transport.is_closing():
            transport.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            transport.close()
