"""At the end of a web process its people are told before the server closes their sockets."""

import asyncio
import os
import signal

import pytest

from realtime.lifespan import tell_before_the_server_stops


@pytest.fixture
def server_acts():
    """What the server did at SIGTERM, which this process survives."""
    done = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: done.append("the server"))
    yield done
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("fails", [False, True])
async def test_the_server_stops_once_everybody_was_told_also_if_that_failed(server_acts, fails):
    async def tell():
        # Far more than a turn of the loop, as a socket may take whose reader is slow.
        await asyncio.sleep(0.2)
        server_acts.append("ours")
        if fails:
            raise OSError

    tell_before_the_server_stops(tell)
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(5):
        while len(server_acts) < 2:
            await asyncio.sleep(0.01)

    assert server_acts == ["ours", "the server"]
