"""Which part of a file a request asks for (RFC 9110, section 14). Pure."""

import re
from dataclasses import dataclass

# No player asks with so many letters; and what is short cannot keep anybody busy.
LONGEST = 100
# No file has so many bytes: what is longer was not written by a player.
ONE = re.compile(r"([0-9]{0,18})-([0-9]{0,18})", re.ASCII)


@dataclass(frozen=True)
class Part:
    """Bytes from ``start`` to before ``stop``."""

    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    def of(self, size: int) -> str:
        """As Content-Range names it."""
        return f"bytes {self.start}-{self.stop - 1}/{size}"


class OutOfReach(Exception):
    """The range begins behind the last byte, or asks for none."""


def part_of(header: str, size: int) -> Part | None:
    """Return the one range that a Range header names; None where the whole file is the answer.

    That is so for what is no range, and for several at once: no player asks so, and a server may ignore it.

    :raises OutOfReach: the range is one, and nothing of the file lies in it.
    """
    unit, _, named = header.partition("=")
    is_ours = len(header) <= LONGEST and unit.strip(" \t").lower() == "bytes"
    asked = ONE.fullmatch(named.strip(" \t")) if is_ours else None
    if asked is None or asked[0] == "-":
        return None
    first, last = asked[1], asked[2]
    if not first:
        return _within(max(0, size - int(last)), size, size)
    if last and int(last) < int(first):
        return None
    return _within(int(first), min(int(last) + 1, size) if last else size, size)


def _within(start: int, stop: int, size: int) -> Part:
    if start >= size:
        raise OutOfReach
    return Part(start, stop)
