"""How long a video lasts, read from the heads of MP4 (ISO/IEC 14496-12) and WebM (RFC 9559). Pure.

Only heads are read, a few bytes each and a bounded number of them: what a file claims of its sizes is never
believed further than its own end, so hostile bytes cost no memory and little time.
"""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

MOST_HEADS = 5_000
LONGEST = 48 * 60 * 60
EBML, SEGMENT, INFO = 0x1A45DFA3, 0x18538067, 0x1549A966
TIMESTAMP_SCALE, DURATION = 0x2AD7B1, 0x4489
NANOSECONDS = 1_000_000_000


@dataclass(frozen=True)
class _Part:
    """A box or an element: what it is, and where its content lies."""

    kind: bytes | int
    start: int
    end: int


class _Malformed(Exception):
    """The bytes are no video of this kind."""


def duration_of(file: IO[bytes]) -> int | None:
    """Return the duration in whole seconds, rounded up, or None where the file does not tell it."""
    file.seek(0, 2)
    size = file.tell()
    try:
        first = _read(file, 0, 12)
        seconds = _of_mp4(file, size) if first[4:8] == b"ftyp" else _of_webm(file, size)
    except (_Malformed, struct.error):
        return None
    is_told = seconds is not None and math.isfinite(seconds) and 0 < seconds <= LONGEST
    return math.ceil(seconds) if seconds is not None and is_told else None


def _read(file: IO[bytes], at: int, count: int) -> bytes:
    file.seek(at)
    return file.read(count)


def _of_mp4(file: IO[bytes], size: int) -> float | None:
    movie = _find(_boxes(file, 0, size), b"moov")
    if movie is None:
        return None
    head = _find(_boxes(file, movie.start, movie.end), b"mvhd")
    return _of_movie_head(file, head) if head else None


def _boxes(file: IO[bytes], at: int, end: int) -> Iterator[_Part]:
    """List the boxes between two places, without going into any."""
    for _ in range(MOST_HEADS):
        if at + 8 > end:
            return
        length, kind = struct.unpack(">I4s", _read(file, at, 8))
        start = at + 8
        if length == 1:
            (length,) = struct.unpack(">Q", _read(file, start, 8))
            start += 8
        elif length == 0:
            length = end - at
        if at + length > end or length < start - at:
            raise _Malformed
        yield _Part(kind, start, at + length)
        at += length


def _find(parts: Iterator[_Part], kind: bytes | int) -> _Part | None:
    return next((part for part in parts if part.kind == kind), None)


def _of_movie_head(file: IO[bytes], head: _Part) -> float | None:
    content = _read(file, head.start, min(head.end - head.start, 32))
    is_long = content[:1] == b"\x01"
    scale, count = struct.unpack_from(">IQ" if is_long else ">II", content, 20 if is_long else 12)
    is_unknown = count == (0xFFFFFFFFFFFFFFFF if is_long else 0xFFFFFFFF)
    return None if is_unknown or not scale else count / scale


def _of_webm(file: IO[bytes], size: int) -> float | None:
    parts = _elements(file, 0, size)
    if (head := next(parts, None)) is None or head.kind != EBML:
        return None
    segment = _find(parts, SEGMENT)
    about = _find(_elements(file, segment.start, segment.end), INFO) if segment else None
    return _of_info(file, about) if about else None


def _elements(file: IO[bytes], at: int, end: int) -> Iterator[_Part]:
    """List the elements between two places; one of unknown size is the last, and reaches to the end."""
    for _ in range(MOST_HEADS):
        if at >= end:
            return
        head = _read(file, at, 12)
        kind, first = _number(head, 0, most=4, keeps_marker=True)
        length, second = _number(head, first, most=8)
        start = at + first + second
        if length == (1 << 7 * second) - 1:
            length = end - start
        if start + length > end:
            raise _Malformed
        yield _Part(kind, start, start + length)
        at = start + length


def _number(head: bytes, at: int, *, most: int, keeps_marker: bool = False) -> tuple[int, int]:
    """Read a number of variable length (RFC 8794, section 4): its value, and how many bytes it takes."""
    first = head[at] if at < len(head) else 0
    width = 9 - first.bit_length()
    if width > most or at + width > len(head):
        raise _Malformed
    value = int.from_bytes(head[at : at + width], "big")
    return (value if keeps_marker else value & ((1 << 7 * width) - 1)), width


def _of_info(file: IO[bytes], about: _Part) -> float | None:
    scale, count = 1_000_000, None
    for part in _elements(file, about.start, about.end):
        content = _read(file, part.start, min(part.end - part.start, 8))
        if part.kind == TIMESTAMP_SCALE:
            scale = int.from_bytes(content, "big")
        elif part.kind == DURATION:
            (count,) = struct.unpack({4: ">f", 8: ">d"}.get(len(content), ">d"), content)
    return None if count is None else count * scale / NANOSECONDS
