"""``make bench``: messages per second over a hundred conversations, with sockets on all processes."""

import asyncio
import time
from contextlib import AsyncExitStack
from uuid import uuid4

from tests.load.realtime_bench import share
from tests.portal import TestPortal
from tests.realtime.harness import Client, connected

TALKS = 100
EACH = 5
"""As many as one person may send at once, so that what is measured is the portal and not its limits."""
LONGEST_SECONDS = 120


async def _crowd(portal: TestPortal, addresses: list[str], talks: list[dict]) -> tuple[float, float, dict]:
    """Let all speak at once, each the next line when the last stands with the other of the two."""
    waits: list[float] = []
    heard: list[float] = []
    refused = 0

    async def one(speaker: Client, listener: Client, stream: str) -> None:
        nonlocal refused
        for _ in range(EACH):
            cid, sent_at = str(uuid4()), time.monotonic()
            number = await speaker.send("talk.send", stream, cid=cid, body="x" * 120)
            answer = await speaker.hear(
                lambda frame, number=number: frame["t"] in {"ok", "err"} and frame["i"] == number,
                seconds=LONGEST_SECONDS,
            )
            waits.append(time.monotonic() - sent_at)
            refused += answer["t"] != "ok"
            await listener.hear(lambda frame, cid=cid: frame.get("cid") == cid, seconds=LONGEST_SECONDS)
            heard.append(time.monotonic() - sent_at)

    async with AsyncExitStack() as stack:
        pairs = []
        for number, talk in enumerate(talks):
            pair = []
            # The two of a conversation are on different processes, where there are two.
            for place, cookie in enumerate(talk["cookies"]):
                port = int(addresses[(number + place) % len(addresses)].rpartition(":")[2])
                client = await stack.enter_async_context(connected(port, cookie))
                assert (await client.request("sub", talk["stream"]))["t"] == "ok"
                pair.append(client)
            pairs.append((talk["stream"], *pair))
        cpu, began_at = portal.cpu_seconds(), time.monotonic()
        await asyncio.gather(
            *(one(first, second, stream) for stream, first, second in pairs),
            *(one(second, first, stream) for stream, first, second in pairs),
        )
        seconds = time.monotonic() - began_at
    each = (portal.cpu_seconds() - cpu) / len(waits) * 1000
    return seconds, each, {"waits": waits, "heard": heard, "refused": refused}


def print_conversations(portal: TestPortal, addresses: list[str]) -> None:
    """Measure a hundred conversations in which both people write as fast as they are let."""
    made = portal.call("tests.load.conversation_rows:pairs_who_talk", count=TALKS)
    streams = [talk["stream"] for talk in made["talks"]]
    before = portal.call("tests.load.conversation_rows:said_in", streams=streams)
    seconds, cpu, told = asyncio.run(_crowd(portal, addresses, made["talks"]))
    stands = portal.call("tests.load.conversation_rows:said_in", streams=streams) - before
    queries, heard = made["queries"], told["heard"]
    print(
        f"\n{TALKS} conversations, {2 * TALKS} people, {EACH} messages each, {len(addresses)} web processes: "
        f"{stands} of {len(heard)} stand, {told['refused']} refused, {len(heard) / seconds:.1f} a second\n"
        f"  answered p50 {share(told['waits'], 0.5):.0f} ms, p95 {share(told['waits'], 0.95):.0f} ms; "
        f"heard by the other p50 {share(heard, 0.5):.0f} ms, p95 {share(heard, 0.95):.0f} ms; "
        f"{cpu:.1f} ms of CPU each; {queries['message']} queries a message, {queries['reading']} to read it",
        flush=True,
    )
