"""Bodies before they are read: over real sockets on a real portal, and what is left on its disk."""

import asyncio
import contextlib
import os
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError

from assembly_portal import body_guard
from assembly_portal.body_guard import MOST_BYTES, BodyGuard
from assembly_portal.processes import wait_until
from library.file_kinds import DOCUMENTS, GIB, KINDS, MIB, largest

CONTINUE = b"HTTP/1.1 100 Continue"


@pytest.fixture(scope="module")
def people(portal):
    return portal.call("tests.library.upload_rows:people")


@pytest.fixture
def line(portal):
    address = urlsplit(portal.base_url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as made:
        yield made


def head(path, *lines, length=None, cookie=""):
    size = f"Content-Length: {length}" if length is not None else "Transfer-Encoding: chunked"
    told = [f"POST {path} HTTP/1.1", "Host: localhost", size, *lines]
    return "\r\n".join([*told, *([f"Cookie: {cookie}"] if cookie else []), "", ""]).encode()


def answer_to(line, said):
    """The first line that comes back, or nothing when the line is closed."""
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        line.sendall(said)
    return line.recv(65536)


def everything(line):
    said = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := line.recv(65536):
            said += piece
    return said


def unnamed_files(portal):
    """How many bytes the web process holds in files without a name: where bodies are spooled."""
    folder = Path(f"/proc/{portal.processes.children['web'].process.pid}/fd")
    sizes = []
    for each in folder.iterdir():
        with contextlib.suppress(OSError):
            if "(deleted)" in os.readlink(each):
                sizes.append(each.stat().st_size)
    return sum(sizes)


def kept_files(portal):
    folder = portal.folder / "library"
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("who", "where", "length", "is_let_in"),
    [
        ("nobody", "/", 2 * GIB, False),
        ("organiser", "/", 2 * GIB, False),
        ("organiser", "/", MOST_BYTES + 1, False),
        ("nobody", "/", MOST_BYTES, True),
        ("nobody", "admin", 2 * GIB, False),
        ("nonsense", "admin", 2 * GIB, False),
        ("delegate", "admin", 2 * GIB, False),
        ("speaker", "admin", 2 * GIB, False),
        ("organiser", "admin", 2 * GIB, True),
        ("organiser", "admin", largest(KINDS) + 2 * MIB, False),
        ("organiser", "admin", 10**18, False),
        ("organiser", "documents", largest(DOCUMENTS), True),
        ("organiser", "documents", largest(DOCUMENTS) + 2 * MIB, False),
        ("nobody", "slides", 20 * MIB, False),
        ("delegate", "slides", 20 * MIB, False),
        ("speaker", "slides", 20 * MIB, True),
        ("speaker", "slides", largest(DOCUMENTS) + 2 * MIB, False),
        ("speaker", "others_slides", 20 * MIB, False),
        ("organiser", "slides", 20 * MIB, True),
    ],
)
def test_what_is_announced_is_refused_before_a_byte_of_it_is_sent(
    who, where, length, is_let_in, line, people
):
    asked = head(people.get(where, where), "Expect: 100-continue", length=length, cookie=people[who])
    started = time.monotonic()

    answer = answer_to(line, asked)

    if is_let_in:
        assert answer.startswith(CONTINUE)
    else:
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"connection: close" in answer.lower()
        assert b"The file is too large" in answer + everything(line)
        assert line.recv(1) == b""
    assert time.monotonic() - started < 10


def test_a_body_without_a_length_is_cut_off_where_it_becomes_too_large(line, portal):
    piece = b"100000\r\n" + bytes(MIB) + b"\r\n"
    line.sendall(head("/"))
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for _ in range(14):
            line.sendall(piece)

    assert everything(line).startswith(b"HTTP/1.1 413 ")
    assert wait_until(lambda: unnamed_files(portal) == 0, seconds=10)


def test_a_form_that_is_small_enough_arrives(line):
    line.sendall(head("/health/", length=2 * MIB))
    line.sendall(bytes(2 * MIB))

    assert line.recv(65536).startswith(
        b"HTTP/1.1 403 "
    )  # read to its end, and then refused for want of a token


def test_an_upload_that_stops_half_way_leaves_nothing(line, portal, people):
    kept = kept_files(portal)
    line.sendall(head(people["admin"], length=2 * GIB, cookie=people["organiser"]))
    line.sendall(bytes(8 * MIB))
    assert wait_until(lambda: unnamed_files(portal) >= 4 * MIB, seconds=20)

    line.close()

    assert wait_until(lambda: unnamed_files(portal) == 0, seconds=20)
    assert kept_files(portal) == kept


# --- One guard, without a portal -----------------------------------------------------------------


async def no_more(cookie, path):
    return 0


async def ask(guard, *, length=None, pieces=(b"",), path="/admin/library/recording/x/"):
    answers, left = [], list(pieces)

    async def receive():
        if not left:
            return {"type": "http.disconnect"}
        piece = left.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(left)}

    async def send(message):
        answers.append(message)

    headers = [(b"content-length", str(length).encode())] if length is not None else []
    await guard({"type": "http", "method": "POST", "path": path, "headers": headers}, receive, send)
    return answers


async def read_all(scope, receive, send):
    """Pages that read the body and answer with its size."""
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


async def test_a_full_disk_refuses_what_would_fill_it_and_counts_what_is_on_its_way(
    monkeypatch, settings, tmp_path
):
    settings.LIBRARY_FOLDER = tmp_path
    monkeypatch.setattr(body_guard.vault, "free_bytes", lambda folder=None: 1000 * MIB)
    settings.LIBRARY_RESERVE_BYTES = 100 * MIB
    held = asyncio.Event()

    async def wait(scope, receive, send):
        await held.wait()
        await read_all(scope, receive, send)

    async def all_may(cookie, path):
        return GIB

    guard = BodyGuard(wait, all_may)
    first = asyncio.create_task(ask(guard, length=200 * MIB))
    await asyncio.sleep(0.1)

    second = await ask(guard, length=200 * MIB)
    held.set()

    assert second[0]["status"] == 507
    assert b"no space left" in second[1]["body"]
    assert (await first)[0]["status"] == 200
    assert (await ask(guard, length=200 * MIB))[0]["status"] == 200


async def test_a_disk_that_fills_up_on_the_way_is_said_so():
    async def fills_up(scope, receive, send):
        raise OSError(28, "No space left on device")

    assert (await ask(BodyGuard(fills_up, no_more)))[0]["status"] == 507


async def test_while_the_database_is_away_nobody_is_let_in():
    async def away(cookie, path):
        raise OperationalError

    assert (await ask(BodyGuard(read_all, away), length=GIB))[0]["status"] == 503


async def test_what_is_counted_counts_and_not_what_was_announced():
    guard = BodyGuard(read_all, no_more)
    assert (await ask(guard, length=5, pieces=[bytes(MIB)] * 4))[0]["status"] == 413
    assert (await ask(guard, pieces=[bytes(MIB)] * 3))[1]["body"] == str(3 * MIB).encode()


async def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(body_guard, "SILENT_SECONDS", 0.05)

    async def silent():
        await asyncio.Event().wait()

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-length", b"100")]}
    monkeypatch.setattr(body_guard, "LINGER_SECONDS", 0.05)
    await BodyGuard(reads_as_django_does, no_more)(scope, silent, send)

    assert sent[0]["status"] == 408


async def reads_as_django_does(scope, receive, send):
    while (message := await receive())["type"] != "http.disconnect":
        if not message.get("more_body", False):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            return


def test_a_head_without_an_end_is_cut_off(line):
    line.sendall(b"GET /health/ HTTP/1.1\r\nHost: localhost\r\nX-A: ")

    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        line.sendall(b"a" * 50_000_000)


def test_a_head_that_is_too_large_for_a_page_is_answered_in_words(line):
    line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: a=" + b"b" * 40_000 + b"\r\n\r\n")

    said = everything(line)
    assert said.startswith(b"HTTP/1.1 431 ")
    assert b"Remove the cookies of this portal" in said


def test_a_head_and_a_large_body_in_one_piece_are_taken(line):
    body = b"a=" + b"b" * 200_000
    line.sendall(head("/account/login/", "Connection: close", length=len(body)) + body)

    assert everything(line).startswith(b"HTTP/1.1 403 ")
