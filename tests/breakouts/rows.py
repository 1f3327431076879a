"""Rows for the browser's room: called in a process of its own, committed."""

from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.test import Client
from django.utils import timezone

from breakouts.actions import (
    announce,
    ask_for_help,
    enter_room,
    hide_message,
    lock_room,
    mute,
    raise_hand,
    recall_room,
    release_due_questions,
    report_message,
    say,
    set_slow_mode,
    set_timer,
    take_seat,
)
from breakouts.durable import recall
from breakouts.models import Hand, Poll, Question
from common.codes import new_code
from common.words import clock
from events.actions.programme import move_session
from events.models import Assembly, Delegate, Room, Session
from realtime import streams
from tests.breakouts.running import answered
from tests.factories import (
    log_in as log_in_proven,
)
from tests.factories import (
    make_assembly,
    make_chair,
    make_delegate,
    make_facilitator,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_speaker,
    make_theme,
    make_user,
)
from tests.realtime.harness import log_in

AGREEMENT = "Listen to understand\nAssume good faith\nWhat is said here stays here"
PRONOUNS = ("", "she/her")
SET_A = "Breakout rooms, set A"
SUMMARY = "What happens after somebody has spoken up, and how people hear back."


def make_guest(assembly: Assembly, **fields) -> Delegate:
    """A delegate whom no other call of this module has made: each runs in a process of its own."""
    user = make_user(f"{new_code()}@example.org", name=fields["name"])
    yesterday = timezone.now() - timedelta(days=1)
    return make_delegate(assembly, user=user, registered_at=yesterday, **fields)


def a_live_room(people: list[str], capacity: int = 40, ends_in_seconds: int = 2100) -> dict:
    """A room that runs, with people who hold seats; returns its address and their session keys."""
    now = timezone.now()
    # What earlier tests left open would be looked after every few seconds, all through the run.
    left = Session.objects.filter(title=SET_A, ends_at__gt=now)
    left.update(starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=2))
    assembly = make_assembly(
        slug=new_code(),
        name="2nd National Annual Learner Assembly",
        starts_at=now - timedelta(hours=3),
        group_agreement=AGREEMENT,
    )
    session = make_session(
        assembly,
        kind="breakouts",
        title=SET_A,
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


def the_session_has_ended(code: str) -> None:
    """A room whose session was over half an hour ago."""
    session = Room.objects.get(code=code).session
    session.ends_at = timezone.now() - timedelta(minutes=30)
    session.starts_at = session.ends_at - timedelta(minutes=45)
    session.save()


def the_minute_comes(room: str) -> None:
    """Let the anonymous questions of a room appear, as at their minute."""
    asked = Question.objects.filter(room__code=room.rstrip("/").rpartition("/")[2], released_at=None)
    asked.update(asked_at=timezone.now().replace(second=0, microsecond=0))
    release_due_questions(at=timezone.now())


def the_recall_is_past(room: str) -> None:
    """Everybody was expected back two minutes ago, and some have stayed."""
    found = Room.objects.get(code=room.rstrip("/").rpartition("/")[2])
    host = found.facilitators.get().contributor.user
    conduct = recall_room(actor=host, room=found, at=timezone.now())
    conduct.recall_due_at -= timedelta(minutes=3)
    with transaction.atomic():
        conduct.save()
        streams.append(found.stream, recall(conduct), actor=host, at=timezone.now())


def others_answer(room: str, counts: list[int]) -> None:
    """So many more people answer the open poll of a room, for each of its options."""
    answered(Poll.objects.open().get(room__code=room.rstrip("/").rpartition("/")[2]), counts)


def somebody_calls(code: str, name: str) -> None:
    """One of the people of a room asks for technical help."""
    room, at = Room.objects.get(code=code), timezone.now()
    user = Delegate.objects.get(assembly=room.session.assembly, name=name).user
    ask_for_help(user=user, room=room, kind="technical", words="No sound", at=at)


def an_organiser() -> str:
    """Somebody who runs assemblies and has proven a second factor; returns their session key."""
    client = Client()
    log_in_proven(client, make_organiser(email=f"{new_code()}@example.org", name="Dr Orga Highfield"))
    return client.cookies["sessionid"].value


def a_live_roundtable(people: list[str], hands: int = 0) -> dict:
    """A roundtable of seventy that runs: the first of the people chairs it, a senior sits at the table.

    So many others have their hands up already, the second of them not for the first time.
    """
    now = timezone.now()
    assembly = make_assembly(slug=new_code(), name="Learner Assembly", starts_at=now - timedelta(hours=3))
    session = make_session(
        assembly,
        kind="roundtable",
        title="Interactive roundtable",
        summary="Learners and senior leaders together.",
        starts_at=now - timedelta(minutes=10),
        ends_at=now + timedelta(minutes=50),
    )
    room = make_room(session, place=make_place(assembly, name="The table"), capacity=70)
    make_speaker(session, name="Professor Ada Highfield", post="Postgraduate Dean")
    keys = {}
    for number, name in enumerate(people):
        delegate = make_guest(assembly, name=name)
        keys[name] = log_in(delegate.user).partition("=")[2]
        if number == 0:
            make_chair(session, user=delegate.user, name=name)
        else:
            take_seat(delegate=delegate, room=room, at=now)
    for number in range(hands):
        delegate = make_guest(assembly, name=f"Dr Learner Number {number + 1}")
        enter_room(delegate=delegate, room=room, at=now)
        raise_hand(user=delegate.user, room=room, at=now - timedelta(seconds=hands - number))
        if number == 1:
            Hand.objects.filter(user=delegate.user).update(is_first=False)
    return {"room": room.address, "session": session.address, "keys": keys}
