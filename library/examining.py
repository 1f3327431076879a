"""Hands files to the process that looks inside them, and believes nothing of it but a short answer.

A parser that crashes, eats memory, or never comes to an end costs that process and refuses the file. Whoever
calls has a turn (``library.turns``), and holds neither a lock nor a transaction meanwhile.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import structlog

from library.examination.bounds import WALL_SECONDS
from library.file_kinds import FileKind, kind_of_type
from library.refusals import FileRefused, Intake

log = structlog.get_logger(__name__)

HOME = Path(__file__).resolve().parent.parent
REFUSED = 3
MOST_ANSWER_BYTES = 64 * 1024


@dataclass(frozen=True)
class Examined:
    """What a file turned out to be (``word`` where it is no kind of ours), and what it tells of people.

    ``blanks`` are the bytes of a video, from and to, that say where it was taken.
    """

    kind: FileKind | None
    word: str
    facts: tuple[tuple[str, str], ...]
    blanks: tuple[tuple[int, int], ...] = ()


def examine(file: IO[bytes]) -> Examined:
    """Tell what kind a file is by its content, if it does nothing that files here may not do.

    ``file`` has a descriptor (an upload on the disk, a file of the vault, a temporary one).

    :raises FileRefused: what is wrong with it, ``too_much_work`` or ``busy``.
    """
    with tempfile.TemporaryFile() as answer:
        run("library.examination", "examine", source=file, target=answer)
        answer.seek(0)
        told = _read(answer)
    facts = tuple((str(label), str(value)) for label, value in told.get("facts", []))
    blanks = tuple((int(start), int(end)) for start, end in told.get("blanks", []))
    return Examined(kind_of_type(str(told.get("content_type", ""))), str(told.get("word", "")), facts, blanks)


@contextlib.contextmanager
def cleaned(file: IO[bytes], kind: FileKind) -> Iterator[IO[bytes]]:
    """Lend a copy of a file that tells nothing of people; it vanishes afterwards.

    :raises FileRefused: ``signed``, ``nothing_to_remove``, or as ``examine`` does.
    """
    with tempfile.TemporaryFile() as copy:
        run("library.examination", "clean", kind.content_type, source=file, target=copy)
        copy.seek(0)
        yield copy


def run(module: str, *arguments: str, source: IO[bytes], target: IO[bytes]) -> None:
    """Run a module that binds itself (``bounds.hold``), from ``source`` to ``target``, both with descriptors.

    :raises FileRefused: what the module refused, ``too_much_work`` however else it ended, or ``busy``.
    """
    with tempfile.TemporaryFile() as said:
        code = _finished([sys.executable, "-m", module, *arguments], source, target, said)
        if code == REFUSED:
            said.seek(0)
            raise _refusal(_read(said))
        if code != 0:
            # Neither a name nor a byte of the file: only how the process ended (None: it was too slow).
            log.warning("library_examination_failed", module=module, exit=code)
            raise FileRefused(Intake.TOO_MUCH_WORK)


def _finished(command: list[str], source: IO[bytes], target: IO[bytes], said: IO[bytes]) -> int | None:
    """Run a command in an empty environment, where no secret is to be read. None: it took too long."""
    os.lseek(source.fileno(), 0, os.SEEK_SET)
    try:
        return subprocess.run(  # noqa: S603
            command,
            cwd=HOME,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=source.fileno(),
            stdout=target.fileno(),
            stderr=said.fileno(),
            timeout=WALL_SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return None
    except OSError as error:  # The machine has no place for one more process.
        raise FileRefused(Intake.BUSY) from error
    finally:
        source.seek(0)


def _read(answer: IO[bytes]) -> dict[str, Any]:
    """Read a short answer; a process that was taken over may say anything."""
    text = answer.read(MOST_ANSWER_BYTES + 1)
    try:
        told = json.loads(text) if len(text) <= MOST_ANSWER_BYTES else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise FileRefused(Intake.TOO_MUCH_WORK)
    return told


def _refusal(told: dict[str, Any]) -> FileRefused:
    facts = {str(name): str(value)[:200] for name, value in dict(told.get("facts", {})).items()}
    try:
        refused = FileRefused(Intake(told.get("code", "")), **facts)
        str(refused)
    except (ValueError, KeyError):
        return FileRefused(Intake.TOO_MUCH_WORK)
    return refused
