"""Real web processes on the suite's private servers, and websocket clients that remember what they hear."""

import asyncio
import json
import os
import signal
import socket
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import websockets
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from websockets.asyncio.client import ClientConnection

from assembly_portal.embedded import Servers
from assembly_portal.processes import Processes, wait_until
from tests.portal import cpu_seconds_of

HOME = Path(__file__).resolve().parent.parent.parent
DEADLINE_SECONDS = 10.0


def log_in(user) -> str:
    """Log a person in as Django does and return the cookie header."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def session_key(cookie: str) -> str:
    return cookie.partition("=")[2]


class Webs:
    """The web processes of one test, each on a port of its own."""

    def __init__(self, servers: Servers, logs: Path) -> None:
        self.servers = servers
        self.logs = logs
        self.processes = Processes()
        self.ports: list[int] = []
        # The suite's own Valkey serves other tests; this one is killed and frozen.
        folder = servers.folder / "rt"
        self.valkey = Servers(folder=folder, data=folder, logs=logs, processes=self.processes)
        folder.mkdir(exist_ok=True)
        self.valkey.start_valkey()

    def start(self, count: int = 1) -> None:
        """Start so many more and wait until they answer."""
        first = len(self.ports)
        for number in range(first, first + count):
            self.ports.append(0)
            self._spawn(number)
        for number in range(first, first + count):
            assert wait_until(lambda number=number: _listens(self.ports[number]), seconds=30), self.log(
                number
            )

    def restart(self, number: int) -> None:
        """Start one that has been killed again, on the same port."""
        self._spawn(number)
        assert wait_until(lambda: _listens(self.ports[number]), seconds=30), self.log(number)

    def signal(self, name: str, sign: signal.Signals) -> None:
        """Send one of the processes (``web0``, ``valkey``) a signal: kill, freeze, go on."""
        child = self.processes.children[name]
        child.process.send_signal(sign)
        if sign is signal.SIGKILL:
            child.process.wait()
            self.processes.stop(name)

    def stop(self) -> None:
        self.processes.stop()

    def log(self, number: int) -> str:
        return (self.logs / f"web{number}.log").read_text()[-6000:]

    def cpu_seconds(self, number: int) -> float:
        """What one process has used so far."""
        return cpu_seconds_of(self.processes.children[f"web{number}"].process.pid)

    def _spawn(self, number: int) -> None:
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # Handed on as it is: a port that was free a moment ago may be another worker's by now.
            line.bind(("127.0.0.1", self.ports[number]))
            self.ports[number] = line.getsockname()[1]
            self._spawn_on(number, line.fileno())

    def _spawn_on(self, number: int, fd: int) -> None:
        database = connection.settings_dict["NAME"]
        self.processes.spawn(
            f"web{number}",
            [sys.executable, "-m", "assembly_portal.serving", "--fd", str(fd)],
            pass_fds=[fd],
            log=self.logs / f"web{number}.log",
            environment={
                **os.environ,
                "DATABASE_URL": f"{self.servers.database_url.rpartition('/')[0]}/{database}",
                "REDIS_URL": self.valkey.redis_url,
                "DJANGO_SETTINGS_MODULE": "assembly_portal.settings.test",
                "PORTAL_DATABASE_POOL": "1",
                "PYTHONUNBUFFERED": "1",
                # Theirs is as long as it is anywhere.
                "REDIS_PATIENCE_SECONDS": "",
            },
        )


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


class Client:
    """A person's tab: sends requests, keeps every frame it hears."""

    def __init__(self, line: ClientConnection) -> None:
        self.line = line
        self.heard: list[dict[str, Any]] = []
        self._number = 0
        self._news = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    async def request(self, type: str, stream: str | None = None, **data: Any) -> dict[str, Any]:
        """Send a request and return its ``ok`` or ``err``."""
        number = await self.send(type, stream, **data)
        return await self.hear(lambda frame: frame["t"] in {"ok", "err", "pong"} and frame["i"] == number)

    async def send(self, type: str, stream: str | None = None, **data: Any) -> int:
        """Send a request and wait for nothing."""
        self._number += 1
        await self.line.send(json.dumps({"t": type, "i": self._number, "s": stream, "d": data}))
        return self._number

    async def say(self, stream: str, body: str, cid: str | None = None) -> dict[str, Any]:
        """Send a line of chat."""
        return await self.request("chat.send", stream, cid=cid or str(uuid.uuid4()), body=body)

    async def hear(self, is_it: Callable[[dict[str, Any]], bool], *, seconds: float = DEADLINE_SECONDS):
        """Return the first frame, heard already or yet to come, of which this is true."""
        index = 0
        deadline = time.monotonic() + seconds
        while True:
            while index < len(self.heard):
                if is_it(self.heard[index]):
                    return self.heard[index]
                index += 1
            self._news.clear()
            assert not self._reader.done(), f"closed with {self.close_code} after {self._lately}"
            try:
                await asyncio.wait_for(self._news.wait(), deadline - time.monotonic())
            except TimeoutError:
                raise AssertionError(f"not heard within {seconds} s; last: {self._lately}") from None

    async def sees(self, stream: str, *names: str, seconds: float = DEADLINE_SECONDS) -> float:
        """Wait until the newest roster names exactly these people; return how long that took."""
        began_at = time.monotonic()
        while self.roster(stream) != set(names):
            self._news.clear()
            left = began_at + seconds - time.monotonic()
            assert left > 0, f"{self.roster(stream)} instead of {names} after {seconds} s"
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), min(left, 0.5))
        return time.monotonic() - began_at

    def roster(self, stream: str) -> set[str]:
        """The names of those who are there, as frames have told so far."""
        return {person["name"] for person in self.people(stream).values()}

    def people(self, stream: str) -> dict[str, dict[str, Any]]:
        """Those who are there, by their keys: the newest whole roster and each change that follows on it."""
        people: dict[str, dict[str, Any]] = {}
        version = None
        for frame in self.heard:
            if frame.get("s") != stream:
                continue
            if frame["t"] == "pres.snap":
                version, people = frame["v"], {each["id"]: each for each in frame["d"]["people"]}
            elif frame["t"] == "pres.diff" and frame["d"]["v_from"] == version:
                version = frame["v"]
                people = {key: each for key, each in people.items() if key not in frame["d"]["left"]}
                people |= {each["id"]: each for each in frame["d"]["joined"] + frame["d"]["changed"]}
        return people

    def rosters(self, stream: str) -> int:
        """How many frames have told who is there."""
        return sum(frame["t"] in {"pres.snap", "pres.diff"} and frame["s"] == stream for frame in self.heard)

    def bodies(self, stream: str) -> list[str]:
        """What was said, in the order in which it was heard."""
        return [
            frame["d"]["body"] for frame in self.heard if frame["t"] == "chat.msg" and frame["s"] == stream
        ]

    def told(self, stream: str) -> list[str]:
        """What a page shows by now: the messages of the newest state, and what was said since."""
        snaps = [n for n, frame in enumerate(self.heard) if frame["t"] == "snap" and frame["s"] == stream]
        state = self.heard[snaps[-1]]
        since = [frame for frame in self.heard[snaps[-1] :] if frame["t"] == "chat.msg"]
        return [message["body"] for message in state["d"]["state"]["messages"]] + [
            frame["d"]["body"] for frame in since if frame["s"] == stream and frame["n"] > state["n"]
        ]

    async def closed(self, *, seconds: float = DEADLINE_SECONDS) -> int | None:
        """Wait until the server has closed the line and return its code."""
        await asyncio.wait_for(asyncio.shield(self._reader), seconds)
        return self.close_code

    @property
    def close_code(self) -> int | None:
        return self.line.close_code

    def cut(self) -> None:
        """Lose the line without a word, as in a lift."""
        self.line.transport.abort()

    @property
    def _lately(self) -> list[str]:
        return [json.dumps(frame)[:200] for frame in self.heard[-5:]]

    async def _read(self) -> None:
        with suppress(websockets.ConnectionClosed):
            async for text in self.line:
                self.heard.append(json.loads(text))
                self._news.set()
        self._news.set()


@asynccontextmanager
async def connected(port: int, cookie: str = "", *, origin: str | None = None, host: str = "localhost"):
    """A client of the process at ``port``; closed at the end."""
    headers = {"Cookie": cookie} if cookie else {}
    line = await websockets.connect(
        f"ws://{host}:{port}/realtime/socket",
        origin=origin or f"http://{host}:{port}",
        additional_headers=headers,
        compression=None,
        max_size=None,
    )
    client = Client(line)
    try:
        yield client
    finally:
        await line.close()
