"""Lines that were lost without a word are found, with one timer for all sockets of a process."""

import asyncio
import contextlib
import json
import socket

import pytest
import uvicorn
import websockets

from assembly_portal.serving import configuration
from realtime import keepalive
from tests.load.bare import application
from tests.realtime.conftest import in_database
from tests.realtime.harness import connected

TURN = 0.05
DEADLINE_SECONDS = 10


@pytest.fixture
def quick(monkeypatch):
    """A round of half a second instead of twenty."""
    monkeypatch.setattr(keepalive, "TURN_SECONDS", TURN)


@contextlib.asynccontextmanager
async def served():
    """A server of nothing but sockets, served as the portal is: its address and its open lines."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        config = configuration("127.0.0.1", 0)
        config.app, config.lifespan = application, "off"
        server = uvicorn.Server(config)
        # Signals belong to whoever runs the tests.
        server.capture_signals = contextlib.nullcontext
        task = asyncio.create_task(server.serve(sockets=[line]))
        await until(lambda: server.started)
        yield f"ws://127.0.0.1:{line.getsockname()[1]}", server.server_state.connections
        server.should_exit = True
        await task


async def until(is_so) -> None:
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not is_so():
            await asyncio.sleep(TURN / 5)


def open_line(address: str):
    return websockets.connect(address, compression=None, ping_interval=None)


async def test_who_answers_hears_a_beat_each_round_and_stays(quick):
    async with served() as (address, _), open_line(address) as line, asyncio.timeout(DEADLINE_SECONDS):
        assert [json.loads(await line.recv()) for _ in range(5)] == [{"t": "beat", "d": {}}] * 5


async def test_who_does_not_answer_is_given_up_a_round_later_and_nobody_else(quick):
    async with served() as (address, lines), open_line(address) as mute, open_line(address) as other:
        await until(lambda: len(lines) == 2)
        mute.transport.pause_reading()
        began_at = asyncio.get_running_loop().time()

        await until(lambda: len(lines) == 1)

        rounds = (asyncio.get_running_loop().time() - began_at) / (TURN * keepalive.SLOTS)
        assert rounds > 0.9, "asked, and given a whole round to answer"
        await asyncio.sleep(2 * TURN * keepalive.SLOTS)
        assert len(lines) == 1
        assert other.close_code is None
        mute.transport.abort()


async def test_a_line_in_trouble_leaves_no_other_without_a_beat(quick, monkeypatch):
    async with served() as (address, lines), open_line(address) as bad, open_line(address) as good:
        await until(lambda: len(lines) == 2)
        broken = next(line for line in lines if line.client[1] == bad.local_address[1])
        monkeypatch.setattr(broken.conn, "send_ping", None)

        async with asyncio.timeout(DEADLINE_SECONDS):
            assert [json.loads(await good.recv())["t"] for _ in range(3)] == ["beat"] * 3
        await until(lambda: len(lines) == 1)


async def test_a_crowd_that_comes_at_once_is_spread_over_the_round(quick):
    async with served() as (address, lines):
        crowd = await asyncio.gather(*(open_line(address) for _ in range(3 * keepalive.SLOTS)))
        wheel = keepalive.wheel_of(asyncio.get_running_loop())

        assert [len(slot) for slot in wheel.slots] == [3] * keepalive.SLOTS

        await asyncio.gather(*(line.close() for line in crowd))
        await until(lambda: not lines and not wheel.is_turning)
        assert not any(wheel.slots)


async def test_a_page_of_the_portal_hears_within_twenty_seconds_that_its_line_stands(web, day):
    async with connected(web, await in_database(lambda: day.person("Ann"))) as ann:
        await ann.hear(lambda frame: frame["t"] == "beat", seconds=keepalive.ROUND_SECONDS + 2)

    assert [frame["t"] for frame in ann.heard] == ["hello", "beat"]
