"""``make bench``: questions, votes and answers to polls per second, over sockets of both processes."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from uuid import uuid4

from tests.load.asking import Page
from tests.load.realtime_bench import share
from tests.portal import TestPortal
from tests.realtime.harness import connected

PEOPLE = 100
EACH = 3
"""As many as one person may send at once, so that what is measured is the portal and not its limits."""
REFILL_SECONDS = 3

Send = Callable[[int, Page], Awaitable[dict]]


async def _measure(portal: TestPortal, name: str, pages: list[Page], send: Send, queries: int) -> None:
    """Let everybody send at once, each the next when the last is answered; print what it took."""
    waits: list[float] = []
    refused = 0

    async def one(number: int, page: Page) -> None:
        nonlocal refused
        for _ in range(EACH):
            sent_at = time.monotonic()
            answer = await send(number, page)
            waits.append(time.monotonic() - sent_at)
            refused += answer["t"] != "ok"

    cpu, began_at = portal.cpu_seconds(), time.monotonic()
    await asyncio.gather(*(one(number, page) for number, page in enumerate(pages)))
    seconds = time.monotonic() - began_at
    each = (portal.cpu_seconds() - cpu) / len(waits) * 1000
    print(
        f"  {name:<16} {queries:>7} {len(waits) / seconds:>7.1f} {share(waits, 0.5):>5.0f}ms "
        f"{share(waits, 0.95):>5.0f}ms {each:>6.1f}ms  {refused} refused",
        flush=True,
    )


async def _crowd(portal: TestPortal, addresses: list[str], made: dict, queries: dict[str, int]) -> None:
    async with AsyncExitStack() as stack:
        parts: dict[str, list[Page]] = {".qa": [], ".polls": []}
        for number, cookie in enumerate(made["cookies"]):
            port = int(addresses[number % len(addresses)].rpartition(":")[2])
            client = await stack.enter_async_context(connected(port, cookie))
            assert (await client.request("sub", made["stream"]))["t"] == "ok"
            for suffix, found in parts.items():
                found.append(Page(client, made["stream"] + suffix))
                await found[-1].come()
        keys: list[str] = []

        async def ask(number: int, page: Page) -> dict:
            said = {"body": "Who answers that?", "cid": str(uuid4()), "topic": None}
            answer = await page.send("qa.ask", is_anonymous=False, **said)
            keys.extend([answer["d"]["id"]] if answer["t"] == "ok" else [])
            return answer

        async def vote(number: int, page: Page) -> dict:
            return await page.send(
                "qa.vote", id=keys[hash((number, time.monotonic())) % len(keys)], is_on=True
            )

        async def answer_poll(number: int, page: Page) -> dict:
            return await page.send("poll.vote", id=made["poll"], choices=[number % 3], cid=str(uuid4()))

        await _measure(portal, "questions", parts[".qa"], ask, queries["ask"])
        await _measure(portal, "votes for them", parts[".qa"], vote, queries["want an answer"])
        await asyncio.sleep(REFILL_SECONDS)
        await _measure(portal, "answers to polls", parts[".polls"], answer_poll, queries["answer a poll"])


def print_questions(portal: TestPortal, addresses: list[str]) -> None:
    """Measure a room of a hundred who ask, vote and answer as fast as they are let."""
    made = portal.call("tests.load.question_rows:a_room_with_a_poll", people=PEOPLE)
    queries = portal.call("tests.load.question_rows:queries_of", stream=made["stream"])
    print(f"\nOne room, {PEOPLE} people at once, {EACH} each, {len(addresses)} web processes")
    print(f"  {'':<16} {'queries':>7} {'per s':>7} {'p50':>7} {'p95':>7} {'CPU':>8}")
    asyncio.run(_crowd(portal, addresses, made, queries))
