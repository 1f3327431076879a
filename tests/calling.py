"""Makes rows for a journey: calls ``tests.somewhere:function`` on a portal's database, outside of the test.

Starting Django takes longer than most calls. So one process starts it and lends each call a copy of itself:
what a call leaves in memory goes with it, as if each had started anew.
"""

import contextlib
import gc
import importlib
import json
import multiprocessing
import subprocess
import sys
import traceback
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock

import django

HOME = Path(__file__).resolve().parent.parent


class Calls:
    """The process that takes calls under one environment; it goes when this end of its line is closed."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.environment = dict(environment)
        self.log = log
        self._turn = Lock()
        self._line, theirs = multiprocessing.Pipe()
        with theirs, log.open("ab") as words:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.calling", str(theirs.fileno())],
                cwd=HOME,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                start_new_session=True,
                pass_fds=[theirs.fileno()],
            )

    def call(self, function: str, arguments: Mapping[str, object]) -> object:
        """Return what the function answers; both ways by JSON."""
        with self._turn:
            try:
                self._line.send((function, json.dumps(arguments)))
                is_answer, said = self._hear()
            except (EOFError, OSError):
                is_answer, said = False, self.log.read_text()[-4000:]
        assert is_answer, f"{function}({arguments}) failed:\n{said}"
        return json.loads(said)

    def _hear(self) -> tuple[bool, str]:
        """Hear the copy, if it says something, and then how it ended."""
        said = (False, "It said nothing.")
        while not isinstance(heard := self._line.recv(), int):
            said = heard
        return said if heard == 0 else (False, f"It ended with {heard}.\n{said[1]}")

    def stop(self) -> None:
        self._line.close()
        self._process.wait()


def serve(line: Connection) -> None:
    """Take calls until nobody is left to make them."""
    django.setup()
    # Every page's code. What is in tests is left to each call: its constants may hold the time of its import.
    importlib.import_module("assembly_portal.urls")
    gc.freeze()
    copies = multiprocessing.get_context("fork")
    with contextlib.suppress(EOFError):
        while True:
            copy = copies.Process(target=_answer, args=(line, *line.recv()))
            copy.start()
            copy.join()
            line.send(copy.exitcode)


def _answer(line: Connection, function: str, arguments: str) -> None:
    module, _, name = function.partition(":")
    try:
        answer = getattr(importlib.import_module(module), name)(**json.loads(arguments))
        django.db.connections.close_all()
        said = (True, json.dumps(answer, default=str))
    except BaseException:
        said = (False, traceback.format_exc())
    line.send(said)


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
