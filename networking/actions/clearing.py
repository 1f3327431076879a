"""Removing the networking of an assembly, 30 days after it closed."""

from datetime import datetime

from breakouts.clearing import engine
from networking.clearing.queries import NETWORKING


def clear_due_networking(*, at: datetime) -> int:
    """Remove whatever is due, a committed batch at a time; return for how many assemblies.

    Safe twice, with two workers, killed between any two batches, and however late.
    """
    return engine.clear_due(NETWORKING, at=at)
