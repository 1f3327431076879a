"""Zip archives, looked through without trusting a single number in them."""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from library.content import CHUNK
from library.examination.bounds import MOST_NESTED, MOST_RATIO, RATIO_FROM, Budget
from library.refusals import FileRefused, Intake

_END = b"PK\x05\x06"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Absolute, upwards, with a drive, with Windows' own separator, or with what ends a name in C.
_LEADS_OUT = re.compile(r"^/|\\|^[A-Za-z]:|(^|/)\.\.(/|$)|\x00")


def opened(file: IO[bytes], budget: Budget) -> zipfile.ZipFile:
    """Open an archive whose directory is sound and within the budget; nothing is unpacked yet.

    :raises FileRefused: ``broken``, ``paths``, ``password`` or ``unpacks``.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeDecodeError) as error:
        raise FileRefused(Intake.BROKEN) from error
    parts = archive.infolist()
    budget.take_members(len(parts))
    _check_frame(file, parts)
    for part in parts:
        _check_part(part)
    if sum(part.file_size for part in parts) > budget.unpacked:
        raise FileRefused(Intake.UNPACKS)
    return archive


def chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    """Unpack one part piece by piece, counting what really comes out."""
    size = 0
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                budget.take(len(chunk))
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise FileRefused(Intake.BROKEN) from error
    if size != part.file_size:
        raise FileRefused(Intake.BROKEN)


def read(archive: zipfile.ZipFile, name: str, budget: Budget) -> bytes:
    """Unpack a small part whole; nothing if it is not there."""
    try:
        part = archive.getinfo(name)
    except KeyError:
        return b""
    buffer = io.BytesIO()
    for chunk in chunks(archive, part, budget):
        buffer.write(chunk)
        if buffer.tell() > MOST_NESTED:
            raise FileRefused(Intake.UNPACKS)
    return buffer.getvalue()


def _check_frame(file: IO[bytes], parts: list[zipfile.ZipInfo]) -> None:
    """Refuse what stands before the first part or behind the directory: it would be another file as well."""
    file.seek(-len(_END) - 18, io.SEEK_END)
    has_end = file.read(len(_END)) == _END
    names = {part.orig_filename for part in parts}
    starts = min((part.header_offset for part in parts), default=0)
    if not parts or not has_end or starts != 0 or len(names) != len(parts):
        raise FileRefused(Intake.BROKEN)


def _check_part(part: zipfile.ZipInfo) -> None:
    mode = part.external_attr >> 16
    if _LEADS_OUT.search(part.orig_filename) or stat.S_ISLNK(mode):
        raise FileRefused(Intake.PATHS)
    if part.flag_bits & 0x1:
        raise FileRefused(Intake.PASSWORD)
    if part.compress_type not in _METHODS:
        raise FileRefused(Intake.BROKEN)
    if part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1):
        raise FileRefused(Intake.UNPACKS)
