"""Rows for the browser's room: called in a process of its own, committed."""

from datetime import timedelta

from django.utils import timezone

from breakouts.actions import take_seat
from common.codes import new_code
from events.models import Assembly, Delegate, Room
from tests.factories import (
    make_assembly,
    make_delegate,
    make_facilitator,
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
    return {"room": f"{base}{room.code}/", "other": f"{base}{other.code}/", "keys": keys, "code": room.code}


def a_latecomer(code: str) -> str:
    """Somebody registered without a seat; returns their session key."""
    assembly = Room.objects.get(code=code).session.assembly
    delegate = make_guest(assembly, name="Dr Late Comer")
    return log_in(delegate.user).partition("=")[2]
