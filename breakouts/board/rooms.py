"""Which rooms of an assembly are open at an instant, and which of them an announcement reaches."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from breakouts.board.refusals import BroadcastCode
from breakouts.models import Broadcast
from breakouts.queries import is_running
from breakouts.rules import DOOR_OPENS_BEFORE
from common.policy import ALLOWED, Verdict
from events.models import Assembly, Room, Session

Reach = Broadcast.Reach
_NOBODY_THERE = {
    Reach.ROOM: BroadcastCode.ROOM_IS_SHUT,
    Reach.RUNNING: BroadcastCode.NO_ROOM,
    Reach.STAGE: BroadcastCode.NO_STAGE,
}


def rooms_of_day(assembly: Assembly, at: datetime) -> QuerySet[Room]:
    """Return the rooms of all that takes place, in the order of the timetable."""
    sessions = Session.objects.public(at).standing().filter(assembly=assembly)
    rooms = Room.objects.filter(session__in=sessions).select_related("theme", "place", "session__assembly")
    return rooms.order_by("session__starts_at", "place__position", "pk")


def open_rooms(assembly: Assembly, at: datetime) -> list[Room]:
    """Return the rooms whose doors are open, in one query."""
    near = rooms_of_day(assembly, at).filter(
        session__starts_at__lte=at + DOOR_OPENS_BEFORE, session__ends_at__gt=at
    )
    return [room for room in near if is_running(room, at)]


def reached(rooms: Sequence[Room], reach: str, code: str = "") -> list[Room]:
    """Choose those of the open rooms that an announcement reaches."""
    if reach == Reach.RUNNING:
        return list(rooms)
    if reach == Reach.STAGE:
        return [room for room in rooms if room.place.is_stage]
    return [room for room in rooms if room.code == code]


def is_reach(reach: str, rooms: Sequence[Room]) -> Verdict:
    """Say whether anybody would read it: somewhere was chosen, and a room is open there.

    :refuses: ``no_reach``, ``no_room``, ``no_stage`` or ``room_is_shut``
    """
    if reach not in Reach.values:
        return Verdict.refuse(BroadcastCode.NO_REACH)
    return ALLOWED if rooms else Verdict.refuse(_NOBODY_THERE[Reach(reach)])
