"""What ``make bench`` measures of films: a hundred people stream one in ranges, and plain servers beside.

Each server is one process, measured alone, by the same clients, which share the machine.
"""

import asyncio
import contextlib
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.load.plain import KINDS
from tests.portal import HOME, TestPortal, cpu_seconds_of

MIB = 1024 * 1024
PEOPLE, FILM_MIB, RANGE_MIB = 100, 40, 4
DEADLINE_SECONDS = 600


@dataclass
class Streaming:
    """What the crowd saw: seconds to the first byte of each range, bytes in all, and ranges refused."""

    first: list[float] = field(default_factory=list)
    size: int = 0
    refused: int = 0
    seconds: float = 0.0

    def at(self, share: float) -> float:
        """The milliseconds within which this share had its first byte."""
        ordered = sorted(self.first)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else float("nan")


class Player(asyncio.BufferedProtocol):
    """Takes one range after the other on one line, and forgets what it took: keeping it would be measured."""

    def __init__(self, head: str, size: int, seen: Streaming) -> None:
        self.head, self.size, self.seen = head, size, seen
        self.buffer = bytearray(256 * 1024)
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.at, self.left, self.began_at, self.before = 0, 0, 0.0, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.line = transport
        self.ask()

    def ask(self) -> None:
        """Ask for the next range, or be done."""
        if self.at >= self.size:
            self.line.close()
            return
        stop = min(self.at + RANGE_MIB * MIB, self.size)
        self.left, self.before, self.began_at = stop - self.at, b"", time.monotonic()
        self.line.write(f"{self.head}Range: bytes={self.at}-{stop - 1}\r\n\r\n".encode())
        self.at = stop

    def get_buffer(self, hint: int) -> bytearray:
        return self.buffer

    def buffer_updated(self, count: int) -> None:
        if self.before is not None:
            count = self.read_head(count)
        self.left -= count
        self.seen.size += count
        if self.left == 0 and self.before is None:
            self.ask()

    def read_head(self, count: int) -> int:
        """Return how many bytes of the film came with the head; none while it is not whole."""
        self.before += bytes(self.buffer[:count])
        head, end, body = self.before.partition(b"\r\n\r\n")
        if not end:
            return 0
        if b" 206 " not in head.partition(b"\r\n")[0]:
            self.seen.refused += 1
            self.line.close()
            return 0
        if body:
            self.seen.first.append(time.monotonic() - self.began_at)
            self.before = None
        return len(body)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)


async def stream(base: str, path: str, cookie: str, *, people: int, size: int) -> Streaming:
    """Let so many people take all of it at once, each on a line of their own."""
    address, seen, loop = urlsplit(base), Streaming(), asyncio.get_running_loop()
    head = f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: {cookie}\r\n"
    started = time.monotonic()
    lines = [
        loop.create_connection(lambda: Player(head, size, seen), "127.0.0.1", address.port)
        for _ in range(people)
    ]
    players = [player for _, player in await asyncio.gather(*lines)]
    async with asyncio.timeout(DEADLINE_SECONDS):
        await asyncio.gather(*(player.over for player in players))
    seen.seconds = time.monotonic() - started
    return seen


async def measured(base: str, path: str, cookie: str, pid: int, *, people: int, size: int) -> str:
    """Stream once by one person to be warm, then by all; return the line that tells of it."""
    await stream(base, path, cookie, people=1, size=size)
    before, cpu, most = rss_mb(pid), cpu_seconds_of(pid), 0.0
    task = asyncio.create_task(stream(base, path, cookie, people=people, size=size))
    while not task.done():
        most = max(most, rss_mb(pid))
        await asyncio.sleep(0.1)
    seen = await task
    whole = seen.size == people * size
    return (
        f"{seen.size / MIB / seen.seconds:>6.0f} MB/s, first byte {seen.at(0.5):.0f} ms (p50) "
        f"{seen.at(0.95):.0f} ms (p95), {max(0.0, most - before) * 1024 / people:.0f} kB a stream, "
        f"{(cpu_seconds_of(pid) - cpu) / (seen.size / MIB) * 1000:.1f} ms of CPU a MB, "
        f"{'every byte came' if whole else f'{seen.size} bytes came'}, {seen.refused} refused"
    )


def print_films(portal: TestPortal, *, people: int = PEOPLE, mib: int = FILM_MIB) -> None:
    """Print how a film is streamed by the portal, and the same file by a plain static server."""
    portal.environment["LIBRARY_FOLDER"] = str(portal.folder / "library")
    film = portal.call("tests.load.library_rows:a_film", mib=mib)
    settings = portal.environment["DJANGO_SETTINGS_MODULE"]
    portal.environment["DJANGO_SETTINGS_MODULE"] = "tests.load.library_settings"
    try:
        base = portal.start_web("films")
    finally:
        portal.environment["DJANGO_SETTINGS_MODULE"] = settings
    file = Path(film["file"])
    served = [("the portal", base, film["path"], "films")]
    served += [(kind, start_plain(portal, kind, file.parent), f"/{file.name}", kind) for kind in KINDS]
    print(f"\nA film of {mib} MB for {people} people at once, in ranges of {RANGE_MIB} MB, one process each")
    for name, address, path, process in served:
        pid = portal.processes.children[process].process.pid
        line = measured(address, path, film["cookie"], pid, people=people, size=mib * MIB)
        print(f"  {name:<12} {asyncio.run(line)}")
        portal.processes.stop(process)


def start_plain(portal: TestPortal, kind: str, folder: Path) -> str:
    """Start a static file server of the folder, and return its address."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        # Who comes before it is up waits in line.
        line.listen(PEOPLE)
        port = line.getsockname()[1]
        portal.processes.spawn(
            kind,
            [sys.executable, "-m", "tests.load.plain", kind, "--fd", str(line.fileno()), str(folder)],
            log=portal.logs / f"{kind}.log",
            environment={**portal.environment, "PYTHONPATH": str(HOME)},
            pass_fds=[line.fileno()],
        )
    return f"http://localhost:{port}"


def rss_mb(pid: int) -> float:
    """What a process holds in memory."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0
