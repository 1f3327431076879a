"""Writing the two assemblies and their programmes, through the organisers' own actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from assembly_portal.demonstration import facts, timetable
from assembly_portal.demonstration.people import DELEGATE_LOG_INS, MARK
from assembly_portal.demonstration.timetable import RoomFact, SessionFact
from events.actions.programme import publish_assembly, publish_programme, schedule_session
from events.actions.sources import save_source
from events.clashes import NEEDS_CAPTIONS
from events.models import Assembly, Contributor, Place, Room, RoomSource, Session, Theme
from events.plans import RoomPlan, TopicPlan
from networking.models import Table


def make_first(*, organiser: User) -> Assembly:
    """Write the assembly of 2021, which stays where it was."""
    assembly = Assembly.objects.create(**facts.FIRST_ASSEMBLY)
    _make_places(assembly, [timetable.STAGE])
    _make_contributors(assembly, list(timetable.KEYNOTES)[:2])
    _schedule(assembly, timetable.FIRST_DAY, facts.FIRST_DAY, timedelta(0), organiser)
    _publish(assembly, organiser, at=facts.FIRST_PUBLISHED_AT)
    return assembly


def make_second(*, organiser: User, shift: timedelta) -> Assembly:
    """Write the assembly of 2022, every instant shifted."""
    dates = {name: at + shift for name, at in facts.DATES.items()}
    assembly = Assembly.objects.create(**facts.ASSEMBLY, **dates)
    _make_places(assembly, timetable.PLACES)
    Theme.objects.bulk_create(
        Theme(assembly=assembly, title=title, summary=summary, position=position)
        for position, (title, summary) in enumerate(timetable.THEMES.items())
    )
    speakers = [speaker for _, speakers in timetable.TOPICS for speaker in speakers]
    fictional = [*timetable.CO_CHAIRS, *timetable.FACILITATORS, *speakers]
    _make_contributors(assembly, [*timetable.KEYNOTES, *fictional])
    _schedule(assembly, timetable.DAY, facts.DAY, shift, organiser)
    _say_by_what_rooms_are_met(assembly, organiser, at=facts.PUBLISHED_AT + shift)
    _publish(assembly, organiser, at=facts.PUBLISHED_AT + shift)
    return assembly


def _say_by_what_rooms_are_met(assembly: Assembly, organiser: User, *, at: datetime) -> None:
    """Show a test card of our own on the stage, and give discussions a call that leads nowhere."""
    rooms = Room.objects.filter(session__assembly=assembly).select_related("session")
    for number, room in enumerate(rooms.order_by("pk")):
        source = RoomSource(call_words=timetable.CALL_WORDS)
        if room.is_stage:
            source = RoomSource(stage_address=timetable.TEST_CARD)
        elif room.session.kind in timetable.IN_CALLS:
            source.call_address = f"{timetable.CALL}{number + 1}"
        else:
            continue
        save_source(source=source, room=room, actor=organiser, at=at)


def _make_places(assembly: Assembly, names: Sequence[str]) -> None:
    Place.objects.bulk_create(
        Place(assembly=assembly, name=name, position=position, is_stage=name == timetable.STAGE)
        for position, name in enumerate(names)
    )


def _make_contributors(assembly: Assembly, names: Sequence[str]) -> None:
    Contributor.objects.bulk_create(
        Contributor(assembly=assembly, name=name, post=timetable.post_of(name)) for name in names
    )


def introduce(assembly: Assembly, people: Sequence[User]) -> None:
    """Let those who have a log-in, and whom the programme names, be known as the same person."""
    called = {person.name.removesuffix(MARK): person for person in people[: len(DELEGATE_LOG_INS)]}
    for contributor in assembly.contributors.filter(name__in=called):
        contributor.user = called[contributor.name]
        contributor.save(update_fields=["user"])


def _schedule(
    assembly: Assembly, sessions: Sequence[SessionFact], day: str, shift: timedelta, organiser: User
) -> None:
    board = Board.of(assembly)
    for fact in sessions:
        session = Session(
            assembly=assembly,
            kind=fact.kind,
            title=fact.title,
            summary=fact.summary,
            starts_at=facts.london(f"{day}T{fact.starts}") + shift,
            ends_at=facts.london(f"{day}T{fact.ends}") + shift,
            has_captions=fact.kind in NEEDS_CAPTIONS,
        )
        schedule_session(
            session=session,
            rooms=[board.room(room) for room in fact.rooms],
            topics=board.topics(fact),
            chairs=[board.people[name] for name in fact.chairs],
            speakers=[board.people[name] for name in fact.speakers],
            actor=organiser,
            # Who chaired the roundtable of 2021 is not recorded here, and nothing is made up.
            confirmed_warnings={"no_chair::"},
            at=session.starts_at,
        )
        _set_tables(session, fact.rooms)


def _capacity(fact: RoomFact) -> int | None:
    if fact.table:
        return timetable.TABLE_CAPACITY
    return timetable.CAPACITY if fact.seat_count else None


def _set_tables(session: Session, facts: Sequence[RoomFact]) -> None:
    """Say for whom the tables of a networking session are."""
    by = {fact.place: fact.table for fact in facts if fact.table}
    rooms = session.rooms.filter(place__name__in=by).select_related("place")
    Table.objects.bulk_create(Table(room=room, by=by[room.place.name]) for room in rooms)


@dataclass(frozen=True)
class Board:
    """The rows that sessions are planned with, by the names that the facts give them."""

    assembly: Assembly
    places: Mapping[str, Place]
    themes: Mapping[str, Theme]
    people: Mapping[str, Contributor]

    @classmethod
    def of(cls, assembly: Assembly) -> "Board":
        """Read what the assembly has."""
        return cls(
            assembly,
            {place.name: place for place in assembly.places.all()},
            {theme.title: theme for theme in assembly.themes.all()},
            {person.name: person for person in assembly.contributors.all()},
        )

    def room(self, fact: RoomFact) -> RoomPlan:
        """Plan a room."""
        return RoomPlan(
            place=self.places[fact.place],
            title=fact.title,
            theme=self.themes.get(fact.theme),
            capacity=_capacity(fact),
            facilitators=[self.people[fact.facilitator]] if fact.facilitator else [],
            brief=timetable.BRIEF if fact.theme else "",
        )

    def topics(self, fact: SessionFact) -> list[TopicPlan]:
        """Plan the topics of a showcase, each with the room where its questions are answered."""
        if fact.topics is None:
            return []
        rooms = Room.objects.filter(session__assembly=self.assembly, session__kind=Session.Kind.QUESTIONS)
        by_title = {room.title: room for room in rooms.select_related("session")}
        numbers = range(len(timetable.TOPICS))[fact.topics]
        return [
            TopicPlan(
                title=timetable.TOPICS[number][0],
                speakers=[self.people[name] for name in timetable.TOPICS[number][1]],
                question_room=by_title[timetable.question_room_of(number)],
            )
            for number in numbers
        ]


def _publish(assembly: Assembly, organiser: User, *, at: datetime) -> None:
    publish_assembly(assembly=assembly, actor=organiser, at=at)
    publish_programme(assembly=assembly, actor=organiser, at=at)
    assembly.refresh_from_db()
