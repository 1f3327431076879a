"""Two web processes and what befalls them: killed, frozen, told to stop; and a Valkey that dies."""

import asyncio
import signal
import time
from contextlib import AsyncExitStack

import pytest

from tests.realtime.conftest import in_database
from tests.realtime.harness import connected

LEASE_AND_SWEEP = 20
HEALED_WITHIN = 10


@pytest.fixture
def two(webs):
    webs.start(2)
    return webs


async def test_closing_one_of_two_tabs_changes_nothing(two, day):
    ann, ben = await in_database(lambda: day.people("Ann", "Ben"))
    room = day.room.stream

    async with connected(two.ports[0], ben) as watcher:
        await watcher.request("sub", room)
        async with connected(two.ports[0], ann) as first:
            await first.request("sub", room)
            async with connected(two.ports[1], ann) as second:
                await second.request("sub", room)
                await watcher.sees(room, "Ann", "Ben")
                told = watcher.rosters(room)
                second.cut()
            await asyncio.sleep(LEASE_AND_SWEEP - 2)
            assert watcher.rosters(room) == told
            await first.request("unsub", room)
            assert await watcher.sees(room, "Ben", seconds=2) < 1


async def test_people_of_a_killed_process_go_within_twenty_seconds_or_come_back_elsewhere(two, day):
    ann, ben, cat = await in_database(lambda: day.people("Ann", "Ben", "Cat"))
    room = day.room.stream

    async with AsyncExitStack() as stack:
        watcher = await stack.enter_async_context(connected(two.ports[0], ann))
        stays = await stack.enter_async_context(connected(two.ports[1], ben))
        moves = await stack.enter_async_context(connected(two.ports[1], cat))
        for client in (watcher, stays, moves):
            told = await client.request("sub", room)
        await watcher.sees(room, "Ann", "Ben", "Cat")
        two.signal("web1", signal.SIGKILL)
        again = await stack.enter_async_context(connected(two.ports[0], cat))
        await again.request("sub", room, since=told["d"]["n"], epoch=told["d"]["epoch"])
        await watcher.sees(room, "Ann", "Cat", seconds=LEASE_AND_SWEEP)
        gone = {key for frame in watcher.heard if frame["t"] == "pres.diff" for key in frame["d"]["left"]}
        assert gone == {str(day.users["Ben"].pk)}, "Cat, who came back elsewhere, was there all the while"


async def test_chat_flows_while_valkey_is_dead_and_presence_heals_when_it_is_back(two, day):
    ann, ben = await in_database(lambda: day.people("Ann", "Ben"))
    room = day.room.stream

    async with connected(two.ports[0], ann) as one, connected(two.ports[1], ben) as other:
        await one.request("sub", room)
        await other.request("sub", room)
        await one.sees(room, "Ann", "Ben")
        two.signal("valkey", signal.SIGKILL)
        for number in range(4):
            assert (await one.say(room, f"dead {number}"))["t"] == "ok"
            await asyncio.sleep(0.5)
        await other.hear(lambda frame: frame.get("n") == 4, seconds=3)
        two.valkey.start_valkey()
        began_at = time.monotonic()
        # The roster is told again only if it changed: a third person's coming shows that all are in it.
        cat = await in_database(lambda: day.person("Cat"))
        async with connected(two.ports[1], cat) as third:
            await third.request("sub", room)
            left = HEALED_WITHIN - (time.monotonic() - began_at)
            await one.sees(room, "Ann", "Ben", "Cat", seconds=left)
            await other.sees(room, "Ann", "Ben", "Cat", seconds=left)
            gone = [frame["d"]["left"] for frame in one.heard if frame["t"] == "pres.diff"]
            assert not any(gone), "nobody was told to have left while Valkey forgot them"
        await one.say(room, "alive")
        await other.hear(lambda frame: frame.get("n") == 5, seconds=3)

    assert other.bodies(room) == [*(f"dead {number}" for number in range(4)), "alive"]


@pytest.mark.load
async def test_a_frozen_valkey_costs_half_a_second_and_no_line(two, day):
    ann, ben = await in_database(lambda: day.people("Ann", "Ben"))
    room = day.room.stream

    async with connected(two.ports[0], ann) as one, connected(two.ports[1], ben) as other:
        await one.request("sub", room)
        await other.request("sub", room)
        await one.sees(room, "Ann", "Ben")
        two.signal("valkey", signal.SIGSTOP)
        began_at = time.monotonic()
        assert (await one.say(room, "frozen"))["t"] == "ok"
        assert time.monotonic() - began_at < 1
        await other.hear(lambda frame: frame.get("n") == 1, seconds=8)
        await asyncio.sleep(8)
        two.signal("valkey", signal.SIGCONT)
        await one.say(room, "thawed")
        await other.hear(lambda frame: frame.get("n") == 2, seconds=5)
        await asyncio.sleep(HEALED_WITHIN)
        assert one.roster(room) == other.roster(room) == {"Ann", "Ben"}

    assert other.bodies(room) == ["frozen", "thawed"]


async def test_a_process_that_ends_sends_its_people_away_first(two, day):
    ann = await in_database(lambda: day.person("Ann"))

    async with connected(two.ports[1], ann) as client:
        await client.request("sub", day.room.stream)
        two.signal("web1", signal.SIGTERM)
        assert await client.closed() == 4012
        assert client.heard[-1] == {"t": "restart", "d": {"retry_ms": 3000}}


async def test_a_burst_of_sockets_all_hear_the_next_line(two, day):
    cookies = await in_database(lambda: day.people(*[f"Guest {number}" for number in range(120)]))
    room = day.room.stream

    async with AsyncExitStack() as stack:

        async def come(index, cookie):
            client = await stack.enter_async_context(connected(two.ports[index % 2], cookie))
            await client.request("sub", room)
            return client

        began_at = time.monotonic()
        clients = await asyncio.gather(*(come(index, cookie) for index, cookie in enumerate(cookies)))
        everybody = [f"Guest {number}" for number in range(120)]
        for client in clients:
            await client.sees(room, *everybody, seconds=20)
        print(f"120 in the room and visible to all after {time.monotonic() - began_at:.1f} s")
        await clients[0].say(room, "All here")
        for client in clients:
            await client.hear(lambda frame: frame["t"] == "chat.msg")
