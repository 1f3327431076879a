"""What deserves a second look before an assembly is saved: pure rules over how it stood and would stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from common.words import clock, day_and_clock, listed, time_range, zone_in_words
from events.models import Assembly, Session

LONGEST_DAY = timedelta(days=3)
MOST_NAMED = 3


class CheckKind(StrEnum):
    """The closed list of what is asked about."""

    OUTSIDE_DAY = "outside_day"
    TIME_ZONE = "time_zone"
    ADDRESS = "address"
    PLACES = "places"
    LONG_DAY = "long_day"
    PAST_DAY = "past_day"
    MOVED_DAY = "moved_day"


@dataclass(frozen=True)
class Check:
    """One thing to be read before it is saved."""

    kind: CheckKind
    sentence: str
    value: str
    """What is asked about: another value is asked about anew."""

    @property
    def key(self) -> str:
        """What stays the same when the same is found again, so that it is asked about only once."""
        return f"{self.kind}:{self.value}"


def checks_of(
    typed: Assembly,
    stored: Assembly | None,
    *,
    sessions: Sequence[Session],
    registered_count: int,
    at: datetime,
) -> list[Check]:
    """Find what an organiser may not have meant; of a public assembly also what its delegates would notice.

    ``sessions`` are those of its programme. What stood so before is not asked about again.
    """
    found = [*_long_day(typed, stored), *_past_day(typed, stored, at)]
    if stored and stored.published_at:
        found += [
            *_moved_day(typed, stored, registered_count),
            *_outside_day(typed, stored, sessions),
            *_time_zone(typed, stored, sessions),
            *_address(typed, stored),
            *_places(typed, stored, registered_count),
        ]
    return found


def _long_day(typed: Assembly, stored: Assembly | None) -> Iterator[Check]:
    if typed.day.length > LONGEST_DAY and not (stored and stored.day == typed.day):
        days = typed.day.length.days
        told = time_range(typed.starts_at, typed.ends_at, typed.zone)
        yield Check(CheckKind.LONG_DAY, f"The day lasts {days} days: {told}.", f"{days}")


def _past_day(typed: Assembly, stored: Assembly | None, at: datetime) -> Iterator[Check]:
    if stored is None and typed.ends_at < at:
        told = day_and_clock(typed.ends_at, typed.zone)
        yield Check(
            CheckKind.PAST_DAY, f"The day is over already: it ended at {told}.", _written(typed.ends_at)
        )


def _moved_day(typed: Assembly, stored: Assembly, registered_count: int) -> Iterator[Check]:
    if typed.day == stored.day or not registered_count:
        return
    people = "1 person has" if registered_count == 1 else f"{registered_count} people have"
    yield Check(
        CheckKind.MOVED_DAY,
        f"{people} a place. They are told of the new day, by email, 15 minutes after your last change.",
        f"{_written(typed.starts_at)}-{_written(typed.ends_at)}",
    )


def _outside_day(typed: Assembly, stored: Assembly, sessions: Sequence[Session]) -> Iterator[Check]:
    lost = [
        session
        for session in sessions
        if session.period.lies_within(stored.day) and not session.period.lies_within(typed.day)
    ]
    if lost:
        subject = "1 session" if len(lost) == 1 else f"{len(lost)} sessions"
        names = [f"“{session.title}”" for session in lost[:MOST_NAMED]]
        if more := len(lost) - len(names):
            names.append(f"{more} more")
        times = time_range(typed.starts_at, typed.ends_at, typed.zone)
        yield Check(
            CheckKind.OUTSIDE_DAY,
            f"{subject} would lie outside the day, {times}: {listed(names)}.",
            "-".join(str(session.pk) for session in lost),
        )


def _time_zone(typed: Assembly, stored: Assembly, sessions: Sequence[Session]) -> Iterator[Check]:
    if typed.time_zone == stored.time_zone:
        return
    told = f"Times would be shown in {zone_in_words(typed.zone)}, not in {zone_in_words(stored.zone)}."
    if sessions:
        first = sessions[0]
        before, after = clock(first.starts_at, stored.zone), clock(first.starts_at, typed.zone)
        told += " Sessions do not move with the clocks: "
        told += f"“{first.title}”, now at {before}, would stand at {after}."
    yield Check(CheckKind.TIME_ZONE, told, typed.time_zone)


def _address(typed: Assembly, stored: Assembly) -> Iterator[Check]:
    if typed.slug != stored.slug:
        yield Check(
            CheckKind.ADDRESS,
            f"The address would change from /{stored.slug}/ to /{typed.slug}/. "
            "Links in mails and calendars that people have already would lead nowhere.",
            typed.slug,
        )


def _places(typed: Assembly, stored: Assembly, registered_count: int) -> Iterator[Check]:
    places = typed.capacity
    if places is None or places == stored.capacity or places >= registered_count:
        return
    people = "1 person has a place" if registered_count == 1 else f"{registered_count} people have a place"
    counted = "1 place" if places == 1 else f"{places} places"
    yield Check(
        CheckKind.PLACES,
        f"{people} already, more than {counted}. They keep it; nobody else gets one until enough cancel.",
        str(places),
    )


def _written(at: datetime) -> str:
    """Write an instant without the commas and colons of words."""
    return f"{at:%Y%m%dT%H%M}"
