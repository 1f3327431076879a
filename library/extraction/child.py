"""Starts the reading of a file in a process of its own and takes what it says, up to limits of its own."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Any

from library.extraction.limits import MOST_OUTPUT, MOST_WALL_SECONDS, Unreadable
from library.extraction.places import Text

HOME = Path(__file__).resolve().parent.parent.parent
WHOLE = "whole"


def read_text(path: Path, ending: str, *, seconds: float = MOST_WALL_SECONDS) -> list[Text]:
    """Return the text of a file in pieces, with where they stand.

    The child sees neither passwords nor addresses of servers: its environment is empty.

    :raises Unreadable: the file gives no text within the limits; nothing of it is kept.
    """
    command = [sys.executable, "-s", "-m", "library.extraction", ending, str(path)]
    with tempfile.TemporaryDirectory(prefix="reading.") as folder:
        child = subprocess.Popen(  # noqa: S603 - our own module, and a path of the vault
            command,
            cwd=HOME,
            env={"PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": folder, "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        alarm = threading.Timer(seconds, _end, [child])
        alarm.start()
        try:
            assert child.stdout is not None
            said = _up_to(child.stdout, MOST_OUTPUT)
        finally:
            alarm.cancel()
            _end(child)
            status = child.wait()
            if child.stdout is not None:
                child.stdout.close()
    if said is None or not said.endswith(b'"whole"\n'):
        raise Unreadable(f"ended with {status}")
    return [Text(*line) for line in _lines(said)]


def _up_to(pipe: IO[bytes], most: int) -> bytes | None:
    """Read to the end, or return nothing of what goes on for longer."""
    said = pipe.read(most + 1)
    return None if len(said) > most else said


def _lines(said: bytes) -> list[Any]:
    return [json.loads(line) for line in said.splitlines()[:-1]]


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End the child and whatever it started; once it was waited for, its number may be another's."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
