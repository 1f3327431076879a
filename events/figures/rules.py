"""The arithmetic of figures: who came in which phase, how long people stayed, how many at once. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from statistics import median
from typing import NamedTuple, TypeAlias

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECONDS_A_MINUTE = 60_000_000

Stretch: TypeAlias = tuple[int, int]
"""From when to when somebody was there, both instants included, as :func:`instant` numbers them."""


def instant(at: datetime) -> int:
    """Number an instant by its microseconds: sums are exact, and no clock change wins or loses an hour."""
    return (at.astimezone(UTC) - EPOCH) // timedelta(microseconds=1)


class Came(NamedTuple):
    """In which phases one delegate with a place arrived; between announcing and the doors does not count."""

    before: bool
    live: bool
    on_demand: bool


@dataclass(frozen=True)
class Attendance:
    """How many people with a place came when: four parts that nobody belongs to two of."""

    live: int = 0
    on_demand_only: int = 0
    before_only: int = 0
    never: int = 0

    @property
    def overall(self) -> int:
        """Whoever came at any time from the doors to the close."""
        return self.live + self.on_demand_only + self.before_only

    @property
    def registered(self) -> int:
        """Whoever has a place."""
        return self.overall + self.never


def attendance(people: Iterable[Came]) -> Attendance:
    """Count those with a place: live goes before on demand, and both before looking in ahead of the day."""
    live = on_demand_only = before_only = never = 0
    for came in people:
        if came.live:
            live += 1
        elif came.on_demand:
            on_demand_only += 1
        elif came.before:
            before_only += 1
        else:
            never += 1
    return Attendance(live, on_demand_only, before_only, never)


@dataclass(frozen=True)
class Stay:
    """What the visits of several people to one place come to, in whole minutes, rounded down."""

    people: int = 0
    median_minutes: int = 0
    total_minutes: int = 0
    most_at_once: int = 0


def stay(visits: Mapping[int, Sequence[Stretch]], within: Stretch | None = None) -> Stay:
    """Sum up visits by person: a person in two tabs or two rooms at once is there once.

    Only time ``within`` the session counts; whoever came, if only before it or for an instant, is one of the
    people.
    """
    if not visits:
        return Stay()
    stretches = [together(_within(theirs, within)) for theirs in visits.values()]
    lengths = [sum(end - start for start, end in theirs) for theirs in stretches]
    return Stay(
        people=len(visits),
        median_minutes=int(median(lengths) // MICROSECONDS_A_MINUTE),
        total_minutes=sum(lengths) // MICROSECONDS_A_MINUTE,
        most_at_once=most_at_once(stretches),
    )


def together(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Join what overlaps or touches, in order of time."""
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def most_at_once(people: Iterable[Sequence[Stretch]]) -> int:
    """Return how many were there in the fullest instant; each person's stretches do not overlap.

    Whoever comes in the instant in which another leaves meets them: a visit of no length, as of a page
    without scripts, is somebody who was there.
    """
    stretches = list(chain.from_iterable(people))
    comings = sorted(start for start, _ in stretches)
    goings = sorted(end for _, end in stretches)
    most = gone = 0
    for come, at in enumerate(comings, start=1):
        while goings[gone] < at:
            gone += 1
        most = max(most, come - gone)
    return most


def _within(stretches: Sequence[Stretch], period: Stretch | None) -> Sequence[Stretch]:
    if period is None:
        return stretches
    first, last = period
    return [(max(start, first), min(end, last)) for start, end in stretches if start <= last and end >= first]
