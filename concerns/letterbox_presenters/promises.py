"""A promise as the reporter reads it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Promised:
    """A promise in words, with its day."""

    words: str
    by: date
    is_late: bool = False
    kept_on: date | None = None
