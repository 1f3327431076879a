"""Members of a zip and their XML, read piece by piece, with nothing of it believed."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat

from library.extraction.limits import MOST_UNPACKED, Unreadable

PIECE = 64 * 1024


class Archive:
    """A zip whose members may unpack to so many bytes in all, whatever its directory says of their size."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError) as broken:
            raise Unreadable("no zip") from broken
        self._left = MOST_UNPACKED

    def has(self, name: str) -> bool:
        """Whether there is such a member."""
        return name in self._zip.NameToInfo

    def needed(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a member without which the file is none of its kind.

        :raises Unreadable: it is not there.
        """
        if not self.has(name):
            raise Unreadable("no such member")
        return self.pieces(name)

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a member's bytes; none for a member that is not there.

        :raises Unreadable: it is broken, encrypted, or unpacks to too much.
        """
        if not self.has(name):
            return
        try:
            with self._zip.open(name) as member:
                while piece := member.read(PIECE):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise Unreadable("unpacks to too much")
                    yield piece
        except (
            zipfile.BadZipFile,
            zlib.error,
            RuntimeError,
            NotImplementedError,
            EOFError,
            OSError,
        ) as broken:
            raise Unreadable("broken member") from broken


Start = Callable[[str, dict[str, str]], None]


def read_xml(
    pieces: Iterator[bytes], *, start: Start, end: Callable[[str], None], text: Callable[[str], None]
) -> None:
    """Tell the elements of XML by their local names, with their attributes, and the text between.

    A document type is refused, and with it every entity: office files have none, bombs do.

    No bytes at all are a member that is not there, which tells nothing.

    :raises Unreadable: no XML, or more than XML of an office file needs.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = text
    try:
        is_empty = True
        for piece in pieces:
            is_empty = False
            parser.Parse(piece, False)
        if not is_empty:
            parser.Parse(b"", True)
    except expat.ExpatError as broken:
        raise Unreadable("no XML") from broken


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse(*arguments: object) -> None:
    raise Unreadable("declares entities")
