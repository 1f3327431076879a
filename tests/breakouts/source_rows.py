"""Rows for the browser's stage: called in a process of its own, committed."""

from datetime import timedelta

from django.utils import timezone

from common.codes import new_code
from events.actions.sources import save_source
from events.models import Room, RoomSource
from tests.breakouts.rows import make_guest
from tests.factories import (
    make_assembly,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_speaker,
)
from tests.realtime.harness import log_in

CARD = "/static/stage/test-card/main.m3u8"


def a_stage(people: list[str]) -> dict:
    """A keynote that runs, and what comes after it; returns its address and the keys of its people."""
    now = timezone.now()
    assembly = make_assembly(
        slug=new_code(), name="2nd National Annual Learner Assembly", starts_at=now - timedelta(hours=1)
    )
    session = make_session(
        assembly,
        kind="keynote",
        title="Speaking up, and being heard",
        starts_at=now - timedelta(minutes=10),
        ends_at=now + timedelta(minutes=35),
    )
    ends_at = session.ends_at
    make_session(assembly, kind="break", title="Break", starts_at=ends_at, minutes=15)
    rooms = make_session(
        assembly, kind="breakouts", title="Themed rooms, set A", starts_at=ends_at + timedelta(minutes=15)
    )
    make_room(rooms, capacity=10)
    make_speaker(session, name="Dr Ileana Marshwick", post="Chief executive")
    stage = make_room(session, place=make_place(assembly, name="Main stage", is_stage=True))
    keys = {name: log_in(make_guest(assembly, name=name).user).partition("=")[2] for name in people}
    return {"room": f"/{assembly.slug}/rooms/{stage.code}/", "code": stage.code, "keys": keys}


def the_organisers_set(code: str, **fields) -> None:
    """By what the room is met from now on."""
    save_source(
        source=RoomSource(**fields),
        room=Room.objects.get(code=code),
        actor=make_organiser(email=f"{new_code()}@example.org"),
        at=timezone.now(),
    )
