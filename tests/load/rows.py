"""Rows that the bench asks for, made inside the portal's own database."""

import time
from datetime import timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import LearnerGroup, LocalOffice, User
from assembly_portal.rehearsal.cast import log_in
from breakouts import durable
from breakouts.models import Message, Seat
from common.codes import new_code
from events.models import Assembly, Delegate, Demonstration, Room, Session
from realtime import streams
from realtime.models import Frame
from tests.factories import make_assembly, make_delegate, make_place, make_room, make_session


def the_day(people: int) -> dict:
    """Tell the pages of the demonstration, their queries and bytes, and log some of its delegates in."""
    assembly = Demonstration.objects.get().assembly
    now = timezone.now()
    running = Session.objects.running_at(now).filter(assembly=assembly, kind=Session.Kind.BREAKOUTS)
    room = Room.objects.filter(session__in=running).order_by("pk").first()
    seats = Seat.objects.filter(room=room, entered_at__isnull=False).order_by("pk")[:people]
    users = [seat.delegate.user_id for seat in seats]
    paths = {
        "home": "/",
        "programme": f"/{assembly.slug}/programme/",
        "my_day": f"/{assembly.slug}/my-day/",
        "room": f"/{assembly.slug}/rooms/{room.code}/",
    }
    counted = {
        page: _ask(path, users[0] if page in {"my_day", "room"} else None) for page, path in paths.items()
    }
    return {
        "paths": paths,
        "queries": {page: queries for page, (queries, _) in counted.items()},
        "bytes": {page: size for page, (_, size) in counted.items()},
        "cookies": [log_in(user) for user in users],
    }


def _ask(path: str, user_id: int | None) -> tuple[int, int]:
    """Return the queries and the bytes of a page as somebody sees it the second time."""
    client = Client(SERVER_NAME="localhost")
    if user_id:
        name, _, value = log_in(user_id).partition("=")
        client.cookies[name] = value
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200, f"{path} answered {response.status_code}"
    return len(queries), len(response.content)


def races(count: int, people: int, places: int) -> list[dict]:
    """Make so many rooms with so many places each, and so many logged-in delegates who want one."""
    return [_race(people, places) for _ in range(count)]


def _race(people: int, places: int) -> dict:
    assembly = make_assembly(starts_at=timezone.now() + timedelta(hours=1))
    room = make_room(make_session(assembly, kind=Session.Kind.BREAKOUTS), capacity=places)
    delegates = [make_delegate(assembly) for _ in range(people)]
    return {
        "room": room.code,
        "path": f"/{assembly.slug}/rooms/{room.code}/seat/",
        "people": [{"cookie": log_in(one.user_id), "token": _get_new_csrf_string()} for one in delegates],
    }


def seats_in(code: str) -> int:
    """Count the seats of a room."""
    return Seat.objects.filter(room__code=code).count()


def a_crowd(people: int) -> dict:
    """Make a room that runs, and so many people who are logged in and may be there."""
    now = timezone.now()
    assembly = make_assembly(slug=new_code(), starts_at=now - timedelta(hours=2))
    session = make_session(
        assembly,
        kind=Session.Kind.BREAKOUTS,
        starts_at=now - timedelta(minutes=10),
        ends_at=now + timedelta(hours=3),
    )
    room = make_room(session, place=make_place(assembly, name="Hall"), title="Hall")
    group, office = LearnerGroup.objects.first(), LocalOffice.objects.first()
    users = User.objects.bulk_create(
        User(email=f"{new_code()}{number}@example.org", name=f"Crowd {number:04}", password="!")
        for number in range(people)
    )
    Delegate.objects.bulk_create(
        Delegate(
            assembly=assembly,
            user=user,
            name=user.name,
            state=Delegate.State.REGISTERED,
            learner_group=group,
            local_office=office,
            registered_at=now - timedelta(days=1),
        )
        for user in users
    )
    return {
        "stream": room.stream,
        "cookies": [log_in(user.pk) for user in users],
        "ids": [str(user.pk) for user in users],
        "own": _own_streams(assembly, users),
    }


def _own_streams(assembly: Assembly, users: list[User]) -> list[str]:
    """Name the stream that each person's page follows beside that of the room."""
    streams = {delegate.user_id: delegate.stream for delegate in assembly.delegates.all()}
    return [streams[user.pk] for user in users]


def three_rooms(people: int) -> dict:
    """Make three rooms of one session that runs, and so many people who may choose among them."""
    made = a_crowd(people)
    session = Room.objects.get(code=made["stream"].partition(":")[2]).session
    rooms = [
        make_room(
            session, place=make_place(session.assembly, name=f"Room {n}"), title=f"R{n}", capacity=people
        )
        for n in range(3)
    ]
    base = f"/{session.assembly.slug}/rooms/"
    return {
        **made,
        "token": _get_new_csrf_string(),
        "rooms": [{"stream": room.stream, "path": f"{base}{room.code}/seat/"} for room in rooms],
    }


def say_lines(stream: str, count: int, body: str, pause: float = 0) -> list[str]:
    """Write lines as another process does, without the cost of saying them in a web process."""
    room = Room.objects.get(code=stream.partition(":")[2])
    author = room.session.assembly.delegates.select_related("user").first().user
    told = []
    for number in range(count):
        with transaction.atomic():
            message = Message.objects.create(
                room=room,
                author=author,
                author_name=author.name,
                body=f"{number} {new_code()} {body}",
                cid=uuid4(),
                sent_at=timezone.now(),
            )
            frame = durable.chat_msg(message, role="")
            streams.append(stream, frame, actor=author, cid=message.cid, at=message.sent_at)
        told.append(message.body)
        time.sleep(pause)
    return told


def lines_of(stream: str) -> list[str]:
    """What was said in a room, in the order of the numbers under which it stands."""
    frames = Frame.objects.filter(stream__name=stream, type="chat.msg").order_by("seq")
    numbers = list(frames.values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1)), "numbers without gaps"
    return [payload["body"] for payload in frames.values_list("payload", flat=True)]


def grow_old(stream: str, minutes: int) -> None:
    """Move what was said on a stream into the past."""
    frames = Frame.objects.filter(stream__name=stream)
    frames.update(at=F("at") - timedelta(minutes=minutes))
