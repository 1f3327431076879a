"""The ways in as one kind of client: a websocket, long polls, short polls, and a page without scripts."""

import asyncio
import json
import re
import secrets
import uuid
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx

from tests.realtime.harness import Client, connected

RUNGS = ("websocket", "long poll", "short poll")


class Poller(Client):
    """A page that asks again and again; what it has heard reads like what a socket would have brought."""

    def __init__(self, port: int, cookie: str, token: str, *, wait: int) -> None:
        self.heard: list[dict[str, Any]] = []
        self._number = 0
        self._news = asyncio.Event()
        self._line = secrets.token_urlsafe(18)
        self._wait = wait
        self._token = token
        self._streams: dict[str, dict[str, Any]] = {}
        self.status = 200
        self._http = httpx.AsyncClient(
            base_url=f"http://localhost:{port}",
            headers={"Cookie": f"{cookie}; csrftoken={token}", "Origin": f"http://localhost:{port}"},
            timeout=40,
        )
        self._reader = asyncio.create_task(self._poll())

    async def request(self, type: str, stream: str | None = None, **data: Any) -> dict[str, Any]:
        if type == "sub":
            return await self._sub(str(stream), **data)
        self._number += 1
        number = self._number
        if type == "unsub":
            self._streams.pop(str(stream), None)
        body = json.dumps({"t": type, "i": number, "s": stream, "d": data})
        answer = await self._http.post(
            f"/realtime/send?line={self._line}", content=body, headers={"X-CSRFToken": self._token}
        )
        if answer.status_code != 200:
            return {"t": "err", "i": number, "d": {"code": str(answer.status_code)}}
        self._take(answer.json())
        return next(frame for frame in self.heard if frame.get("i") == number)

    async def _sub(self, stream: str, since: int | None = None, epoch: str = "", v: int | None = None):
        before = len(self.heard)
        self._streams[stream] = {"since": since, "epoch": epoch, "v": v}
        self._again()
        first = await self.hear(
            lambda frame: (
                self.heard.index(frame) >= before
                and frame.get("s") == stream
                and frame["t"] in {"snap", "end", "chat.msg", "pres.snap"}
            )
        )
        if first["t"] == "end":
            return {"t": "err", "d": {"code": "no_such_stream"}}
        where = self._streams[stream]
        is_resumed = not any(f["t"] in {"snap", "reset"} and f["s"] == stream for f in self.heard[before:])
        return {"t": "ok", "d": {"n": where["since"], "epoch": where["epoch"], "resumed": is_resumed}}

    def cut(self) -> None:
        self._reader.cancel()

    async def go(self) -> None:
        self._reader.cancel()
        await self._http.aclose()

    async def closed(self, *, seconds: float = 10) -> int | None:
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(asyncio.shield(self._reader), seconds)
        return {401: 4001}.get(self.status)

    @property
    def close_code(self) -> int | None:
        return self.status

    def _again(self) -> None:
        """Ask anew at once: the page follows something else now."""
        self._reader.cancel()
        self._reader = asyncio.create_task(self._poll())

    async def _poll(self) -> None:
        while True:
            wanted = "".join(
                f"&s={name}~{self._text(at['since'])}~{at['epoch']}~{self._text(at['v'])}"
                for name, at in self._streams.items()
            )
            answer = await self._http.get(f"/realtime/poll?line={self._line}&wait={self._wait}{wanted}")
            self.status = answer.status_code
            if answer.status_code == 401:
                return
            if answer.status_code == 200:
                self._take(answer.json())
            if self._wait == 0 or answer.status_code != 200:
                await asyncio.sleep(0.4)

    def _take(self, answer: dict[str, Any]) -> None:
        self._token = answer["csrf"] or self._token
        for frame in answer["frames"]:
            where = self._streams.get(frame.get("s"))
            if frame["t"] == "snap" and where is not None:
                where |= {"since": frame["n"], "epoch": frame["d"]["epoch"]}
            elif frame["t"] in {"pres.snap", "pres.diff", "lobby.counts"} and where is not None:
                where["v"] = frame["v"]
            elif frame["t"] == "end":
                self._streams.pop(frame["s"], None)
            elif "n" in frame and where is not None:
                if frame["n"] <= (where["since"] or 0):
                    continue
                where["since"] = frame["n"]
            if frame["t"] != "hello" or not any(each["t"] == "hello" for each in self.heard):
                self.heard.append(frame)
        self._news.set()

    @staticmethod
    def _text(value: int | None) -> str:
        return "" if value is None else str(value)


class Page:
    """Somebody without scripts: loads the room's page, reads it, and sends forms."""

    def __init__(self, port: int, cookie: str, path: str) -> None:
        self.path = path
        self.text = ""
        self._http = httpx.AsyncClient(
            base_url=f"http://localhost:{port}",
            cookies=dict([cookie.split("=", 1)]),
            follow_redirects=True,
            timeout=20,
        )

    async def load(self) -> str:
        self.text = (await self._http.get(self.path)).text
        return self.text

    async def say(self, body: str, cid: str | None = None) -> str:
        await self.load()
        token = self._field("csrfmiddlewaretoken")
        data = {"csrfmiddlewaretoken": token, "cid": cid or str(uuid.uuid4()), "body": body}
        self.text = (await self._http.post(f"{self.path}messages/", data=data)).text
        return self.text

    def told(self) -> list[str]:
        return re.findall(r'<p class="app-chat__text" dir="auto">(.*?)</p>', self.text)

    async def go(self) -> None:
        await self._http.aclose()

    def _field(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]+)"', self.text)
        assert found, f"no form on the page: {self.text[-400:]}"
        return found[1]


@asynccontextmanager
async def on_rung(rung: str, port: int, cookie: str):
    """Open a client by one of the ways in."""
    if rung == "websocket":
        async with connected(port, cookie) as client:
            yield client
        return
    client = Poller(port, cookie, secrets.token_hex(16), wait=20 if rung == "long poll" else 0)
    try:
        yield client
    finally:
        await client.go()
