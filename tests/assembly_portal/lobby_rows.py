"""Rows for the browser's lobby: called in a process of its own, committed."""

from datetime import timedelta

from django.utils import timezone

from breakouts.actions import leave_seat, offer_seats, take_seat
from common.codes import new_code
from events.models import Delegate, Room
from tests.breakouts.rows import make_guest
from tests.factories import make_assembly, make_place, make_room, make_session
from tests.realtime.harness import log_in


def a_lobby(people: list[str], starts_in_seconds: int = -600) -> dict:
    """A session with two rooms, one of them small; returns its address, the rooms' codes and session keys."""
    now = timezone.now()
    assembly = make_assembly(slug=new_code(), starts_at=now - timedelta(hours=3))
    session = make_session(
        assembly,
        kind="breakouts",
        title="Breakout rooms, set A",
        starts_at=now + timedelta(seconds=starts_in_seconds),
        ends_at=now + timedelta(seconds=2100),
    )
    place = make_place(assembly, name="Room 2")
    small = make_room(session, title="Small", place=make_place(assembly, name="Room 1"), capacity=2)
    large = make_room(session, title="Large", place=place, capacity=40)
    keys = {}
    for name in people:
        delegate = make_guest(assembly, name=name)
        keys[name] = log_in(delegate.user).partition("=")[2]
    base = f"/{assembly.slug}/rooms/"
    return {
        "session": session.address,
        "small": small.code,
        "large": large.code,
        "my_day": assembly.my_day_address,
        "rooms": {"small": f"{base}{small.code}/", "large": f"{base}{large.code}/"},
        "keys": keys,
    }


def leave(code: str, name: str) -> None:
    """Somebody gives their seat in the room up."""
    room = Room.objects.select_related("session__assembly").get(code=code)
    delegate = Delegate.objects.get(assembly=room.session.assembly, user__name=name)
    leave_seat(delegate=delegate, room=room, at=timezone.now())


def offer(code: str) -> int:
    """The worker comes to the room."""
    return offer_seats(room=Room.objects.get(code=code), at=timezone.now())


def sit(code: str, name: str) -> None:
    """Somebody takes a seat in the room."""
    room = Room.objects.select_related("session__assembly").get(code=code)
    delegate = Delegate.objects.get(assembly=room.session.assembly, user__name=name)
    take_seat(delegate=delegate, room=room, at=timezone.now())
