"""``make bench``, second half: crowds in one room over real sockets, beside a bare broadcast."""

import asyncio
import contextlib
import json
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
from websockets.asyncio.client import connect

from assembly_portal.processes import wait_until
from realtime.presence import LEASE_SECONDS, SWEEP_SECONDS
from tests.load.crowd import Crowd
from tests.portal import TestPortal, cpu_seconds_of

SIZES = (100, 300, 500, 1000)
LINES = 30
IDLE_SECONDS = 10
IDLE_PAGES, SETTLING_SECONDS, STILL_SECONDS = 1000, 30, 70
MINUTE_SECONDS = 60
MOVERS = 270
TEXT = "x" * 120


def share(values: list[float], part: float) -> float:
    """The value below which this part of them lies, in milliseconds."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] * 1000 if ordered else float("nan")


def memory_of(portal: TestPortal) -> int:
    """Resident bytes of the web processes."""
    webs = [child for name, child in portal.processes.children.items() if name.startswith("web")]
    statuses = [Path(f"/proc/{web.process.pid}/status").read_text() for web in webs]
    return sum(int(status.split("VmRSS:")[1].split()[0]) * 1024 for status in statuses)


async def measure(portal: TestPortal, addresses: list[str], size: int, bare: float) -> None:
    """Let a crowd come, talk and sit still; print what it cost."""
    made = portal.call("tests.load.rows:a_crowd", people=size + 1)
    crowd = Crowd(addresses, made["stream"], made["cookies"])
    await crowd.come(count=1)
    await asyncio.sleep(1)
    memory, cpu, began_at = memory_of(portal), portal.cpu_seconds(), time.monotonic()
    await crowd.come(first=1)
    joined = time.monotonic() - began_at
    is_whole = await crowd.everybody_visible(seconds=60)
    whole = time.monotonic() - began_at
    arrival = (portal.cpu_seconds() - cpu) / size * 1000
    ids = made["ids"]
    visible = [
        crowd.seen_at[ids[tab.number]] - tab.began_at
        for tab in crowd.tabs
        if ids[tab.number] in crowd.seen_at
    ]
    frames = max(tab.presence_frames for tab in crowd.tabs)
    await asyncio.sleep(3)
    spent = (memory_of(portal) - memory) / size / 1000
    cpu, began_at = portal.cpu_seconds(), time.monotonic()
    await asyncio.sleep(IDLE_SECONDS)
    idle = (portal.cpu_seconds() - cpu) / (time.monotonic() - began_at) * 100
    cpu, began_at = portal.cpu_seconds(), time.monotonic()
    told = portal.call("tests.load.rows:say_lines", stream=made["stream"], count=LINES, body=TEXT)
    heard = [await crowd.hear(body, seconds=20) for body in told]
    seconds = time.monotonic() - began_at
    deliveries = sum(map(len, heard))
    each = (portal.cpu_seconds() - cpu - idle / 100 * seconds) / deliveries * 1e6
    spread = [last - min(times) for times in heard for last in times]
    lines = [await one_line(crowd, number) for number in range(min(10, size))]
    print(
        f"  {size:>5} {share(visible, 0.5):>6.0f} {share(visible, 0.95):>6.0f} {share(visible, 0.99):>6.0f} "
        f"{joined:>6.1f} {whole if is_whole else float('nan'):>6.1f} {arrival:>6.1f} {frames:>6} "
        f"{share(spread, 0.5):>6.0f} {share(spread, 0.99):>6.0f} {each:>6.1f} {each / bare:>6.2f} "
        f"{share(lines, 0.5):>6.0f} {share(lines, 0.95):>6.0f} {spent:>6.0f} {idle:>6.1f}"
        f"{'' if deliveries == LINES * (size + 1) else f'  only {deliveries} deliveries'}",
        end="",
        flush=True,
    )
    cpu = portal.cpu_seconds()
    await crowd.go()
    # Their leases run out, and what that costs is not the next crowd's.
    await asyncio.sleep(LEASE_SECONDS + 2 * SWEEP_SECONDS)
    leaving = (portal.cpu_seconds() - cpu) / size * 1000
    print(f" {leaving:>6.1f}", flush=True)


async def one_line(crowd: Crowd, number: int) -> float:
    """Let somebody say something, and return how long it took until everybody had heard it."""
    body = f"line {number} {time.monotonic()}"
    began_at = time.monotonic()
    await crowd.say(number, body)
    return max(await crowd.hear(body, seconds=20)) - began_at


async def hard_minute(portal: TestPortal, addresses: list[str], people: int) -> None:
    """The end of a keynote: within a minute everybody claims a place in one of three rooms and enters it."""
    made = portal.call("tests.load.rows:three_rooms", people=people)
    rooms = [Crowd(addresses, room["stream"], made["cookies"]) for room in made["rooms"]]
    chat: list[float] = []
    refused = 0
    is_over = asyncio.Event()

    async def move(number: int) -> None:
        nonlocal refused
        await asyncio.sleep(number * MINUTE_SECONDS / people)
        room, base = number % 3, addresses[number % len(addresses)]
        headers = {"Cookie": f"{made['cookies'][number]}; csrftoken={made['token']}", "Referer": base}
        answer = await client.post(
            base + made["rooms"][room]["path"], data={"csrfmiddlewaretoken": made["token"]}, headers=headers
        )
        refused += answer.status_code != 302
        await rooms[room].come(first=number, count=1)

    async def talk(room: int) -> None:
        while not is_over.is_set():
            await asyncio.sleep(1)
            if rooms[room].tabs:
                chat.append(await one_line(rooms[room], len(chat) % len(rooms[room].tabs)))

    cpu = portal.cpu_seconds()
    async with httpx.AsyncClient(timeout=30) as client:
        talking = [asyncio.create_task(talk(room)) for room in range(3)]
        await asyncio.gather(*(move(number) for number in range(people)))
        is_over.set()
        await asyncio.gather(*talking)
    whole = all([await room.everybody_visible(seconds=10) for room in rooms])
    spent = (portal.cpu_seconds() - cpu) / people * 1000
    print(
        f"\nThe hard minute: {people} people claim and enter three rooms within {MINUTE_SECONDS} s on "
        f"{len(addresses)} processes: {refused} refused, rosters {'whole' if whole else 'NOT whole'}; "
        f"a line to all p50 {share(chat, 0.5):.0f} ms, p95 {share(chat, 0.95):.0f} ms of {len(chat)}; "
        f"{spent:.0f} ms of CPU each, talking included"
    )
    for room in rooms:
        await room.go()


@contextlib.contextmanager
def bare_process(portal: TestPortal) -> Iterator[tuple[str, int]]:
    """Serve the yardstick, as the portal is served."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port = line.getsockname()[1]
        child = portal.processes.spawn(
            "bare",
            [sys.executable, "-m", "tests.load.bare", "--fd", str(line.fileno())],
            log=portal.logs / "bare.log",
            environment=portal.environment,
            pass_fds=[line.fileno()],
        )
        with contextlib.suppress(OSError):
            wait_until(lambda: _open(port), seconds=20)
        yield f"ws://127.0.0.1:{port}", child.process.pid
        portal.processes.stop("bare")


def _open(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


async def bare_broadcast(address: str, pid: int, size: int) -> float:
    """Microseconds of CPU that the yardstick spends on each delivery to so many sockets."""
    lines = [await connect(address, compression=None, ping_interval=None) for _ in range(size)]
    text = json.dumps({"t": "chat.msg", "s": "room:ABCD", "n": 1, "d": {"body": TEXT, "by": {"name": "A"}}})

    async def read(line) -> None:
        for _ in range(LINES):
            await line.recv()

    readers = [asyncio.create_task(read(line)) for line in lines]
    cpu = cpu_seconds_of(pid)
    for _ in range(LINES):
        await lines[0].send(text)
    await asyncio.gather(*readers)
    spent = (cpu_seconds_of(pid) - cpu) / (LINES * size) * 1e6
    await asyncio.gather(*(line.close() for line in lines))
    return spent


async def idle_pages(portal: TestPortal, address: str, bare: tuple[str, int]) -> None:
    """Let a thousand pages of one room stand open, beside as many sockets that nobody does anything with."""
    memory = memory_of(portal)
    made = portal.call("tests.load.rows:a_crowd", people=IDLE_PAGES)
    crowd = Crowd([address], made["stream"], made["cookies"])
    await crowd.come()
    await crowd.follow_own(made["own"])
    lines = [await connect(bare[0], compression=None, ping_interval=None) for _ in range(IDLE_PAGES)]
    await crowd.sit_still(seconds=SETTLING_SECONDS)
    memory = memory_of(portal) - memory
    before, bare_before, began_at = portal.cpu_seconds(), cpu_seconds_of(bare[1]), time.monotonic()
    await crowd.sit_still(seconds=STILL_SECONDS)
    seconds = time.monotonic() - began_at
    print(
        f"\n{IDLE_PAGES} idle pages of a room, one web process, {seconds:.0f} s: "
        f"{(portal.cpu_seconds() - before) / seconds * 100:.2f}% of a core, {memory / 1e6:.0f} MB, "
        f"{crowd.questions} had to ask whether their line stands; as many bare sockets: "
        f"{(cpu_seconds_of(bare[1]) - bare_before) / seconds * 100:.2f}%",
        flush=True,
    )
    await asyncio.gather(crowd.go(), *(line.close() for line in lines))


def print_idle(portal: TestPortal, address: str) -> None:
    """Measure what pages cost of which nobody does anything."""
    with bare_process(portal) as bare:
        asyncio.run(idle_pages(portal, address, bare))


def print_crowds(portal: TestPortal, addresses: list[str], sizes: tuple[int, ...] = SIZES) -> None:
    """Measure each size on as many web processes as there are addresses."""
    print(f"\nCrowds in one room, {len(addresses)} web process{'es' * (len(addresses) > 1)}")
    print(
        "  visible: from opening the line to being on another's page; all in, all seen: seconds for everybody"
    )
    print(
        "  heard: from the first to each; said: from sending a line to the last who hears it; kB: per socket"
    )
    print("  idle%: of one core, all processes; away: ms of CPU for each who goes")
    heads = (
        "people p50ms p95ms p99ms all-in seen cpu-ms frames hrd50 hrd99 µs/del x-bare said50 said95 kB "
        "idle% away"
    )
    print("  " + " ".join(f"{head:>{5 if head == 'people' else 6}}" for head in heads.split()))
    with bare_process(portal) as (address, pid):
        for size in sizes:
            bare = asyncio.run(bare_broadcast(address, pid, size))
            asyncio.run(measure(portal, addresses, size, bare))
