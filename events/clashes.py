"""What cannot stand in one programme, and what deserves a second look: pure rules over bookings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from common.periods import Period

CHANGE_OVER = timedelta(minutes=5)

# They run beside everything: whoever chairs the networking space may also speak.
BESIDE_EVERYTHING = frozenset({"networking", "break"})
NEEDS_CAPTIONS = frozenset({"keynote", "roundtable", "plenary", "showcase"})
NEEDS_FACILITATORS = frozenset({"breakouts"})
NEEDS_ROOMS = frozenset({"breakouts", "questions"})
NEEDS_PLACE = frozenset({"keynote", "roundtable", "plenary", "showcase"})
NEEDS_SPEAKER = frozenset({"keynote"})
NEEDS_CHAIR = frozenset({"roundtable"})


class Part(StrEnum):
    """What a person does in a session, as a sentence says it."""

    CHAIR = "chairing"
    SPEAKER = "speaking in"
    FACILITATOR = "facilitating"


class ClashKind(StrEnum):
    """The closed list of what is found."""

    OUTSIDE_DAY = "outside_day"
    PERSON_TWICE = "person_twice"
    TWO_ROOMS = "two_rooms"
    PLACE_TWICE = "place_twice"
    NO_ROOMS = "no_rooms"
    NO_PLACE = "no_place"
    NO_SPEAKER = "no_speaker"
    NO_CHAIR = "no_chair"
    NO_FACILITATOR = "no_facilitator"
    NO_CAPTIONS = "no_captions"
    PERSON_CHANGE_OVER = "person_change_over"
    PLACE_CHANGE_OVER = "place_change_over"


HARD = frozenset({ClashKind.OUTSIDE_DAY, ClashKind.PERSON_TWICE, ClashKind.TWO_ROOMS, ClashKind.PLACE_TWICE})


@dataclass(frozen=True)
class Spot:
    """A place that a session uses; on a stage the next session follows on without a change-over."""

    place: int
    name: str
    is_stage: bool = False
    has_facilitator: bool = False


@dataclass(frozen=True)
class Appearance:
    """A person in a session. A facilitator is in one place, chairs and speakers wherever the session is."""

    person: int
    name: str
    part: Part
    place: int | None = None


@dataclass(frozen=True)
class Booking:
    """One session as the rules see it; ``key`` is its own among all, empty for one not yet saved."""

    key: str
    title: str
    kind: str
    period: Period
    spots: tuple[Spot, ...] = ()
    people: tuple[Appearance, ...] = ()
    has_captions: bool = False

    @property
    def is_beside_everything(self) -> bool:
        """Whether people may be elsewhere while it runs."""
        return self.kind in BESIDE_EVERYTHING

    def places_of(self, person: int) -> frozenset[int]:
        """Where a person is met during it; empty when nobody has said."""
        own = {seen.place for seen in self.people if seen.person == person and seen.place is not None}
        return frozenset(own or {spot.place for spot in self.spots})


@dataclass(frozen=True)
class Clash:
    """One finding: about a person or place, and where there is one the other session."""

    kind: ClashKind
    subject: str = ""
    """The person or place, by name."""
    subject_id: int | None = None
    other_key: str = ""
    other_title: str = ""
    part: Part | None = None
    """What the person does in the other session."""
    period: Period | None = None
    """When the other session runs; for one outside the day, the day."""

    @property
    def is_hard(self) -> bool:
        """Whether saving is refused; a soft one is asked about once."""
        return self.kind in HARD

    @property
    def key(self) -> str:
        """What stays the same when the same finding is made again, so that it is asked about only once."""
        return f"{self.kind}:{self.subject_id or ''}:{self.other_key}"

    @classmethod
    def with_other(cls, kind: ClashKind, other: Booking, who: Spot | Appearance) -> "Clash":
        """Make a finding about what two sessions share, as it stands in the other one."""
        subject_id, part = (who.person, who.part) if isinstance(who, Appearance) else (who.place, None)
        return cls(kind, who.name, subject_id, other.key, other.title, part, other.period)


def clashes_of(booking: Booking, others: Sequence[Booking], day: Period) -> list[Clash]:
    """Find all that is wrong with a session among the others of its assembly, the hard ones first.

    Periods are half-open: a session may start at the instant at which another ends. A booking with the same
    key among the others is the session itself, as it was before.
    """
    found = [*_outside(booking, day), *_two_rooms(booking)]
    for other in others:
        if other.key != booking.key:
            found += _between(booking, other)
    found += [*_missing_ways_in(booking), *_missing_facilitators(booking), *_missing_captions(booking)]
    # Whoever chairs and speaks in the other session clashes with it once.
    unique: dict[str, Clash] = {}
    for clash in found:
        unique.setdefault(clash.key, clash)
    return sorted(unique.values(), key=lambda clash: not clash.is_hard)


def clashes_among(bookings: Sequence[Booking], day: Period) -> dict[str, list[Clash]]:
    """Find for each session, by its key, all that is wrong with it."""
    return {booking.key: clashes_of(booking, bookings, day) for booking in bookings}


def _outside(booking: Booking, day: Period) -> Iterator[Clash]:
    if not booking.period.lies_within(day):
        yield Clash(ClashKind.OUTSIDE_DAY, period=day)


def _two_rooms(booking: Booking) -> Iterator[Clash]:
    """A facilitator hosts one room at a time."""
    hosts = [seen for seen in booking.people if seen.part == Part.FACILITATOR and seen.place is not None]
    for host in hosts:
        if any(other.person == host.person and other.place != host.place for other in hosts):
            yield Clash(ClashKind.TWO_ROOMS, host.name, host.person)


def _between(booking: Booking, other: Booking) -> Iterator[Clash]:
    if booking.period.overlaps(other.period):
        yield from _same_people(ClashKind.PERSON_TWICE, booking, other)
        yield from _same_places(ClashKind.PLACE_TWICE, booking, other)
    elif _gap(booking.period, other.period) < CHANGE_OVER:
        yield from _same_people(ClashKind.PERSON_CHANGE_OVER, booking, other)
        yield from _same_places(ClashKind.PLACE_CHANGE_OVER, booking, other)


def _gap(one: Period, two: Period) -> timedelta:
    """The time between two periods that do not overlap."""
    return max(two.start - one.end, one.start - two.end)


def _same_people(kind: ClashKind, booking: Booking, other: Booking) -> Iterator[Clash]:
    if booking.is_beside_everything or other.is_beside_everything:
        return
    here = {seen.person for seen in booking.people}
    for seen in other.people:
        if seen.person not in here:
            continue
        if kind == ClashKind.PERSON_TWICE or _moves(seen.person, booking, other):
            yield Clash.with_other(kind, other, seen)


def _moves(person: int, booking: Booking, other: Booking) -> bool:
    """Whether the person has to change place between the two: who stays on the stage needs no change-over."""
    here, there = booking.places_of(person), other.places_of(person)
    return bool(here and there) and here.isdisjoint(there)


def _same_places(kind: ClashKind, booking: Booking, other: Booking) -> Iterator[Clash]:
    here = {spot.place for spot in booking.spots}
    for spot in other.spots:
        if spot.place in here and not (kind == ClashKind.PLACE_CHANGE_OVER and spot.is_stage):
            yield Clash.with_other(kind, other, spot)


def _missing_ways_in(booking: Booking) -> Iterator[Clash]:
    """A session that nobody can enter, or in which nobody speaks or leads, is published like any other."""
    if booking.kind in NEEDS_ROOMS and not booking.spots:
        yield Clash(ClashKind.NO_ROOMS)
    if booking.kind in NEEDS_PLACE and not booking.spots:
        yield Clash(ClashKind.NO_PLACE)
    if booking.kind in NEEDS_SPEAKER and not any(seen.part == Part.SPEAKER for seen in booking.people):
        yield Clash(ClashKind.NO_SPEAKER)
    if booking.kind in NEEDS_CHAIR and not any(seen.part == Part.CHAIR for seen in booking.people):
        yield Clash(ClashKind.NO_CHAIR)


def _missing_facilitators(booking: Booking) -> Iterator[Clash]:
    if booking.kind in NEEDS_FACILITATORS:
        for spot in booking.spots:
            if not spot.has_facilitator:
                yield Clash(ClashKind.NO_FACILITATOR, spot.name, spot.place)


def _missing_captions(booking: Booking) -> Iterator[Clash]:
    if booking.kind in NEEDS_CAPTIONS and not booking.has_captions:
        yield Clash(ClashKind.NO_CAPTIONS)
