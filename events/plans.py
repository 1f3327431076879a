"""A session as somebody wants it, children included: what forms and commands hand to the action."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from events.clashes import Appearance, Booking, Part, Spot
from events.models import Contributor, Place, Room, Session, Theme, Topic


@dataclass(frozen=True)
class RoomPlan:
    """A room of the session; ``room`` is the row that it changes, else one is found by place or made."""

    place: Place
    title: str = ""
    theme: Theme | None = None
    capacity: int | None = None
    facilitators: Sequence[Contributor] = ()
    room: Room | None = None
    deputies: Sequence[Contributor] = ()
    brief: str = ""


@dataclass(frozen=True)
class TopicPlan:
    """A showcase presentation; ``topic`` is the row that it changes, else one is made. Order is position."""

    title: str
    summary: str = ""
    speakers: Sequence[Contributor] = ()
    question_room: Room | None = None
    topic: Topic | None = None


@dataclass(frozen=True)
class SessionPlan:
    """The session with its new values, saved or not, and everything that belongs to it."""

    session: Session
    rooms: Sequence[RoomPlan] = ()
    topics: Sequence[TopicPlan] = ()
    chairs: Sequence[Contributor] = ()
    speakers: Sequence[Contributor] = ()

    @property
    def booking(self) -> Booking:
        """What the clash rules look at."""
        session = self.session
        return Booking(
            key=str(session.pk or ""),
            title=session.title,
            kind=session.kind,
            period=session.period,
            spots=tuple(
                Spot(room.place.pk, room.place.name, room.place.is_stage, bool(room.facilitators))
                for room in self.rooms
            ),
            people=tuple(self._appearances()),
            has_captions=session.has_captions,
        )

    def _appearances(self) -> list[Appearance]:
        speakers = [*self.speakers, *(speaker for topic in self.topics for speaker in topic.speakers)]
        found = [Appearance(person.pk, person.name, Part.CHAIR) for person in self.chairs]
        found += [Appearance(person.pk, person.name, Part.SPEAKER) for person in dict.fromkeys(speakers)]
        found += [
            Appearance(person.pk, person.name, Part.FACILITATOR, room.place.pk)
            for room in self.rooms
            for person in room.facilitators
        ]
        return found

    @property
    def rows_of_assembly(self) -> list[Place | Theme | Contributor]:
        """All that it names and that has to belong to its assembly."""
        places = [room.place for room in self.rooms]
        themes = [room.theme for room in self.rooms if room.theme]
        people = [person for room in self.rooms for person in (*room.facilitators, *room.deputies)]
        people += [person for topic in self.topics for person in topic.speakers]
        return [*places, *themes, *people, *self.chairs, *self.speakers]

    def moved(self, *, starts_at: datetime, room: Room | None, place: Place | None) -> "SessionPlan":
        """The same session, as long as before, from another start; ``room`` in another place."""
        session = self.session
        session.starts_at, session.ends_at = starts_at, starts_at + session.period.length
        if room is None or place is None:
            return self
        rooms = [replace(planned, place=place) if planned.room == room else planned for planned in self.rooms]
        return replace(self, rooms=rooms)


def bookings_of(plans: Iterable[SessionPlan]) -> list[Booking]:
    """Return what the clash rules look at: a cancelled session is in nobody's way."""
    return [plan.booking for plan in plans if not plan.session.is_cancelled]


def plan_of(session: Session) -> SessionPlan:
    """Read a stored session as a plan; load it by ``SessionQuerySet.with_plans``."""
    speakers = list(session.speakers.all())
    return SessionPlan(
        session=session,
        rooms=[
            RoomPlan(
                room.place,
                room.title,
                room.theme,
                room.capacity,
                [host.contributor for host in room.facilitators.all()],
                room,
                [deputy.contributor for deputy in room.deputies.all()],
                room.brief,
            )
            for room in session.rooms.all()
        ],
        topics=[
            TopicPlan(
                topic.title,
                topic.summary,
                [speaker.contributor for speaker in speakers if speaker.topic_id == topic.pk],
                topic.question_room,
                topic,
            )
            for topic in session.topics.all()
        ],
        chairs=[chair.contributor for chair in session.chairs.all()],
        speakers=[speaker.contributor for speaker in speakers if speaker.topic_id is None],
    )
