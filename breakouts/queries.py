"""Reads that other layers start from: who hosts a room, and how many places are left."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from breakouts.models import Conduct, Message, Restriction, Seat
from breakouts.rules import is_locked
from events.models import Chair, Contributor, Delegate, Facilitator, Room, Speaker

LATEST = 50
FACILITATOR, CHAIR, SPEAKER, ORGANISER = "Facilitator", "Chair", "Speaker", "Organiser"


@dataclass(frozen=True)
class Host:
    """Somebody who hosts a room, as the programme names them; without a log-in ``user_id`` is none."""

    user_id: int | None
    name: str
    post: str
    role: str


def hosts_of(room: Room) -> list[Host]:
    """Return those who host the room: its facilitators, then the session's chairs, then the speakers of both.

    They need no seat and use up none, so that nobody is locked out of the room they lead.
    """
    own = {"contributor": OuterRef("pk")}
    speakers = Speaker.objects.filter(Q(session=room.session_id) | Q(topic__question_room=room), **own)
    hosts = (
        Contributor.objects.filter(assembly=room.session.assembly_id)
        .annotate(
            facilitates=Exists(Facilitator.objects.filter(room=room, **own)),
            chairs_it=Exists(Chair.objects.filter(session=room.session_id, **own)),
            speaks=Exists(speakers),
        )
        .filter(Q(facilitates=True) | Q(chairs_it=True) | Q(speaks=True))
        .order_by("-facilitates", "-chairs_it", "name", "pk")
    )
    return [
        Host(host.user_id, host.name, host.post, _role(host.facilitates, host.chairs_it)) for host in hosts
    ]


def _role(facilitates: bool, chairs: bool) -> str:
    return FACILITATOR if facilitates else CHAIR if chairs else SPEAKER


def role_of(user: User, room: Room) -> str:
    """Tell how this person hosts the room: as its Facilitator, Chair or Speaker, else as an Organiser.

    For all others nothing.
    """
    role = next((host.role for host in hosts_of(room) if host.user_id == user.pk), "")
    return role or (ORGANISER if user.is_organiser else "")


def conduct_of(room: Room) -> Conduct:
    """Return how the room is run; no query where the room was loaded with its ``conduct``."""
    return getattr(room, "conduct", None) or Conduct(room=room)


def rooms_beside(room: Room) -> list[Room]:
    """Return the other rooms of the same session, in the order of the timetable."""
    return list(
        Room.objects.filter(session=room.session_id).exclude(pk=room.pk).select_related("theme", "session")
    )


def places_left(rooms: Iterable[Room], at: datetime) -> dict[int, int | None]:
    """Tell for each room how many more people fit, in one query; none where there is no limit.

    A room that somebody has locked has 0 left, whatever stands empty.
    """
    rooms = list(rooms)
    limited = [room.pk for room in rooms if room.capacity is not None]
    taken: dict[int, int] = {}
    if limited:
        counts = Seat.objects.filter(room__in=limited).counted(at).order_by().values("room")
        taken = dict(counts.annotate(count=Count("pk")).values_list("room", "count"))
    return {room.pk: _left(room, taken.get(room.pk, 0), at) for room in rooms}


def _left(room: Room, taken: int, at: datetime) -> int | None:
    if is_locked(room.locked_at, at):
        return 0
    return None if room.capacity is None else max(0, room.capacity - taken)


def latest_messages(room: Room, limit: int = LATEST) -> tuple[list[Message], bool]:
    """Return what was said last in the room, oldest first, and whether more was said before."""
    newest = list(Message.objects.filter(room=room).order_by("-sent_at", "-pk")[: limit + 1])
    return newest[:limit][::-1], len(newest) > limit


def people_inside(room: Room) -> QuerySet[Delegate]:
    """Return the delegates with an open visit to the room, by name: who is here, scripts or not.

    Each tells as ``is_organiser`` whether they run assemblies.
    """
    inside = Delegate.objects.filter(visits__room=room, visits__ended_at=None).order_by("name", "pk")
    return inside.annotate(is_organiser=Exists(User.objects.organisers().filter(pk=OuterRef("user"))))


def allowed_inside(asked: Mapping[str, Collection[int]], at: datetime) -> set[tuple[int, str]]:
    """Tell who of these people, by the code of their room, may be in it: ``policies.can_stay`` for many.

    Whether the doors are open is not asked: pages end by their own clock. Four queries, one for each room
    that somebody without a place or a seat is in, who may be its host, and one for all of those.
    """
    rooms = list(Room.objects.filter(code__in=list(asked)).select_related("session"))
    user_ids = {user_id for people in asked.values() for user_id in people}
    fits = _with_a_place(rooms, asked, user_ids, at)
    without = {(user_id, room.code) for room in rooms for user_id in asked[room.code]} - fits
    hosting = {
        (host.user_id, room.code)
        for room in rooms
        if any(code == room.code for _, code in without)
        for host in hosts_of(room)
    }
    helping = organisers_among({user_id for user_id, _ in without - hosting})
    hosts = {pair for pair in without if pair in hosting or pair[0] in helping}
    return (fits | hosts) - removed_from(rooms, user_ids, at)


def _with_a_place(
    rooms: Collection[Room], asked: Mapping[str, Collection[int]], user_ids: Collection[int], at: datetime
) -> set[tuple[int, str]]:
    assemblies = {room.session.assembly_id for room in rooms}
    placed = Delegate.objects.with_place().filter(user__in=user_ids, assembly__in=assemblies)
    places = set(placed.values_list("user_id", "assembly_id"))
    sessions = {room.session_id for room in rooms}
    seats = Seat.objects.filter(delegate__user__in=user_ids, session__in=sessions).standing(at)
    rows = seats.values_list("delegate__user_id", "session_id", "room_id")
    held = {(user_id, session_id): room_id for user_id, session_id, room_id in rows}
    return {
        (user_id, room.code)
        for room in rooms
        for user_id in asked[room.code]
        if (user_id, room.session.assembly_id) in places
        and held.get((user_id, room.session_id), None if room.needs_seat else room.pk) == room.pk
    }


def organisers_among(user_ids: Collection[int]) -> set[int]:
    """Tell who of these people run assemblies, in one query."""
    if not user_ids:
        return set()
    return set(User.objects.organisers().filter(pk__in=user_ids).values_list("pk", flat=True))


def removed_from(rooms: Collection[Room], user_ids: Collection[int], at: datetime) -> set[tuple[int, str]]:
    """Tell who of these people were removed, by the code of the room, in one query."""
    removals = Restriction.objects.in_force(at).filter(kind=Restriction.Kind.REMOVED)
    return set(removals.filter(room__in=rooms, user__in=user_ids).values_list("user_id", "room__code"))
