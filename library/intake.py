"""What has to be true of an upload before anything of it is kept: each step in the order of its price."""

import contextlib
import io
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from library import antivirus, examining, vault
from library.antivirus import State
from library.content import CHUNK
from library.examining import Examined
from library.file_kinds import VIDEOS, FileKind, largest
from library.file_names import claimed_by, clean_name, noun_of
from library.refusals import FileRefused, Intake

_SHOWN_NAME = 60
_HOLDS_NOTHING = b"free"


@dataclass(frozen=True)
class Sound:
    """An upload that may be kept: what it is, how it is called, and when an antivirus had no objection.

    ``blanks`` are the bytes, from and to, that are not kept: they say where a video was taken.
    """

    kind: FileKind
    name: str
    scanned_at: datetime | None
    blanks: tuple[tuple[int, int], ...] = ()


@contextlib.contextmanager
def on_disk(upload: "UploadedFile[bytes]") -> Iterator[IO[bytes]]:
    """Lend an upload as a file with a descriptor: small ones are in memory, where no other process reads."""
    upload.seek(0)
    try:
        upload.fileno()
    except (AttributeError, OSError):
        with tempfile.TemporaryFile() as copy:
            for chunk in upload.chunks(CHUNK):
                copy.write(chunk)
            copy.seek(0)
            yield copy
    else:
        yield cast(IO[bytes], upload.file)


def examined(file: IO[bytes], *, name: str, kinds: Collection[FileKind], at: datetime) -> Sound:
    """Look at size, kind, content and, by the antivirus, at what nobody sees.

    :raises FileRefused: the first thing that is wrong with it.
    """
    size = file.seek(0, io.SEEK_END)
    check_size(size, largest(kinds))
    found = examining.examine(file)
    kind = _agreed_kind(found, name, kinds)
    check_size(size, kind.most_bytes)
    scanned_at = at if _is_scanned(file, kind) else None
    return Sound(kind, clean_name(name, kind), scanned_at, found.blanks)


def pieces(file: IO[bytes], blanks: Collection[tuple[int, int]] = ()) -> Iterator[bytes]:
    """Read a file piece by piece; each blank becomes a box of an MP4 that is called so, and of zeros."""
    file.seek(0)
    at = 0
    while piece := file.read(CHUNK):
        for start, end in blanks:
            first, last = max(start, at), min(end, at + len(piece))
            if first < last:
                name = _HOLDS_NOTHING[first - start : last - start]
                blank = name + bytes(last - first - len(name))
                piece = piece[: first - at] + blank + piece[last - at :]
        yield piece
        at += len(piece)


def check_size(size: int, most: int) -> None:
    """Refuse what is empty, too large, or more than the disk can take with something left.

    :raises FileRefused: ``empty``, ``too_large`` or ``no_space``.
    """
    if size <= 0:
        raise FileRefused(Intake.EMPTY)
    if size > most:
        raise FileRefused(Intake.TOO_LARGE, most=_in_words(most), size=_in_words(size))
    if vault.free_bytes() - size < settings.LIBRARY_RESERVE_BYTES:
        raise FileRefused(Intake.NO_SPACE)


def _in_words(size: int) -> str:
    return filesizeformat(size).replace(".0", "")


def _agreed_kind(found: Examined, name: str, kinds: Collection[FileKind]) -> FileKind:
    """Return the kind that content and name agree on; a name without a known ending claims nothing."""
    claimed = claimed_by(name)
    if found.kind in kinds and claimed in (None, found.kind):
        return cast(FileKind, found.kind)
    shown = "".join(letter for letter in name if letter.isprintable())
    shown = shown if len(shown) <= _SHOWN_NAME else f"{shown[: _SHOWN_NAME - 1]}…"
    what = noun_of(found.kind) if found.kind else found.word
    if claimed is not None and claimed != found.kind and (found.kind in kinds or claimed in kinds):
        said = noun_of(claimed) if isinstance(claimed, FileKind) else claimed
        raise FileRefused(Intake.MISMATCH, name=shown, what=what, claimed=said)
    raise FileRefused(Intake.KIND, name=shown, what=what, kinds=_one_of(kinds))


def _one_of(kinds: Collection[FileKind]) -> str:
    *others, last = (noun_of(kind) for kind in kinds)
    return f"{', '.join(others)} or {last}" if others else last


def _is_scanned(file: IO[bytes], kind: FileKind) -> bool:
    """Whether an antivirus found nothing. A video larger than it takes is kept, and marked as not scanned.

    :raises FileRefused: ``infected``, ``not_scanned`` or ``too_large_to_scan``.
    """
    try:
        finding = antivirus.scan(file)
    except antivirus.NotAnswering as silence:
        raise FileRefused(Intake.NOT_SCANNED) from silence
    if finding.state == State.INFECTED:
        raise FileRefused(Intake.INFECTED, virus=finding.virus)
    if finding.state == State.TOO_LARGE and kind not in VIDEOS:
        raise FileRefused(Intake.TOO_LARGE_TO_SCAN)
    return finding.state == State.CLEAN
