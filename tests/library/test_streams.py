"""Files over real sockets, served as the portal is: slow readers, readers that go, the end of the time."""

import asyncio
import contextlib
import os
import socket
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
import uvicorn
from django.utils import timezone

from assembly_portal import turnstile
from assembly_portal.serving import configuration
from assembly_portal.turnstile import TurnstileHandler
from tests.assembly_portal.test_turnstile import count_others
from tests.library.factories import make_file

pytestmark = pytest.mark.django_db(transaction=True)

MIB = 1024 * 1024
CONTENT = os.urandom(MIB) * 16
"""Far more than sockets and buffers of a machine take in at once."""
DEADLINE_SECONDS = 30


@pytest.fixture
def stored(settings, vault_folder):
    settings.ROOT_URLCONF = "tests.library.files_site"
    return make_file(CONTENT)


@contextlib.asynccontextmanager
async def served():
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        config = configuration("127.0.0.1", 0)
        config.app, config.lifespan = TurnstileHandler(), "off"
        server = uvicorn.Server(config)
        # Signals belong to whoever runs the tests.
        server.capture_signals = contextlib.nullcontext
        task = asyncio.create_task(server.serve(sockets=[line]))
        await until(lambda: server.started)
        try:
            yield line.getsockname()[1]
        finally:
            server.should_exit = True
            await task


async def until(is_so) -> None:
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not is_so():
            await asyncio.sleep(0.01)


async def ask(port, path, *headers):
    """Send a request; the client's own buffer is small, so that it drinks only what it reads."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**14)
    head = [f"GET {path} HTTP/1.1", f"Host: localhost:{port}", "Connection: close", *headers]
    writer.write(("\r\n".join(head) + "\r\n\r\n").encode())
    return reader, writer


async def answer_of(reader):
    head, _, body = (await rest_of(reader)).partition(b"\r\n\r\n")
    return int(head.split()[1]), body


async def rest_of(reader):
    async with asyncio.timeout(DEADLINE_SECONDS):
        return await reader.read(-1)


def open_files(stored):
    """How often this process has the file open."""
    targets = []
    for each in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            targets.append(each.readlink().name)
    return targets.count(stored.key)


async def test_ranges_over_a_socket_are_the_file(stored):
    third = len(CONTENT) // 3
    asked = [f"bytes=0-{third - 1}", f"bytes={third}-{2 * third - 1}", f"bytes={2 * third}-"]
    async with served() as port:
        lines = [await ask(port, f"/stored/{stored.pk}/", f"Range: {part}") for part in asked]
        answers = await asyncio.gather(*(answer_of(reader) for reader, _ in lines))

    assert [status for status, _ in answers] == [206, 206, 206]
    assert b"".join(body for _, body in answers) == CONTENT
    assert open_files(stored) == 0


async def test_pages_answer_beside_twenty_readers_that_take_nothing(stored):
    async with served() as port:
        slow = [await ask(port, f"/stored/{stored.pk}/") for _ in range(20)]
        for reader, _ in slow:
            assert (await reader.read(100)).startswith(b"HTTP/1.1 200")

        for _ in range(3):
            reader, writer = await ask(port, "/cookies/")
            assert (await answer_of(reader))[0] == 200
            writer.close()

        assert open_files(stored) == 20
        for _, writer in slow:
            writer.transport.abort()
        await until(lambda: open_files(stored) == 0)


@pytest.mark.parametrize("goes", ["away", "half away"])
async def test_whoever_goes_leaves_no_file_open(stored, goes):
    async with served() as port:
        reader, writer = await ask(port, f"/stored/{stored.pk}/")
        await reader.read(100)
        assert open_files(stored) == 1
        writer.transport.abort() if goes == "away" else writer.write_eof()
        if goes == "half away":
            await rest_of(reader)

        await until(lambda: open_files(stored) == 0)
        page, other = await ask(port, "/cookies/")
        assert (await answer_of(page))[0] == 200
        other.close()
        writer.close()


async def test_whoever_takes_nothing_for_long_is_given_up(stored, monkeypatch):
    monkeypatch.setattr(turnstile, "STALLED_SECONDS", 0.2)
    async with served() as port:
        reader, writer = await ask(port, f"/stored/{stored.pk}/")
        await reader.read(100)

        await until(lambda: open_files(stored) == 0)
        assert len(await rest_of(reader)) < len(CONTENT)
        writer.close()


async def test_a_long_answer_stops_at_the_instant(stored):
    end = timezone.now() + timedelta(hours=1)
    async with served() as port:
        path = f"/stored/{stored.pk}/?until={end.timestamp()}"
        reader, writer = await ask(port, path)
        await reader.read(100)
        with time_machine.travel(end):
            rest = await rest_of(reader)
        writer.close()

        # What was on its way arrives; the answer stays short, so nobody takes it for the whole.
        assert len(rest) < len(CONTENT)
        assert open_files(stored) == 0


async def test_it_holds_no_connection_to_the_database(stored):
    before = await asyncio.to_thread(count_others)
    async with served() as port:
        lines = [await ask(port, f"/stored/{stored.pk}/") for _ in range(9)]
        for reader, _ in lines:
            await reader.read(100)

        assert await asyncio.to_thread(count_others) == before
        for _, writer in lines:
            writer.transport.abort()
