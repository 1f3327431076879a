"""People who stay whatever befalls the servers, and an oracle over what each of them has seen.

A person does what ``static/js/realtime`` does: numbers in order, each once; own sends kept until they stand;
reconnecting after a random while, from where they were. Everything random comes from one seed.
"""

import asyncio
import json
import random
import time
import uuid
from collections.abc import Collection
from contextlib import suppress
from typing import Any

import websockets
from websockets.asyncio.client import connect

ANSWER_SECONDS = 6


class Person:
    """One page that stays in a room."""

    def __init__(self, name: str, cookie: str, stream: str, ports: list[int], chance: random.Random) -> None:
        self.name = name
        self.stream = stream
        self.ports = ports
        self.log: list[tuple[int, str]] = []
        """Number and body of each line, in the order in which it was applied."""
        self.strays: list[dict[str, Any]] = []
        """Frames of streams that were not followed."""
        self.people: dict[str, dict[str, Any]] = {}
        self.presence_frames = 0
        self.resets = 0
        self.refusals: list[str] = []
        self.connected_at: list[float] = []
        self.lost_at: list[float] = []
        self.is_connected = asyncio.Event()
        self._cookie = cookie
        self._chance = chance
        self._applied: int | None = None
        self._epoch = ""
        self._version: int | None = None
        self._kept: dict[str, str] = {}
        self._numbers: dict[int, str] = {}
        self._number = 0
        self._line: Any = None
        self._task = asyncio.create_task(self._stay())

    async def say(self, body: str) -> None:
        """Write a line, which is sent again and again until it stands."""
        cid = str(uuid.UUID(int=self._chance.getrandbits(128), version=4))
        self._kept[cid] = body
        if self.is_connected.is_set():
            await self._send(cid)

    @property
    def has_sent_all(self) -> bool:
        """Whether everything that was written stands."""
        return not self._kept

    async def offline(self, seconds: float) -> None:
        """Lose the line without a word and stay away for so long."""
        self._task.cancel()
        if self._line is not None:
            self._line.transport.abort()
        self.is_connected.clear()
        await asyncio.sleep(seconds)
        self._task = asyncio.create_task(self._stay())

    async def go(self) -> None:
        self._task.cancel()
        if self._line is not None:
            with suppress(Exception):
                await self._line.close()

    async def _stay(self) -> None:
        attempt = 0
        while True:
            port = self._chance.choice(self.ports)
            try:
                async with connect(
                    f"ws://127.0.0.1:{port}/realtime/socket",
                    additional_headers={"Cookie": self._cookie, "Origin": f"http://127.0.0.1:{port}"},
                    compression=None,
                    ping_interval=None,
                    open_timeout=4,
                    close_timeout=0.2,
                    max_size=None,
                ) as self._line:
                    await self._follow()
                    async for text in self._line:
                        attempt = 0
                        await self._take(json.loads(text))
            except (OSError, websockets.WebSocketException, TimeoutError):
                pass
            if self.is_connected.is_set():
                self.lost_at.append(time.monotonic())
            self.is_connected.clear()
            await asyncio.sleep(self._chance.random() * min(30.0, 0.5 * 2**attempt))
            attempt += 1

    async def _follow(self) -> None:
        where = {} if self._applied is None else {"since": self._applied, "epoch": self._epoch}
        await self._ask("sub", "sub", where)

    async def _ask(self, meaning: str, type: str, data: dict[str, Any]) -> None:
        self._number += 1
        self._numbers[self._number] = meaning
        await self._line.send(json.dumps({"t": type, "i": self._number, "s": self.stream, "d": data}))

    async def _send(self, cid: str) -> None:
        with suppress(websockets.WebSocketException):
            await self._ask(cid, "chat.send", {"cid": cid, "body": self._kept[cid]})

    async def _take(self, frame: dict[str, Any]) -> None:
        if frame["t"] in {"ok", "err"}:
            await self._answered(self._numbers.pop(frame["i"], ""), frame)
        elif frame["t"] in {"hello", "pong", "beat", "restart"}:
            return
        elif frame.get("s") != self.stream:
            self.strays.append(frame)
        elif frame["t"] == "snap":
            self._applied, self._epoch = frame["n"], frame["d"]["epoch"]
            known = {body for _, body in self.log}
            for message in frame["d"]["state"]["messages"]:
                if message["body"] not in known:
                    self.log.append((0, message["body"]))
                self._kept.pop(message["cid"], None)
        elif frame["t"] == "reset":
            self.resets += 1
            self._applied = None
        elif frame["t"].startswith("pres."):
            await self._roster(frame)
        elif "n" in frame:
            await self._durable(frame)

    async def _durable(self, frame: dict[str, Any]) -> None:
        if self._applied is None or frame["n"] <= self._applied:
            return
        if frame["n"] > self._applied + 1:
            await self._ask("sync", "sync", {"since": self._applied, "epoch": self._epoch})
            return
        self._applied = frame["n"]
        if frame["t"] == "chat.msg":
            self.log.append((frame["n"], frame["d"]["body"]))
            self._kept.pop(frame.get("cid", ""), None)

    async def _roster(self, frame: dict[str, Any]) -> None:
        self.presence_frames += 1
        data = frame["d"]
        if frame["t"] == "pres.snap":
            self.people = {each["id"]: each for each in data["people"]}
        elif data["v_from"] != self._version:
            await self._ask("sync", "sync", {"since": self._applied or 0, "epoch": self._epoch})
            return
        else:
            self.people = {key: each for key, each in self.people.items() if key not in data["left"]}
            self.people |= {each["id"]: each for each in data["joined"] + data["changed"]}
        self._version = frame["v"]

    async def _answered(self, meaning: str, frame: dict[str, Any]) -> None:
        if meaning == "sub" and frame["t"] == "ok":
            self._epoch = frame["d"]["epoch"]
            self.connected_at.append(time.monotonic())
            self.is_connected.set()
            for cid in list(self._kept):
                await self._send(cid)
        elif frame["t"] == "err":
            self.refusals.append(frame["d"]["code"])
            again = {"sub": self._follow}.get(meaning)
            wait = (frame["d"].get("retry_ms") or 1000) / 1000
            if again or meaning in self._kept:
                await asyncio.sleep(0)
                asyncio.get_running_loop().call_later(wait, self._retry, meaning)
        elif meaning in self._kept:
            self._kept.pop(meaning)

    def _retry(self, meaning: str) -> None:
        if self._line is None:
            return
        again = self._follow() if meaning == "sub" else self._send(meaning) if meaning in self._kept else None
        if again is not None:
            task = asyncio.ensure_future(again)
            task.add_done_callback(lambda done: done.cancelled() or done.exception())


def judge(people: Collection[Person], said: Collection[str], stands: list[str]) -> None:
    """Hold every log against what stands in the database: nothing lost, doubled, out of order or leaked."""
    assert sorted(stands) == sorted(said), "what was said stands exactly once"
    for person in people:
        assert not person.strays, f"{person.name} heard of {person.strays[0]}"
        bodies = [body for _, body in person.log]
        assert len(bodies) == len(set(bodies)), f"{person.name} heard something twice"
        numbers = [number for number, _ in person.log if number]
        assert numbers == sorted(numbers), f"{person.name} heard out of order"
        assert bodies == [body for body in stands if body in set(bodies)], f"{person.name}: order"
        missing = [body for body in stands if body not in set(bodies)]
        assert not missing or person.resets, f"{person.name} missed {missing[:5]}"
