"""``make bench``: what the portal does per second, and with crowds, with real servers and processes.

Figures are printed, never asserted: a slow machine is no defect. Requests go over HTTP; the clients run
in this process and share the machine with what they measure.
"""

import asyncio
import os
import platform
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from assembly_portal.embedded import Servers
from tests.load.board_bench import print_board
from tests.load.concern_bench import print_concerns
from tests.load.conversation_bench import print_conversations
from tests.load.directory_bench import print_directory
from tests.load.library_bench import print_films
from tests.load.notice_bench import print_notices
from tests.load.question_bench import print_questions
from tests.load.realtime_bench import MOVERS, hard_minute, print_crowds, print_idle
from tests.load.search_bench import print_search
from tests.portal import TestPortal

CLIENTS = 16
SECONDS = 6.0
WARM_UP_SECONDS = 1.0
CLAIMS, PLACES = 300, 100
PAGES = ("home", "programme", "my_day", "room")


@dataclass
class Run:
    """What a closed loop of clients saw: seconds per answer, and the answers by status."""

    seconds: list[float] = field(default_factory=list)
    count: int = 0
    """All of them; those of the warm-up are not timed."""
    statuses: Counter[int] = field(default_factory=Counter)

    def at(self, share: float) -> float:
        """The time in milliseconds within which this share was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else float("nan")


async def hammer(addresses: list[str], path: str, cookies: list[str]) -> Run:
    """Ask for one page in a closed loop, each client with a log-in of its own, spread over the processes."""
    run = Run()
    counting_from = time.monotonic() + WARM_UP_SECONDS
    until = counting_from + SECONDS

    async def one(number: int) -> None:
        headers = {"Cookie": cookies[number % len(cookies)]} if cookies else {}
        base = addresses[number % len(addresses)]
        async with httpx.AsyncClient(base_url=base, headers=headers, timeout=30) as client:
            while (started := time.monotonic()) < until:
                response = await client.get(path)
                run.count += 1
                if started >= counting_from:
                    run.seconds.append(time.monotonic() - started)
                    run.statuses[response.status_code] += 1

    await asyncio.gather(*(one(number) for number in range(CLIENTS)))
    return run


async def claim(addresses: list[str], path: str, people: list[dict[str, str]]) -> tuple[float, Counter[str]]:
    """Let everybody claim a seat in one room at once; return the seconds it took and the answers."""
    outcomes: Counter[str] = Counter()
    async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=64)) as client:

        async def one(number: int, person: dict[str, str]) -> None:
            base = addresses[number % len(addresses)]
            headers = {"Cookie": f"{person['cookie']}; csrftoken={person['token']}", "Referer": base}
            answer = await client.post(
                base + path, data={"csrfmiddlewaretoken": person["token"]}, headers=headers
            )
            outcomes[str(answer.status_code)] += 1

        started = time.monotonic()
        await asyncio.gather(*(one(number, person) for number, person in enumerate(people)))
        return time.monotonic() - started, outcomes


def print_pages(title: str, portal: TestPortal, addresses: list[str], day: dict) -> None:
    """Measure and print one line per page; CPU is the web processes', and the surest of the figures."""
    print(f"\n{title}, {CLIENTS} clients, {SECONDS:.0f} s each")
    print(
        f"  {'page':<10} {'queries':>7} {'KB':>6} {'per s':>7} {'p50':>7} {'p95':>7} {'p99':>7} "
        f"{'CPU':>8}  answers"
    )
    for page in PAGES:
        cookies = day["cookies"] if page in {"my_day", "room"} else []
        before = portal.cpu_seconds()
        run = asyncio.run(hammer(addresses, day["paths"][page], cookies))
        cpu = (portal.cpu_seconds() - before) / max(1, run.count) * 1000
        print(
            f"  {page:<10} {day['queries'][page]:>7} {day['bytes'][page] / 1000:>6.1f} "
            f"{len(run.seconds) / SECONDS:>7.1f} {run.at(0.5):>5.0f}ms {run.at(0.95):>5.0f}ms "
            f"{run.at(0.99):>5.0f}ms {cpu:>6.1f}ms  {dict(run.statuses)}"
        )


def main() -> None:
    """Start a portal of two web processes on the demonstration, measure, and stop it."""
    folder = Path(tempfile.mkdtemp(prefix="pb."))
    servers = Servers(folder=folder, data=folder / "data", logs=folder / "logs")
    servers.start()
    os.environ.update(servers.environment)
    portal = TestPortal(servers, folder / "portal", "bench")
    portal.environment["DJANGO_SETTINGS_MODULE"] = "assembly_portal.settings.test"
    try:
        portal.start()
        started = time.monotonic()
        portal.manage("seed_demo")
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        print(f"seed_demo: {time.monotonic() - started:.1f} s")
        day = portal.call("tests.load.rows:the_day", people=CLIENTS)
        print_pages("One web process", portal, [portal.base_url], day)
        print_idle(portal, portal.base_url)
        both = [portal.base_url, portal.start_web("web2")]
        print_pages("Two web processes", portal, both, day)
        races = portal.call("tests.load.rows:races", count=3, people=CLAIMS, places=PLACES)
        for round_number, race in enumerate(races, start=1):
            before = portal.cpu_seconds()
            seconds, outcomes = asyncio.run(claim(both, race["path"], race["people"]))
            cpu = (portal.cpu_seconds() - before) / CLAIMS * 1000
            seats = portal.call("tests.load.rows:seats_in", code=race["room"])
            print(
                f"\nRace {round_number}: {CLAIMS} claims for {PLACES} places, two processes: {seats} seats, "
                f"answers {dict(outcomes)}, {CLAIMS / seconds:.0f} claims/s, {seats / seconds:.0f} seats/s, "
                f"{cpu:.1f} ms of CPU each"
            )
        print_questions(portal, both)
        print_conversations(portal, both)
        print_concerns(portal, both, hammer)
        print_notices(portal)
        print_films(portal)
        print_search(portal)
        print_directory(portal)
        print_board(portal)
        print_crowds(portal, both[:1])
        print_crowds(portal, both)
        asyncio.run(hard_minute(portal, both, MOVERS))
    finally:
        portal.stop()
        servers.stop()


if __name__ == "__main__":
    sys.exit(main())
