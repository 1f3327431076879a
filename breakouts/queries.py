"""Reads that other layers start from: who hosts a room, and how many places are left."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value

from accounts.models import User
from breakouts.models import Conduct, Message, Restriction, Seat, Wait
from breakouts.rules import doors, is_locked
from events.models import Chair, Contributor, Delegate, Deputy, Facilitator, Room, Speaker

LATEST = 50
FACILITATOR, CHAIR, SPEAKER = "Facilitator", "Chair", "Speaker"
DEPUTY, ORGANISER = "Deputy", "Organiser"


@dataclass(frozen=True)
class Host:
    """Somebody who hosts a room, as the programme names them; without a log-in ``user_id`` is none."""

    user_id: int | None
    name: str
    post: str
    role: str


def hosts_of(room: Room) -> list[Host]:
    """Return those who host the room: its facilitators, the session's chairs, the speakers of both, deputies.

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
            stands_by=Exists(Deputy.objects.filter(room=room, **own)),
        )
        .filter(Q(facilitates=True) | Q(chairs_it=True) | Q(speaks=True) | Q(stands_by=True))
        .order_by("-facilitates", "-chairs_it", "-speaks", "name", "pk")
    )
    return [
        Host(host.user_id, host.name, host.post, _role(host.facilitates, host.chairs_it, host.speaks))
        for host in hosts
    ]


def _role(facilitates: bool, chairs: bool, speaks: bool) -> str:
    return FACILITATOR if facilitates else CHAIR if chairs else SPEAKER if speaks else DEPUTY


def role_of(user: User, room: Room) -> str:
    """Tell how the person hosts the room: as its Facilitator, Chair, Speaker or Deputy, else as Organiser.

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

    A room that somebody has locked has 0 left, whatever stands empty, and so has one for which people wait:
    what is free there is offered to them, and nobody overtakes them.
    """
    rooms = list(rooms)
    used = used_in(rooms, at)
    return {room.pk: _left(room, used[room.pk], at) for room in rooms}


@dataclass(frozen=True)
class Used:
    """How many people use up a room's capacity, by seats and by offers, and how many more wait for it."""

    seats: int = 0
    offers: int = 0
    in_line: int = 0

    def free(self, room: Room) -> int | None:
        """How many places nobody has, whoever may take them; none where there is no limit."""
        return None if room.capacity is None else max(0, room.capacity - self.seats - self.offers)


def used_in(rooms: Iterable[Room], at: datetime) -> dict[int, Used]:
    """Count seats, offers and those in line of each room with a limit, in one query."""
    rooms = list(rooms)
    limited = [room.pk for room in rooms if room.capacity is not None]
    used = {room.pk: Used() for room in rooms}
    for room_id, seats, offers, in_line in _used_rows(limited, at) if limited else ():
        so_far = used[room_id]
        used[room_id] = Used(so_far.seats + seats, so_far.offers + offers, so_far.in_line + in_line)
    return used


def _used_rows(room_ids: Collection[int], at: datetime) -> QuerySet[Any, tuple[int, int, int, int]]:
    seats = Seat.objects.filter(room__in=room_ids).counted(at).order_by().values("room")
    waits = Wait.objects.filter(room__in=room_ids).standing(at).order_by().values("room")
    is_offered = Q(offered_at__isnull=False)
    of_seats = seats.annotate(seats=Count("pk"), offers=Value(0), in_line=Value(0))
    of_waits = waits.annotate(
        seats=Value(0), offers=Count("pk", filter=is_offered), in_line=Count("pk", filter=~is_offered)
    )
    columns = ("room", "seats", "offers", "in_line")
    return of_seats.values_list(*columns).union(of_waits.values_list(*columns), all=True)


def rooms_with_a_line(at: datetime) -> QuerySet[Room]:
    """Return the rooms for which somebody waits without an offer."""
    return Room.objects.filter(Exists(Wait.objects.in_line(at).filter(room=OuterRef("pk")).order_by()))


def _left(room: Room, used: Used, at: datetime) -> int | None:
    if is_locked(room.locked_at, at):
        return 0
    free = used.free(room)
    return 0 if free and used.in_line else free


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


def allowed_inside(asked: Mapping[str, Collection[int]], at: datetime) -> dict[str, set[int]]:
    """Tell by a room's code who of these people may be in it: ``policies.can_stay`` for many.

    At most five queries, however many rooms and people; asked every second for everybody.
    """
    rooms = [room for room in rooms_by(asked) if is_running(room, at)]
    allowed = {room.code: set[int]() for room in rooms} | _with_a_place(rooms, asked, at)
    others = {room: set(asked[room.code]) - allowed[room.code] for room in rooms}
    user_ids = set[int]().union(*others.values())
    if user_ids:
        roles, removed = roles_in(rooms, user_ids), removed_from(rooms, user_ids, at)
        for room, people in others.items():
            hosts = {user_id for user_id in people if (user_id, room.pk) in roles}
            allowed[room.code] |= {user_id for user_id in hosts if (user_id, room.code) not in removed}
    return allowed


def _with_a_place(
    rooms: Collection[Room], asked: Mapping[str, Collection[int]], at: datetime
) -> dict[str, set[int]]:
    """Find those with a place in the assembly and a seat in their room, or none where none is needed.

    The database gathers them in one row for each room, because a thousand rows are dear to read.
    """
    found = [_gathered(room, asked[room.code], at) for room in rooms]
    rows = found[0].union(*found[1:], all=True) if found else ()
    return {code: set(user_ids or ()) for code, user_ids in rows}


def _gathered(
    room: Room, user_ids: Collection[int], at: datetime
) -> QuerySet[Delegate, tuple[str, list[int] | None]]:
    seats = Seat.objects.filter(delegate=OuterRef("pk")).standing(at)
    fits = Q(Exists(seats.filter(room=room)))
    if not room.needs_seat:
        fits |= ~Q(Exists(seats.filter(session=room.session_id)))
    removals = Restriction.objects.in_force(at).filter(kind=Restriction.Kind.REMOVED, room=room)
    placed = Delegate.objects.with_place().filter(
        fits,
        ~Exists(removals.filter(user=OuterRef("user"))),
        user__any_of=user_ids,
        assembly=room.session.assembly_id,
    )
    rows = placed.order_by().values(code=Value(room.code))
    return rows.annotate(user_ids=ArrayAgg("user_id")).values_list("code", "user_ids")


def roles_in(rooms: Collection[Room], user_ids: Collection[int]) -> dict[tuple[int, int], str]:
    """Tell how these people host these rooms, by person and room: ``role_of`` for many, in two queries."""
    by_session: dict[int, list[int]] = {}
    for room in rooms:
        by_session.setdefault(room.session_id, []).append(room.pk)
    parts = (
        (FACILITATOR, Facilitator.objects.filter(room__in=rooms), "room_id", None),
        (CHAIR, Chair.objects.filter(session__in=by_session), None, "session_id"),
        (SPEAKER, Speaker.objects.filter(session__in=by_session), None, "session_id"),
        (SPEAKER, Speaker.objects.filter(topic__question_room__in=rooms), "topic__question_room_id", None),
        (DEPUTY, Deputy.objects.filter(room__in=rooms), "room_id", None),
    )
    none = Value(None, output_field=IntegerField())
    queries = [
        rows.filter(contributor__user__any_of=user_ids)
        .order_by()
        .annotate(
            rank=Value(rank), in_room=F(room) if room else none, in_session=F(session) if session else none
        )
        .values_list("contributor__user_id", "rank", "in_room", "in_session")
        for rank, (_, rows, room, session) in enumerate(parts)
    ]
    found: dict[tuple[int, int], int] = {}
    for user_id, rank, in_room, in_session in queries[0].union(*queries[1:]):
        for room_id in [in_room] if in_room else by_session[in_session]:
            key = (user_id, room_id)
            found[key] = min(rank, found.get(key, rank))
    helping = {(user_id, room.pk): ORGANISER for user_id in organisers_among(user_ids) for room in rooms}
    return helping | {key: parts[rank][0] for key, rank in found.items()}


@dataclass(frozen=True)
class Badge:
    """What others in a room see of a person."""

    name: str
    pronouns: str
    role: str

    def told(self, user_id: int) -> dict[str, str]:
        """Return what is sent of it."""
        return {"id": str(user_id), "name": self.name, "pronouns": self.pronouns, "role": self.role}


def badges_in(asked: Mapping[str, Collection[int]]) -> dict[tuple[int, str], Badge]:
    """Tell how these people appear in these rooms, by person and room's code, in five queries.

    A delegate bears the name given at registering, everybody else the name of their account.
    """
    rooms = rooms_by(asked)
    user_ids = {user_id for people in asked.values() for user_id in people}
    roles = roles_in(rooms, user_ids)
    assemblies = {room.session.assembly_id for room in rooms}
    delegates = Delegate.objects.filter(user__any_of=user_ids, assembly__in=assemblies).order_by()
    named = {
        (user_id, assembly_id): (name, pronouns)
        for user_id, assembly_id, name, pronouns in delegates.values_list(
            "user_id", "assembly_id", "name", "pronouns"
        )
    }
    pairs = [(user_id, room) for room in rooms for user_id in asked[room.code]]
    strangers = {user_id for user_id, room in pairs if (user_id, room.session.assembly_id) not in named}
    users = User.objects.in_bulk(strangers) if strangers else {}
    badges = {}
    for user_id, room in pairs:
        own = (str(users[user_id]), users[user_id].pronouns) if user_id in users else ("", "")
        name, pronouns = named.get((user_id, room.session.assembly_id), own)
        badges[user_id, room.code] = Badge(name, pronouns, roles.get((user_id, room.pk), ""))
    return badges


def rooms_by(codes: Collection[str]) -> list[Room]:
    """Load the rooms with these codes, with their sessions and assemblies."""
    return list(Room.objects.filter(code__in=list(codes)).select_related("session__assembly"))


def is_public(room: Room, at: datetime) -> bool:
    """Whether the room stands in a published programme."""
    return room.session.is_public(at)


def is_running(room: Room, at: datetime) -> bool:
    """Whether the doors of the room are open: those of a cancelled session never are."""
    session = room.session
    if session.is_cancelled or not is_public(room, at):
        return False
    return at in doors(session.period, opens_at=session.assembly.opens_at)


def barred_from(rooms: Collection[Room], user_id: int, at: datetime) -> set[int]:
    """Tell by key which of these rooms the person was removed from, in one query at most."""
    removals = Restriction.objects.in_force(at).filter(kind=Restriction.Kind.REMOVED)
    return set(removals.filter(room__in=rooms, user=user_id).values_list("room", flat=True))


def organisers_among(user_ids: Collection[int]) -> set[int]:
    """Tell who of these people run assemblies, in one query."""
    if not user_ids:
        return set()
    return set(User.objects.organisers().order_by().filter(pk__in=user_ids).values_list("pk", flat=True))


def removed_from(rooms: Collection[Room], user_ids: Collection[int], at: datetime) -> set[tuple[int, str]]:
    """Tell who of these people were removed, by the code of the room, in one query."""
    removals = Restriction.objects.in_force(at).filter(kind=Restriction.Kind.REMOVED)
    return set(removals.filter(room__in=rooms, user__any_of=user_ids).values_list("user_id", "room__code"))
