"""Videos: whether their boxes fit into each other, and which say where it was taken. Nothing is decoded."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from library.file_kinds import MIB, MP4, FileKind
from library.refusals import FileRefused, Intake

_MOST_BOXES = 100_000
_MOST_NOTES = MIB
# Where cameras write notes, in the film and in each track (QuickTime File Format, "User data atoms").
_NOTES = {b"udta", b"meta"}
_INSIDE = {b"moov", b"trak"}
# Apple's and Android's, 3GPP's (TS 26.244, section 8), and the key that QuickTime uses.
_PLACES = (b"\xa9xyz", b"loci", b"location")


@dataclass(frozen=True)
class Box:
    """One box: its name, and where it and what is in it begin and end."""

    name: bytes
    starts: int
    inside: int
    ends: int


def places_in(file: IO[bytes], kind: FileKind) -> list[Box]:
    """Return the boxes of a sound MP4 that say where it was taken. A WebM has none, and may end anywhere.

    :raises FileRefused: ``broken``: it breaks off, or has no index.
    """
    if kind != MP4:
        return []
    boxes = list(_boxes(file, 0, file.seek(0, io.SEEK_END), is_strict=True))
    if not any(box.name == b"moov" for box in boxes):
        raise FileRefused(Intake.BROKEN)
    notes = [note for box in boxes if box.name == b"moov" for note in _notes_in(file, box)]
    return [note for note in notes if _tells_place(file, note)]


def _notes_in(file: IO[bytes], box: Box) -> Iterator[Box]:
    for inner in _boxes(file, box.inside, box.ends):
        if inner.name in _NOTES:
            yield inner
        elif inner.name in _INSIDE:
            yield from _notes_in(file, inner)


def _tells_place(file: IO[bytes], note: Box) -> bool:
    file.seek(note.inside)
    content = file.read(min(note.ends - note.inside, _MOST_NOTES))
    return any(place in content for place in _PLACES)


def _boxes(file: IO[bytes], at: int, end: int, *, is_strict: bool = False) -> Iterator[Box]:
    """Yield the boxes between two places, one behind the other; some writers end a film with zeros.

    :raises FileRefused: ``broken``, when it has to be strict, and they do not fill the room to the very end.
    """
    for _ in range(_MOST_BOXES):
        box = _box(file, at, end) if at < end else None
        if box is None or box.ends > end:
            break
        yield box
        at = box.ends
    if is_strict and at != end:
        raise FileRefused(Intake.BROKEN)


def _box(file: IO[bytes], at: int, end: int) -> Box | None:
    """Read the head of the box here (ISO 14496-12, section 4.2): 1 means a long size, 0 the rest."""
    file.seek(at)
    head = file.read(16)
    size, least = int.from_bytes(head[:4], "big"), 8
    if size == 1:
        size, least = int.from_bytes(head[8:16], "big"), 16
    elif size == 0:
        size = end - at
    if size < least or len(head) < least:
        return None
    return Box(head[4:8], at, at + least, at + size)
