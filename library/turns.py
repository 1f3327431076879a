"""Whose file is being looked at: two in this process, one of a person, and nobody waits for a turn."""

import contextlib
import threading
from collections.abc import Iterator

from library.refusals import FileRefused, Intake

AT_ONCE = 2
"""Each holds a thread that pages need, and may take a gigabyte and a processor."""

_taken: list[int | None] = []
_door = threading.Lock()


@contextlib.contextmanager
def turn(person: int | None) -> Iterator[None]:
    """Take one of the places while a file of this person is looked at; None is nobody in particular.

    Whoever waited would hold a thread of the pages: a crowd of slow files would stop them all.

    :raises FileRefused: ``busy``, at once.
    """
    with _door:
        if len(_taken) >= AT_ONCE or (person is not None and person in _taken):
            raise FileRefused(Intake.BUSY)
        _taken.append(person)
    try:
        yield
    finally:
        with _door:
            _taken.remove(person)
