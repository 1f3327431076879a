"""Asks ClamAV's daemon about a file, in its own words: INSTREAM over a socket (man 8 clamd).

Where none is configured nothing is asked, and the organisers' pages say so.
"""

import contextlib
import socket
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from django.conf import settings

from library.content import CHUNK

ANSWER_SECONDS = 120
"""For all of it: a file of 100 MB takes clamd some 20 s."""
CONNECT_SECONDS = 5
MOST_ANSWER_BYTES = 4096
# Until it has closed the line, a clamd that had enough has something to say.
_HUNG_UP = (BrokenPipeError, ConnectionResetError)


class State(StrEnum):
    """What came of asking."""

    CLEAN = "clean"
    INFECTED = "infected"
    TOO_LARGE = "too_large"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class Finding:
    """What came of asking, and what harmful thing was found."""

    state: State
    virus: str = ""


class NotAnswering(Exception):
    """An antivirus is configured, and does not say a thing that can be relied on."""


def is_configured() -> bool:
    """Whether uploads are shown to an antivirus."""
    return bool(settings.LIBRARY_CLAMAV)


def sentence() -> str:
    """Tell organisers whether files are checked for viruses."""
    if is_configured():
        return "Every file is checked for viruses before it is kept."
    return "Files are not checked for viruses: no antivirus is connected. Upload only what you trust."


def scan(file: IO[bytes]) -> Finding:
    """Show the whole file to the antivirus, if there is one.

    :raises NotAnswering: there should be one. The file must not be kept.
    """
    if not is_configured():
        return Finding(State.NOT_ASKED)
    deadline = time.monotonic() + ANSWER_SECONDS
    try:
        with _connected(settings.LIBRARY_CLAMAV) as line:
            with contextlib.suppress(*_HUNG_UP):
                _send(line, file, deadline)
            answer = _answer(line, deadline)
    except (OSError, ValueError) as error:
        raise NotAnswering from error
    return _meaning(answer)


def parts_of(address: str) -> tuple[socket.AddressFamily, str | tuple[str, int]]:
    """Read ``unix:/run/clamav/clamd.sock`` or ``tcp:host:3310``.

    :raises ValueError: it is neither.
    """
    way, _, where = address.partition(":")
    if way == "unix" and where.startswith("/"):
        return socket.AF_UNIX, where
    host, _, port = where.rpartition(":")
    if way == "tcp" and host and port.isdecimal():
        return socket.AF_INET, (host.strip("[]"), int(port))
    raise ValueError("no address of a clamd")


def _connected(address: str) -> socket.socket:
    family, where = parts_of(address)
    if isinstance(where, tuple):
        return socket.create_connection(where, timeout=CONNECT_SECONDS)
    line = socket.socket(family, socket.SOCK_STREAM)
    try:
        line.settimeout(CONNECT_SECONDS)
        line.connect(where)
    except BaseException:
        line.close()
        raise
    return line


def _send(line: socket.socket, file: IO[bytes], deadline: float) -> None:
    """Send the file in pieces, each with its length before it; none of 0 bytes but the last."""
    file.seek(0)
    _wait_until(line, deadline)
    line.sendall(b"zINSTREAM\0")
    while piece := file.read(CHUNK):
        _wait_until(line, deadline)
        line.sendall(len(piece).to_bytes(4, "big") + piece)
    line.sendall(bytes(4))


def _answer(line: socket.socket, deadline: float) -> str:
    said = b""
    while b"\0" not in said and len(said) < MOST_ANSWER_BYTES:
        _wait_until(line, deadline)
        piece = line.recv(1024)
        if not piece:
            break
        said += piece
    return said.partition(b"\0")[0].decode("ascii", "replace").strip()


def _wait_until(line: socket.socket, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)


def _meaning(answer: str) -> Finding:
    """Read the answer; only the very words of a clean file are a clean file.

    :raises NotAnswering: anything that clamd would not say.
    """
    if answer == "stream: OK":
        return Finding(State.CLEAN)
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        virus = answer.removeprefix("stream: ").removesuffix(" FOUND")
        return Finding(State.INFECTED, "".join(letter for letter in virus if letter.isprintable())[:80])
    if answer.startswith("INSTREAM size limit exceeded"):
        return Finding(State.TOO_LARGE)
    raise NotAnswering
