"""Half-open periods of time: the start belongs to them, the end does not."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, order=True)
class Period:
    """From ``start`` (inclusive) until ``end`` (exclusive)."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end

    def overlaps(self, other: "Period") -> bool:
        """Whether an instant lies in both; touching ends do not overlap."""
        return self.start < other.end and other.start < self.end

    def lies_within(self, other: "Period") -> bool:
        """Whether no instant of this one lies outside the other."""
        return other.start <= self.start and self.end <= other.end

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start
