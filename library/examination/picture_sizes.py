"""How wide and high a picture says it is, read from its head alone."""

from typing import IO

from library.file_kinds import JPEG, PNG, FileKind
from library.refusals import FileRefused, Intake

# ITU-T T.81, table B.1: the segments that begin a frame, and those that have no length.
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_BARE = {0x01, *range(0xD0, 0xD8)}


def measure(file: IO[bytes], kind: FileKind) -> tuple[int, int]:
    """Return width and height in pixels.

    :raises FileRefused: ``broken``: it does not say, or that there are none.
    """
    file.seek(0)
    if kind == JPEG:
        size = _jpeg(file)
    else:
        head = file.read(30)
        size = _png(head) if kind == PNG else _webp(head)
    if size is None or 0 in size:
        raise FileRefused(Intake.BROKEN)
    return size


def _png(head: bytes) -> tuple[int, int] | None:
    if len(head) < 24 or head[12:16] != b"IHDR":
        return None
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def _webp(head: bytes) -> tuple[int, int] | None:
    """Read the first chunk (RFC 9649, section 2): extended, lossless or lossy."""
    if len(head) < 30:
        return None
    form = head[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if form == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 ":
        return (
            int.from_bytes(head[26:28], "little") & 0x3FFF,
            int.from_bytes(head[28:30], "little") & 0x3FFF,
        )
    return None


def _jpeg(file: IO[bytes]) -> tuple[int, int] | None:
    """Go from segment to segment to the one that begins the frame."""
    file.seek(2)
    while (mark := file.read(2))[:1] == b"\xff" and len(mark) == 2:
        if mark[1] == 0xFF:
            file.seek(-1, 1)
            continue
        if mark[1] in _BARE:
            continue
        length = int.from_bytes(file.read(2), "big")
        if length < 2:
            return None
        if mark[1] in _FRAMES:
            body = file.read(5)
            return int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big")
        file.seek(length - 2, 1)
    return None
