"""Many clients in one process: tabs that follow a room and take note of when they learn what."""

import asyncio
import json
import time
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect

SILENT_SECONDS = 25.0
"""As ``static/js/realtime/socket.js`` has it: a line that is silent for longer is asked."""


@dataclass
class Tab:
    """One person's page as far as the figures need it."""

    number: int
    line: ClientConnection
    began_at: float
    joined_at: float = 0.0
    whole_at: float = 0.0
    people: set[str] = field(default_factory=set)
    presence_frames: int = 0
    heard: dict[str, float] = field(default_factory=dict)
    version: int = -1
    mistakes: int = 0
    heard_at: float = 0.0


class Crowd:
    """Connects people to web processes and listens."""

    def __init__(self, addresses: list[str], stream: str, cookies: list[str]) -> None:
        self.addresses = [address.replace("http", "ws") for address in addresses]
        self.stream = stream
        self.cookies = cookies
        self.tabs: list[Tab] = []
        self.seen_at: dict[str, float] = {}
        self.questions = 0
        self._readers: list[asyncio.Task[None]] = []

    async def come(self, *, first: int = 0, count: int | None = None, follows: bool = True) -> None:
        """Open the lines of these people all at once; return when everybody was answered."""
        numbers = range(first, len(self.cookies) if count is None else first + count)
        await asyncio.gather(*(self._come(number, follows) for number in numbers))

    async def everybody_visible(self, *, seconds: float) -> bool:
        """Wait until each tab shows everybody; whether that came true in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if all(len(tab.people) >= len(self.tabs) for tab in self.tabs):
                return True
            await asyncio.sleep(0.02)
        return False

    async def hear(self, word: str, *, seconds: float) -> list[float]:
        """Wait until every tab has heard a line; return when each did."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not all(word in tab.heard for tab in self.tabs):
            await asyncio.sleep(0.01)
        return [tab.heard[word] for tab in self.tabs if word in tab.heard]

    async def say(self, number: int, body: str) -> None:
        """Let somebody write a line of chat."""
        import uuid

        frame = {"t": "chat.send", "i": 9, "s": self.stream, "d": {"cid": str(uuid.uuid4()), "body": body}}
        await self.tabs[number].line.send(json.dumps(frame))

    async def follow_own(self, names: list[str]) -> None:
        """Let each page follow its person's own stream as well, as the page of a room does."""
        for tab in self.tabs:
            frame = {"t": "sub", "i": 2, "s": names[tab.number], "d": {}}
            await tab.line.send(json.dumps(frame))

    async def sit_still(self, *, seconds: float) -> None:
        """Do for so long what an open page does by itself: ask a line that is silent."""
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            for tab in self.tabs:
                if now - tab.heard_at > SILENT_SECONDS:
                    tab.heard_at = now
                    self.questions += 1
                    await tab.line.send('{"t":"ping","i":3,"s":null,"d":{}}')
            await asyncio.sleep(min(1.0, until - now))

    async def go(self) -> None:
        """Close every line."""
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*(tab.line.close() for tab in self.tabs), return_exceptions=True)

    async def _come(self, number: int, follows: bool) -> None:
        began_at = time.monotonic()
        address = self.addresses[number % len(self.addresses)]
        line = await connect(
            f"{address}/realtime/socket",
            additional_headers={"Cookie": self.cookies[number], "Origin": address.replace("ws", "http")},
            compression=None,
            open_timeout=60,
            ping_interval=None,
            max_size=None,
        )
        tab = Tab(number, line, began_at)
        self.tabs.append(tab)
        answered = asyncio.Event()
        self._readers.append(asyncio.create_task(self._read(tab, answered)))
        if follows:
            await line.send(json.dumps({"t": "sub", "i": 1, "s": self.stream, "d": {}}))
            await asyncio.wait_for(answered.wait(), 60)

    async def _read(self, tab: Tab, answered: asyncio.Event) -> None:
        async for text in tab.line:
            tab.heard_at = time.monotonic()
            if '"t":"pres.' in text[:20]:
                self._people(tab, json.loads(text))
            elif text.startswith('{"t":"ok","i":1'):
                tab.joined_at = time.monotonic()
                answered.set()
            elif '"t":"chat.msg"' in text[:40]:
                tab.heard[json.loads(text)["d"]["body"]] = time.monotonic()
            elif text.startswith('{"t":"err"'):
                tab.mistakes += 1

    def _people(self, tab: Tab, frame: dict) -> None:
        tab.presence_frames += 1
        data = frame["d"]
        if frame["t"] == "pres.snap":
            tab.people = {each["id"] for each in data["people"]}
        elif data["v_from"] == tab.version:
            tab.people = (tab.people | {each["id"] for each in data["joined"]}) - set(data["left"])
        else:
            tab.mistakes += 1
            return
        tab.version = frame["v"]
        now = time.monotonic()
        if tab is self.tabs[0]:
            for person in tab.people:
                self.seen_at.setdefault(person, now)
