"""Rows for the browser's deputies: called in a process of its own, committed."""

from django.utils import timezone

from breakouts.actions import look_after_rooms
from events.models import Contributor, Delegate, Deputy, Room
from tests.breakouts.rows import a_live_room


def a_room_with_a_deputy(people: list[str]) -> dict:
    """A live room with a brief; the first of these people hosts it, the second stands by."""
    live = a_live_room(people)
    room = Room.objects.get(code=live["code"])
    room.brief = (
        "Begin with the film, which takes three minutes.\nThen ask what people do on their own wards."
    )
    room.save(update_fields=["brief"])
    delegate = Delegate.objects.get(assembly=room.session.assembly, name=people[1])
    contributor = Contributor.objects.create(
        assembly=delegate.assembly, user=delegate.user, name=delegate.name, post="Educator"
    )
    Deputy.objects.create(room=room, contributor=contributor)
    return live


def the_clock_looks(code: str) -> int:
    """What the beat does once it knows who is there: everybody whom the programme names."""
    room = Room.objects.get(code=code)
    there = {part.contributor.user_id for part in (*room.facilitators.all(), *room.deputies.all())}
    return look_after_rooms(there={room.stream: there}, at=timezone.now())
