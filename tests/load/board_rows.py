"""A day for the bench of the day board: twelve rooms that run, and everybody in them, made in bulk."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from breakouts.models import Conduct, Hand, HelpCall, Question, Seat
from common.codes import new_code
from events.models import AccessRequest, Arrival, Assembly, Delegate, Room, Session, Visit
from realtime import doorbell
from realtime.presence import script_text
from tests.factories import (
    log_in,
    make_assembly,
    make_facilitator,
    make_learner_group,
    make_local_office,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_user,
)

LEASE_MS = 3_600_000
ON_A_POLL = 10


def a_day(rooms: int, people: int) -> dict:
    """Make the rooms, put everybody into them, and tell where the board is and what it costs."""
    now = timezone.now()
    assembly = make_assembly(slug=new_code(), starts_at=now - timedelta(hours=2))
    session = make_session(
        assembly,
        kind=Session.Kind.BREAKOUTS,
        starts_at=now - timedelta(minutes=20),
        ends_at=now + timedelta(hours=2),
    )
    made = [_room(session, number, people) for number in range(rooms)]
    delegates = _delegates(assembly, people)
    _settle(delegates, made, now)
    _are_present(delegates, made)
    client = Client(SERVER_NAME="localhost")
    log_in(client, make_organiser(email=f"{new_code()}@example.org"))
    paths = {
        "page": reverse("admin:breakouts_board_day", args=[assembly.slug]),
        "part": reverse("admin:breakouts_board_live", args=[assembly.slug]),
    }
    return {
        "paths": paths,
        "queries": {name: _queries(client, path) for name, path in paths.items()},
        "cookie": f"sessionid={client.cookies['sessionid'].value}",
    }


def _room(session: Session, number: int, people: int) -> Room:
    place = make_place(session.assembly, name=f"Room {number + 1}")
    room = make_room(session, place=place, title=f"Theme {number + 1}", capacity=people)
    make_facilitator(room, user=make_user(f"{new_code()}@example.org"))
    Conduct.objects.create(room=room)
    return room


def _delegates(assembly: Assembly, people: int) -> list[Delegate]:
    group, office = make_learner_group(), make_local_office()
    users = User.objects.bulk_create(
        User(email=f"{new_code()}{number}@example.org", name=f"Crowd {number:04}", password="!")
        for number in range(people)
    )
    return Delegate.objects.bulk_create(
        Delegate(
            assembly=assembly,
            user=user,
            name=user.name,
            state=Delegate.State.REGISTERED,
            learner_group=group,
            local_office=office,
            registered_at=assembly.opens_at,
        )
        for user in users
    )


def _settle(delegates: list[Delegate], rooms: list[Room], now: datetime) -> None:
    """Seats, visits and arrivals of all; of some a question, a hand, a call and an access request."""
    there = list(
        zip(delegates, (rooms[number % len(rooms)] for number in range(len(delegates))), strict=True)
    )
    Seat.objects.bulk_create(
        Seat(delegate=each, session=room.session, room=room, taken_at=now, entered_at=now)
        for each, room in there
    )
    Visit.objects.bulk_create(
        Visit(delegate=each, session=room.session, room=room, started_at=now, last_seen_at=now)
        for each, room in there
    )
    Arrival.objects.bulk_create(Arrival(delegate=each, phase="live", arrived_at=now) for each in delegates)
    Question.objects.bulk_create(
        Question(room=room, body="Who answers?", asker=each.user, cid=uuid4(), asked_at=now, released_at=now)
        for each, room in there[: len(there) // 2]
    )
    Hand.objects.bulk_create(
        Hand(room=room, user=each.user, name=each.name, raised_at=now) for each, room in there[:60]
    )
    HelpCall.objects.bulk_create(
        HelpCall(room=room, user=each.user, name=each.name, kind="technical", asked_at=now)
        for each, room in there[:10]
    )
    AccessRequest.objects.bulk_create(
        AccessRequest(delegate=each, kind="captions", asked_at=now) for each in delegates[:30]
    )


def _are_present(delegates: list[Delegate], rooms: list[Room]) -> None:
    """Leases for an hour: no socket of this many is open beside what is measured."""
    told: list[str | int] = []
    for number, each in enumerate(delegates):
        line = f"{each.user_id}.{new_code()}" if number % ON_A_POLL == 0 else new_code()
        badge = f'{{"id":"{each.user_id}"}}'
        told += [rooms[number % len(rooms)].stream, line, each.user_id, badge, LEASE_MS]
    doorbell.client().eval(script_text("join"), 0, *told)


def _queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200, f"{path} answered {response.status_code}"
    return len(queries)
