"""The programme as pages print it: sessions by day and time, what runs beside what, and what runs now."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from events.models import Chair, Facilitator, Room, Session, Speaker, Theme, Topic

BESIDE_MANY = 3
"""A session beside which at least so many others begin and end is there all day, and heads the page."""


@dataclass(frozen=True)
class Person:
    """A person as the programme names them."""

    name: str
    post: str

    @classmethod
    def of(cls, part: Chair | Speaker | Facilitator) -> "Person":
        """Name the person who plays the part."""
        return cls(part.contributor.name, part.contributor.post)


@dataclass(frozen=True)
class RoomEntry:
    """A room of a session: where, about what, with whom."""

    room: Room
    facilitators: Sequence[Person]
    topics: Sequence[str]

    @classmethod
    def of(cls, room: Room) -> "RoomEntry":
        """Read a room that was loaded with the programme."""
        facilitators = [Person.of(part) for part in room.facilitators.all()]
        return cls(room, facilitators, [topic.title for topic in room.topics.all()])

    @property
    def theme(self) -> Theme | None:
        """What it discusses."""
        return self.room.theme

    @property
    def has_own_name(self) -> bool:
        """Whether it is called anything else than its session: a stage is not."""
        return bool(self.room.title or self.room.theme)


@dataclass(frozen=True)
class TopicEntry:
    """A showcase presentation with its speakers."""

    topic: Topic
    speakers: Sequence[Person]
    question_room: Room | None = None
    """Where questions are taken afterwards, once that is public."""


@dataclass(frozen=True)
class SessionEntry:
    """One line of the programme, at an instant."""

    session: Session
    rooms: Sequence[RoomEntry]
    topics: Sequence[TopicEntry]
    chairs: Sequence[Person]
    speakers: Sequence[Person]
    at: datetime

    @classmethod
    def of(cls, session: Session, at: datetime) -> "SessionEntry":
        """Read a session that was loaded ``with_programme``."""
        speakers = list(session.speakers.all())
        return cls(
            session=session,
            rooms=[RoomEntry.of(room) for room in session.rooms.all()],
            topics=[
                TopicEntry(
                    topic,
                    [Person.of(part) for part in speakers if part.topic_id == topic.pk],
                    _public_question_room(topic, at),
                )
                for topic in session.topics.all()
            ],
            chairs=[Person.of(part) for part in session.chairs.all()],
            speakers=[Person.of(part) for part in speakers if part.topic_id is None],
            at=at,
        )

    @property
    def starts_at(self) -> datetime:
        """When it starts."""
        return self.session.starts_at

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.session.ends_at

    @property
    def is_now(self) -> bool:
        """Whether it runs."""
        return not self.is_cancelled and self.at in self.session.period

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.at >= self.session.ends_at

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.session.is_cancelled

    @property
    def is_draft(self) -> bool:
        """Whether only organisers see it."""
        return self.session.published_at is None or self.session.published_at > self.at


def _public_question_room(topic: Topic, at: datetime) -> Room | None:
    room = topic.question_room
    if room is None or room.session.is_cancelled or room.session.published_at is None:
        return None
    return room if room.session.published_at <= at else None


@dataclass(frozen=True)
class Group:
    """Sessions that run in parallel, one beside the other; most often just one."""

    entries: Sequence[SessionEntry]

    @property
    def starts_at(self) -> datetime:
        """When the first of them starts."""
        return min(entry.starts_at for entry in self.entries)

    @property
    def ends_at(self) -> datetime:
        """When the last of them ends."""
        return max(entry.ends_at for entry in self.entries)

    @property
    def is_now(self) -> bool:
        """Whether one of them runs."""
        return any(entry.is_now for entry in self.entries)

    @property
    def parallel_count(self) -> int:
        """How many of them take place."""
        return sum(not entry.is_cancelled for entry in self.entries)


@dataclass(frozen=True)
class Day:
    """The sessions that start on one calendar day of the assembly's zone."""

    date: date
    throughout: Sequence[SessionEntry]
    groups: Sequence[Group]

    @property
    def starts_at(self) -> datetime:
        """When its first session starts."""
        return min(
            [entry.starts_at for entry in self.throughout] + [group.starts_at for group in self.groups]
        )


def days(entries: Iterable[SessionEntry], zone: ZoneInfo, *, throughout: Sequence[Session] = ()) -> list[Day]:
    """Lay entries, in order of time, out by day; those of ``throughout`` stand before the others."""
    by_date: dict[date, list[SessionEntry]] = {}
    for entry in entries:
        by_date.setdefault(entry.starts_at.astimezone(zone).date(), []).append(entry)
    return [
        Day(
            date=on,
            throughout=[entry for entry in found if entry.session in throughout],
            groups=in_parallel(entry for entry in found if entry.session not in throughout),
        )
        for on, found in by_date.items()
    ]


def in_parallel(entries: Iterable[SessionEntry]) -> list[Group]:
    """Put sessions together that share time, if only through a third; those that touch stand apart."""
    groups: list[list[SessionEntry]] = []
    for entry in entries:
        if groups and entry.starts_at < max(other.ends_at for other in groups[-1]):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return [Group(found) for found in groups]


def all_day(sessions: Sequence[Session]) -> list[Session]:
    """Find those that are there throughout: ``BESIDE_MANY`` others begin and end while they run."""
    periods = [session.period for session in sessions]
    held = Counter(
        index
        for index, period in enumerate(periods)
        for other in periods
        if other != period and other.lies_within(period)
    )
    return [session for index, session in enumerate(sessions) if held[index] >= BESIDE_MANY]
