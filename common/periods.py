"""Half-open periods of time: the start belongs to them, the end does not."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, order=True)
class Period:
    """From ``start`` (inclusive) until ``end`` (exclusive)."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        # Python compares and subtracts two times of one zone by the clock on the wall: on the night of a
        # clock change an hour would be lost or won. In UTC every instant has its own number.
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at.astimezone(UTC) < self.end

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
