"""What the reading of one file may take, and how the process that reads it takes these limits on itself."""

import contextlib
import resource

MIB = 1024 * 1024
MOST_MEMORY = 768 * MIB
MOST_CPU_SECONDS = 40
MOST_WALL_SECONDS = 60.0
MOST_UNPACKED = 200 * MIB
MOST_PAGES = 2_000
MOST_CHARACTERS = 1_000_000
MOST_OUTPUT = 12 * MIB
"""Bytes that the parent takes: the characters as JSON writes them, places and all."""


class Unreadable(Exception):
    """The file gives no text: broken, encrypted, hostile, or more than the limits allow."""


def apply() -> None:
    """Limit this process for good: memory, processor, no files written, no core left behind."""
    for which, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        # A system may know a limit and refuse it (macOS: RLIMIT_AS); the parent's clock still runs.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (most, most))
