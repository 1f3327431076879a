"""How much one file may cost to look through; the kernel holds whoever does not keep to it."""

import contextlib
import resource
import signal
from dataclasses import dataclass

from library.file_kinds import MIB
from library.refusals import FileRefused, Intake

MEMORY_BYTES = 1024 * MIB
CPU_SECONDS = 10
WALL_SECONDS = 15
WRITTEN_BYTES = 256 * MIB
OPEN_FILES = 64

MOST_PIXELS = 50_000_000
MOST_MEMBERS = 5_000
MOST_UNPACKED = 600 * MIB
MOST_RATIO = 150
"""Of a member above ``RATIO_FROM``: large tables of numbers come to 30, a bomb to 1,000."""
RATIO_FROM = 8 * MIB
MOST_NESTED = 64 * MIB


@dataclass
class Budget:
    """What a file, and whatever is inside it, may still unpack to."""

    members: int = MOST_MEMBERS
    unpacked: int = MOST_UNPACKED

    def take_members(self, count: int) -> None:
        """Count parts before any of them is opened."""
        self.members -= count
        if self.members < 0:
            raise FileRefused(Intake.UNPACKS)

    def take(self, size: int) -> None:
        """Count what was unpacked, whatever the headers said."""
        self.unpacked -= size
        if self.unpacked < 0:
            raise FileRefused(Intake.UNPACKS)


def hold() -> None:
    """Bind this process, before it reads a byte. A system without one of the limits keeps the others."""
    limits = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    )
    for limit, most in limits:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    # Should the parent die, nobody is left to end a process that waits.
    signal.alarm(WALL_SECONDS + 5)
