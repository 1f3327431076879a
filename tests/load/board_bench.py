"""What ``make bench`` measures of the day board: twelve rooms with five hundred people, over HTTP."""

import asyncio
import time
from typing import Any

import httpx

from tests.portal import TestPortal

ROOMS, PEOPLE = 12, 500
ROUNDS, ORGANISERS = 60, 4


def print_board(portal: TestPortal, rooms: int = ROOMS, people: int = PEOPLE) -> None:
    """Print what the page and the part that is asked for every five seconds cost."""
    began = time.monotonic()
    made: Any = portal.call("tests.load.board_rows:a_day", rooms=rooms, people=people)
    print(
        f"\nDay board of {rooms} rooms with {people} people, one web process "
        f"({time.monotonic() - began:.0f} s to write)"
    )
    print(f"  {'asked for':<24} {'queries':>7} {'KB':>6} {'p50':>7} {'p95':>7} {'CPU':>8}")
    for name, path, clients in (
        ("page, 1 organiser", "page", 1),
        ("part, 1 organiser", "part", 1),
        (f"part, {ORGANISERS} organisers", "part", ORGANISERS),
    ):
        before = portal.cpu_seconds()
        seconds, size = asyncio.run(_ask(portal.base_url, made["paths"][path], made["cookie"], clients))
        cpu = (portal.cpu_seconds() - before) / (ROUNDS * clients + 2) * 1000
        print(
            f"  {name:<24} {made['queries'][path]:>7} {size / 1000:>6.1f} {_at(seconds, 0.5):>5.0f}ms "
            f"{_at(seconds, 0.95):>5.0f}ms {cpu:>6.1f}ms"
        )


async def _ask(base_url: str, path: str, cookie: str, clients: int) -> tuple[list[float], int]:
    """Ask for it again and again, each client after its last answer; the first two answers warm up."""
    seconds: list[float] = []
    async with httpx.AsyncClient(base_url=base_url, headers={"Cookie": cookie}, timeout=60) as client:

        async def ask() -> int:
            began = time.perf_counter()
            answer = await client.get(path)
            seconds.append(time.perf_counter() - began)
            assert answer.status_code == 200, answer.status_code
            return len(answer.content)

        async def organiser() -> None:
            for _ in range(ROUNDS):
                await ask()

        size = [await ask(), await ask()][-1]
        seconds.clear()
        await asyncio.gather(*(organiser() for _ in range(clients)))
    return seconds, size


def _at(seconds: list[float], share: float) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000
