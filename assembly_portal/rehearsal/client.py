"""One person's line to the portal, as their browser would hold it: follow streams, say something, listen."""

import asyncio
import json
import uuid
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import websockets
from websockets.asyncio.client import ClientConnection

ANSWER_SECONDS = 10


class LineLost(Exception):
    """The portal closed the line, or did not answer in time."""


class LivePerson:
    """A logged-in person's websocket, used as ``async with LivePerson(address, cookie) as person``.

    ``address`` is the portal's (``http://localhost:8000``), ``cookie`` the header of a log-in.
    """

    def __init__(self, address: str, cookie: str) -> None:
        self._address = address
        self._cookie = cookie
        self._line: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._number = 0

    async def __aenter__(self) -> Self:
        parts = urlsplit(self._address)
        scheme = "wss" if parts.scheme == "https" else "ws"
        try:
            self._line = await websockets.connect(
                f"{scheme}://{parts.netloc}/realtime/socket",
                origin=websockets.Origin(self._address),
                additional_headers={"Cookie": self._cookie},
                compression=None,
                max_size=None,
            )
        except (OSError, websockets.WebSocketException, TimeoutError) as problem:
            raise LineLost(str(problem)) from problem
        self._reader = asyncio.create_task(self._read(self._line))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._line:
            await self._line.close()
        if self._reader:
            await self._reader

    async def follow(self, stream: str) -> bool:
        """Follow a stream; False if the portal does not let this person."""
        return await self._request("sub", stream, {})

    async def say(self, stream: str, body: str) -> bool:
        """Say a line in a room; False if it was refused."""
        return await self._request("chat.send", stream, {"cid": str(uuid.uuid4()), "body": body})

    async def raise_hand(self, stream: str) -> bool:
        """Ask for the word; False if it was refused."""
        return await self._request("hand.up", stream, {})

    async def lower_hand(self, stream: str) -> bool:
        """Take the hand down again; False if it was refused."""
        return await self._request("hand.down", stream, {})

    async def _request(self, kind: str, stream: str, data: dict[str, Any]) -> bool:
        """Send a request and tell whether it was carried out."""
        assert self._line is not None, "used outside its with block"
        self._number += 1
        number = self._number
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        try:
            await self._line.send(json.dumps({"t": kind, "i": number, "s": stream, "d": data}))
            return bool((await asyncio.wait_for(answer, ANSWER_SECONDS))["t"] == "ok")
        except (websockets.ConnectionClosed, TimeoutError) as problem:
            raise LineLost(str(problem)) from problem
        finally:
            self._answers.pop(number, None)

    async def _read(self, line: ClientConnection) -> None:
        try:
            async for text in line:
                frame = json.loads(text)
                answer = self._answers.get(frame.get("i") or 0)
                if frame["t"] in {"ok", "err"} and answer and not answer.done():
                    answer.set_result(frame)
        except websockets.ConnectionClosed:
            pass
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(LineLost("The portal closed the line."))
