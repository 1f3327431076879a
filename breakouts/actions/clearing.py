"""Removing what was said and written in the rooms of an assembly, 30 days after it closed.

begin_clearing: under the assembly's lock it is due, and its row is written.
clear_some: at most ``BATCH`` things of one kind go, and are counted, in one transaction.

Whoever runs it again, late, or beside another finds the row and what is left. Nothing here knows of concerns.
"""

from datetime import datetime

from breakouts.clearing import engine
from breakouts.clearing.queries import ROOMS
from breakouts.models import Clearing
from events.models import Assembly


def clear_due_rooms(*, at: datetime) -> int:
    """Remove whatever is due, a committed batch at a time; return for how many assemblies.

    Safe twice, with two workers, killed between any two batches, and however late.
    """
    return engine.clear_due(ROOMS, at=at)


def begin_clearing(*, assembly: Assembly, at: datetime) -> Clearing | None:
    """Decide, under the assembly's lock, that its rooms are cleared now; None if that is not due any more.

    A report that nobody handled does not keep the words that it tells of: they were promised to go. How many
    there were is written down.
    """
    clearing: Clearing | None = engine.begin(ROOMS, assembly=assembly, at=at)
    return clearing


def clear_some(*, clearing: Clearing, most: int = engine.BATCH, at: datetime) -> bool:
    """Remove the next batch, ``most`` things of one kind; tell whether there was one, else it is done."""
    return engine.clear_batch(ROOMS, clearing=clearing, most=most, at=at)
