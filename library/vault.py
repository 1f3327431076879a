"""The folder where the bytes of files are: random names, written once, sent to people by views alone.

A file comes into being under its key whole or not at all: it is written beside, flushed to the disk, and
named last. What a crash leaves lies in ``incoming`` and is swept away.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings

from common.codes import new_token

NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
KEY = re.compile(r"[A-Za-z0-9_-]{32,43}")
ABANDONED = timedelta(days=1)
"""An upload that is still in ``incoming`` after so long belongs to nobody: no request lasts that long."""


@dataclass(frozen=True)
class Kept:
    """What was written: under which key, how many bytes, and their SHA-256 in hexadecimal."""

    key: str
    size: int
    digest: str


class NoSpace(Exception):
    """The disk is full; nothing of the file is left on it."""


def keep(chunks: Iterable[bytes]) -> Kept:
    """Write the bytes under a new key; whatever goes wrong on the way leaves nothing.

    :raises NoSpace: the disk is full.
    """
    key, size, digest = new_token(), 0, hashlib.sha256()
    incoming = _incoming() / key
    try:
        with incoming.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
        path = path_of(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        incoming.rename(path)
        _flush(path.parent)
    except OSError as error:
        if error.errno in NO_SPACE:
            raise NoSpace from error
        raise
    finally:
        incoming.unlink(missing_ok=True)
    return Kept(key, size, digest.hexdigest())


def path_of(key: str) -> Path:
    """Return where the bytes of a key are.

    :raises ValueError: no key of ours, such as one that leads out of the folder.
    """
    if not KEY.fullmatch(key):
        raise ValueError("no key of the vault")
    return _root() / key[:2] / key


def open_kept(key: str) -> IO[bytes] | None:
    """Open the bytes of a key, or return nothing when they are not there."""
    try:
        return path_of(key).open("rb")
    except FileNotFoundError:
        return None


def remove(key: str) -> bool:
    """Remove the bytes of a key; whether they were still there. Safe to call twice."""
    path = path_of(key)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    _flush(path.parent)
    return True


def folder() -> Path:
    """Where the vault is; its folder is made on the way, so that its disk can be asked."""
    return _incoming().parent


def free_bytes(folder: Path | str | None = None) -> int:
    """How many bytes the disk of the vault, or that of another folder, has left for us."""
    return shutil.disk_usage(folder or _incoming()).free


def kept_keys() -> Iterator[tuple[str, datetime]]:
    """List every key in the vault with the time of its last byte; the time is aware, in UTC."""
    for path in _root().glob("??/*"):
        with contextlib.suppress(FileNotFoundError):
            yield path.name, _written_at(path)


def sweep_incoming(*, at: datetime) -> int:
    """Remove what crashed uploads left behind more than a day ago; return how many there were."""
    old = [path for path in _incoming().iterdir() if _written_at(path) <= at - ABANDONED]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _root() -> Path:
    return Path(settings.LIBRARY_FOLDER)


def _incoming() -> Path:
    folder = _root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)


def _flush(folder: Path) -> None:
    """Have the disk remember the names of a folder, so that a power cut does not bring a removed one back."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
