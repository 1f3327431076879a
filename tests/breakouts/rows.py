"""Rows for the browser's room: called in a process of its own, committed."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from breakouts.actions import (
    announce,
    enter_room,
    hide_message,
    lock_room,
    mute,
    raise_hand,
    recall_room,
    report_message,
    say,
    set_slow_mode,
    set_timer,
    take_seat,
)
from common.codes import new_code
from common.words import clock
from events.actions.programme import move_session
from events.models import Assembly, Delegate, Room
from tests.factories import (
    make_assembly,
    make_delegate,
    make_facilitator,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_theme,
    make_user,
)
from tests.realtime.harness import log_in

AGREEMENT = "Listen to understand\nAssume good faith\nWhat is said here stays here"
PRONOUNS = ("", "she/her")
SUMMARY = "What happens after somebody has spoken up, and how people hear back."


def make_guest(assembly: Assembly, **fields) -> Delegate:
    """A delegate whom no other call of this module has made: each runs in a process of its own."""
    user = make_user(f"{new_code()}@example.org", name=fields["name"])
    yesterday = timezone.now() - timedelta(days=1)
    return make_delegate(assembly, user=user, registered_at=yesterday, **fields)


def a_live_room(people: list[str], capacity: int = 40, ends_in_seconds: int = 2100) -> dict:
    """A room that runs, with people who hold seats; returns its address and their session keys."""
    now = timezone.now()
    assembly = make_assembly(
        slug=new_code(),
        name="2nd National Annual Learner Assembly",
        starts_at=now - timedelta(hours=3),
        group_agreement=AGREEMENT,
    )
    session = make_session(
        assembly,
        kind="breakouts",
        title="Breakout rooms, set A",
        starts_at=now - timedelta(minutes=10),
        ends_at=now + timedelta(seconds=ends_in_seconds),
    )
    theme = make_theme(assembly, title="Raising concerns and hearing back", summary=SUMMARY)
    place = make_place(assembly, name="Breakout room 1")
    room = make_room(session, theme=theme, place=place, capacity=capacity)
    other = make_room(
        session, title="Disability you cannot see", place=make_place(assembly, name="Room 2"), capacity=40
    )
    keys = {}
    for number, name in enumerate(people):
        delegate = make_guest(assembly, name=name, pronouns=PRONOUNS[number % 2])
        keys[name] = log_in(delegate.user).partition("=")[2]
        if number == 0:
            make_facilitator(room, user=delegate.user, name=name, post="Postgraduate Dean")
        else:
            take_seat(delegate=delegate, room=room, at=now)
    base = f"/{assembly.slug}/rooms/"
    return {
        "session": session.address,
        "room": f"{base}{room.code}/",
        "other": f"{base}{other.code}/",
        "keys": keys,
        "code": room.code,
    }


def the_session_is_moved(code: str, minutes: int) -> str:
    """An organiser moves the session of a room; returns when it ends now, as the page has it."""
    session = Room.objects.get(code=code).session
    moved = move_session(
        session=session,
        starts_at=session.starts_at + timedelta(minutes=minutes),
        actor=make_organiser(email=f"{new_code()}@example.org"),
        at=timezone.now(),
        confirmed_warnings=True,
    )
    return clock(moved.ends_at, moved.assembly.zone)


def a_latecomer(code: str) -> str:
    """Somebody registered without a seat; returns their session key."""
    assembly = Room.objects.get(code=code).session.assembly
    delegate = make_guest(assembly, name="Dr Late Comer")
    return log_in(delegate.user).partition("=")[2]


def a_room_that_is_run(people: list[str]) -> dict:
    """A live room with a hand up, an announcement, a timer, a report and somebody who is muted."""
    live = a_live_room(people)
    room = Room.objects.get(code=live["code"])
    now = timezone.now()
    host = room.facilitators.get().contributor.user
    first, *others = Delegate.objects.filter(seats__room=room).order_by("name")
    for delegate in (first, *others):
        enter_room(delegate=delegate, room=room, at=now)
    raise_hand(user=first.user, room=room, at=now)
    long_word = "Gesundheitsversorgungsstrukturgesetzesentwurf" * 2
    message = say(author=others[0].user, room=room, body=long_word, cid=uuid4(), at=now)
    report_message(reporter=first.user, room=room, number=message.pk, because=long_word, at=now)
    given = {"actor": host, "room": room, "at": now}
    set_timer(**given, minutes=10, label="Talk in pairs")
    announce(**given, body="Tea is ready in the room next door. " * 4, cid=uuid4())
    set_slow_mode(**given, seconds=5)
    recall_room(**given)
    lock_room(**given)
    hidden = say(author=host, room=room, body="A slip", cid=uuid4(), at=now)
    hide_message(**given, number=hidden.pk, because="A slip of the finger")
    mute(**given, person=others[0].user_id, because=long_word, minutes=30)
    return live | {"muted": others[0].user_id, "message": message.pk}
