"""Writing the delegates of both assemblies: who registered, which rooms they chose, and when they came."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import Employer, Grade, LearnerGroup, LocalOffice, User
from assembly_portal.demonstration import facts
from assembly_portal.demonstration.days import DelegateDay, everybodys_day
from assembly_portal.demonstration.people import PersonFact, everybody
from breakouts.models import Seat
from events.actions.delegates import record_arrival, register_delegate
from events.answers import Answers
from events.models import AccessRequest, Arrival, Assembly, Delegate, Room, Session, Visit

WATCHED_TOGETHER = (Session.Kind.PLENARY, Session.Kind.KEYNOTE, Session.Kind.SHOWCASE)
WATCHED_BY = 0.9
"""How much of the live audience sees each session on the stage."""


class References:
    """The lists that answers are chosen from, read once."""

    def __init__(self) -> None:
        self.groups = {group.code: group for group in LearnerGroup.objects.all()}
        self.grades = {grade.code: grade for grade in Grade.objects.all()}
        self.employers = {employer.name: employer for employer in _make_employers()}
        self.offices: Mapping[str, list[LocalOffice]] = defaultdict(list)
        for office in LocalOffice.objects.all():
            self.offices[office.region].append(office)

    def answers(self, person: PersonFact) -> Answers:
        """Fill in the form as this person does."""
        offices = self.offices[person.region]
        return Answers(
            name=person.name,
            pronouns=person.pronouns,
            learner_group=self.groups[person.learner_group],
            grade=self.grades[person.grade],
            local_office=offices[int(person.office_draw * len(offices))],
            employer=self.employers.get(person.employer),
            access=person.access,
            accepts_agreement=True,
        )


def make_people(*, shift: timedelta) -> list[User]:
    """Make the log-ins of the 389, addresses proven, in the order of ``everybody``.

    Those who were at the first assembly have had theirs since then. In bulk: one by one they took as long as
    all that follows.
    """
    came_before = facts.FIRST_PARTICIPANT_COUNT
    people = User.objects.bulk_create(
        User(
            email=person.email,
            name=person.name,
            password=make_password(None),
            joined_at=facts.FIRST_PUBLISHED_AT if number < came_before else day.registered_at + shift,
        )
        for number, (person, day) in enumerate(zip(everybody(), everybodys_day(), strict=True))
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people
    )
    return people


def register_everybody(
    assembly: Assembly, people: Sequence[User], *, shift: timedelta, tell: Callable[[str], None]
) -> list[Delegate]:
    """Register the 389, in the order of ``everybody``."""
    references = References()
    delegates = []
    facts_of = zip(people, everybody(), everybodys_day(), strict=True)
    for number, (user, person, day) in enumerate(facts_of, start=1):
        answers, registered_at = references.answers(person), day.registered_at + shift
        delegates.append(register_delegate(user=user, assembly=assembly, answers=answers, at=registered_at))
        if number % 100 == 0:
            tell(f"{number} people registered")
    return delegates


def let_them_choose(
    assembly: Assembly, delegates: Sequence[Delegate], *, shift: timedelta, until: datetime | None
) -> None:
    """Write the seats of both sets, entered in the first two minutes: all, or what happened until an instant.

    In bulk: five hundred claims by ``take_seat``, each counting the room under its lock, took half a minute.
    What it guards is fixed in the facts: one seat for each person and set, and rooms with places left.

    Into the rooms of a replay that are still to come ``let_them_in`` walks these people when it is time.
    """
    rng = random.Random(494)
    rooms = _rooms(assembly)
    seats = []
    for delegate, day in zip(delegates, everybodys_day(), strict=True):
        for title, (place, taken_at) in day.seats.items():
            room = rooms[title, place]
            entered_at = room.session.starts_at + timedelta(seconds=rng.randrange(5, 110))
            seats.append(
                Seat(
                    delegate=delegate,
                    session=room.session,
                    room=room,
                    taken_at=taken_at + shift,
                    entered_at=entered_at if until is None or entered_at <= until else None,
                )
            )
    Seat.objects.bulk_create(seats, batch_size=500)


def let_them_come(
    assembly: Assembly, delegates: Sequence[Delegate], *, shift: timedelta, until: datetime | None
) -> None:
    """Record who came when, and what they visited: everything, or what happened until an instant."""
    arrivals = [
        Arrival(delegate=delegate, phase=assembly.phase_at(fact + shift), arrived_at=fact + shift)
        for delegate, day in zip(delegates, everybodys_day(), strict=True)
        for fact in day.arrived_at
        if until is None or fact + shift <= until
    ]
    Arrival.objects.bulk_create(arrivals, batch_size=1000)
    rng = random.Random(945)
    seats = Seat.objects.filter(session__assembly=assembly).select_related("session").order_by("pk")
    visits = [*_visits_to_rooms(seats, rng), *_visits_to_stage(assembly, delegates, shift, rng)]
    Visit.objects.bulk_create(_ended(visits, until), batch_size=1000)


def register_first(assembly: Assembly, people: Sequence[User]) -> None:
    """Register those who were at the first assembly too, and note that they came and stayed to the end."""
    references = References()
    by_email = {person.email: person for person in everybody()}
    roundtable = assembly.sessions.get(kind=Session.Kind.ROUNDTABLE)
    visits = []
    for number, user in enumerate(people):
        registered_at = facts.FIRST_PUBLISHED_AT + timedelta(hours=7 * number)
        # What somebody needed a year before was not handed down.
        answers = replace(references.answers(by_email[user.email]), access={})
        delegate = register_delegate(user=user, assembly=assembly, answers=answers, at=registered_at)
        record_arrival(delegate=delegate, at=assembly.starts_at + timedelta(seconds=number))
        visits.append(_visit(delegate, roundtable, roundtable.rooms.get(), roundtable.starts_at))
    Visit.objects.bulk_create(_ended(visits, None))


def answer_access_requests(organiser: User) -> None:
    """Let the organiser have arranged all but the last five requests, which are new."""
    requests = AccessRequest.objects.order_by("asked_at", "pk")
    done = [request.pk for request in requests][:-5]
    AccessRequest.objects.filter(pk__in=done).update(
        state=AccessRequest.State.ARRANGED, owner=organiser, reply="This is arranged for the day."
    )


def _make_employers() -> list[Employer]:
    offices = {office.code: office for office in LocalOffice.objects.all()}
    return [
        Employer.objects.get_or_create(name=name, defaults={"local_office": offices[code]})[0]
        for name, code in facts.EMPLOYERS.items()
    ]


def _rooms(assembly: Assembly) -> dict[tuple[str, str], Room]:
    rooms = Room.objects.filter(session__assembly=assembly).select_related("session", "place", "theme")
    return {(room.session.title, room.place.name): room for room in rooms}


def _visits_to_rooms(seats: Iterable[Seat], rng: random.Random) -> list[Visit]:
    return [
        Visit(
            delegate_id=seat.delegate_id,
            session=seat.session,
            room_id=seat.room_id,
            started_at=seat.entered_at or seat.session.starts_at,
            ended_at=seat.session.ends_at - timedelta(seconds=rng.randrange(240)),
        )
        for seat in seats
    ]


def _visits_to_stage(
    assembly: Assembly, delegates: Sequence[Delegate], shift: timedelta, rng: random.Random
) -> list[Visit]:
    visits = []
    watched = Session.objects.filter(assembly=assembly, kind__in=WATCHED_TOGETHER).in_order()
    for session in watched.prefetch_related("rooms"):
        room = next(iter(session.rooms.all()))
        for delegate, day in zip(delegates, everybodys_day(), strict=True):
            came_at = _came_at(day, shift, assembly)
            if came_at and came_at < session.ends_at - timedelta(minutes=5) and rng.random() < WATCHED_BY:
                start = max(came_at, session.starts_at) + timedelta(seconds=rng.randrange(90))
                visits.append(_visit(delegate, session, room, start))
    return visits


def _came_at(day: DelegateDay, shift: timedelta, assembly: Assembly) -> datetime | None:
    """Return when somebody who was live arrived."""
    return next((fact + shift for fact in day.arrived_at if fact + shift in assembly.day), None)


def _visit(delegate: Delegate, session: Session, room: Room, started_at: datetime) -> Visit:
    return Visit(
        delegate=delegate, session=session, room=room, started_at=started_at, ended_at=session.ends_at
    )


def _ended(visits: Sequence[Visit], until: datetime | None) -> list[Visit]:
    """Leave out what has not begun, and end what runs: nobody's browser keeps these visits open."""
    begun = [visit for visit in visits if until is None or visit.started_at < until]
    for visit in begun:
        assert visit.ended_at is not None
        visit.ended_at = min(visit.ended_at, until) if until else visit.ended_at
        visit.last_seen_at = visit.ended_at
    return begun
