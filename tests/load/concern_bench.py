"""What ``make bench`` measures of concerns: codes checked per second, and an inbox of thousands."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

import httpx

from tests.portal import TestPortal

Hammer = Callable[[list[str], str, list[str]], Coroutine[Any, Any, Any]]
# So many codes a network may try within ten minutes, in both rounds together.
INBOX, CODES, TRIES = 5_000, 8, 30
HEADERS = {"Sec-Fetch-Site": "same-origin"}


async def come_back(addresses: list[str], codes: list[str]) -> tuple[float, Counter[int]]:
    """Let many people come back by their codes at once; return the seconds it took and the answers."""
    statuses: Counter[int] = Counter()
    async with httpx.AsyncClient(timeout=120, headers=HEADERS) as client:

        async def one(number: int) -> None:
            base = addresses[number % len(addresses)]
            answer = await client.post(f"{base}/letterbox/back/", data={"code": codes[number % len(codes)]})
            statuses[answer.status_code] += 1

        started = time.monotonic()
        waiting = asyncio.Semaphore(8)

        async def in_turn(number: int) -> None:
            async with waiting:
                await one(number)

        await asyncio.gather(*(in_turn(number) for number in range(TRIES)))
        return time.monotonic() - started, statuses


def print_concerns(portal: TestPortal, addresses: list[str], hammer: Hammer) -> None:
    """Print the inbox of 5,000 concerns and the codes per second."""
    inbox = portal.call("tests.load.concern_rows:an_inbox", count=INBOX)
    run = asyncio.run(hammer(addresses[:1], "/casework/", inbox["cookies"]))
    print(
        f"\nInbox of {INBOX} concerns, one process, 16 clients: {len(run.seconds) / 6:.1f} per s, "
        f"p50 {run.at(0.5):.0f} ms, p95 {run.at(0.95):.0f} ms, {dict(run.statuses)}"
    )
    alone = asyncio.run(_one_by_one(addresses[0], inbox["cookies"][0]))
    print(f"  one client: p50 {alone[len(alone) // 2]:.0f} ms, p95 {alone[int(len(alone) * 0.95)]:.0f} ms")
    codes = portal.call("tests.load.concern_rows:codes", count=CODES)
    for count in (1, len(addresses)):
        before = portal.cpu_seconds()
        seconds, statuses = asyncio.run(come_back(addresses[:count], codes))
        cpu = (portal.cpu_seconds() - before) / TRIES * 1000
        print(
            f"Codes checked, {count} web process(es), two at once in each: {TRIES / seconds:.1f} per s, "
            f"{cpu:.0f} ms of CPU each, {dict(statuses)}"
        )


async def _one_by_one(base: str, cookie: str) -> list[float]:
    async with httpx.AsyncClient(base_url=base, headers={"Cookie": cookie}, timeout=30) as client:
        took = []
        for _ in range(40):
            started = time.monotonic()
            await client.get("/casework/")
            took.append((time.monotonic() - started) * 1000)
        return sorted(took)
