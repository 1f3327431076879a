"""Reads of the day board: as many however many rooms the day has."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef

from breakouts.board.rooms import rooms_of_day
from breakouts.board.rules import Group, group_of
from breakouts.models import Broadcast, Deputising, Hand, HelpCall, Question
from breakouts.queries import Used, used_in
from breakouts.questions.queries import open_counts
from events.lifecycle import Phase
from events.models import Arrival, Assembly, Room, Visit
from realtime import presence
from realtime.presence import Glance

LATEST_BROADCASTS = 5


@dataclass(frozen=True)
class Runner:
    """Somebody who runs a room, as the programme names them, or as a deputy meanwhile.

    Without a log-in they are never seen there.
    """

    user_id: int | None
    name: str
    role: str


@dataclass(frozen=True)
class Hands:
    """How many are up in a room, and since when the first."""

    count: int
    first_at: datetime


@dataclass(frozen=True)
class Reading:
    """All that was read of the rooms of a day, by the room's key; what is not there is nothing."""

    rooms: Sequence[Room]
    runners: Mapping[int, Sequence[Runner]]
    used: Mapping[int, Used]
    asked: Mapping[int, int]
    held: Mapping[int, int]
    hands: Mapping[int, Hands]
    glances: Mapping[int, Glance]
    are_people_known: bool


def read_rooms(assembly: Assembly, at: datetime) -> Reading:
    """Read every room of the day, in nine queries and one call to Redis."""
    rooms = list(rooms_of_day(assembly, at).prefetch_related("facilitators", "session__chairs"))
    live = [room for room in rooms if group_of(room.session.period, at) is not Group.REST]
    deputies = {each.room_id: each for each in Deputising.objects.running(at).filter(room__in=live)}
    runners = {room.pk: _runners_of(room, deputies.get(room.pk)) for room in rooms}
    glances = _glances(live, runners)
    return Reading(
        rooms=rooms,
        runners=runners,
        used=used_in(rooms, at),
        asked=open_counts(live),
        held=_held(live),
        hands=_hands(live),
        glances=glances,
        are_people_known=bool(glances) or not live,
    )


def people_today(assembly: Assembly) -> tuple[int, int]:
    """Count the delegates who came since the day began, and those of them who are in a room, in one query."""
    here = Visit.objects.filter(delegate=OuterRef("delegate"), ended_at=None, mode=Visit.Mode.LIVE)
    came = Arrival.objects.filter(delegate__assembly=assembly, phase=Phase.LIVE.value)
    counts = dict(
        came.annotate(is_in=Exists(here)).order_by().values_list("is_in").annotate(count=Count("pk"))
    )
    return sum(counts.values()), counts.get(True, 0)


def latest_broadcasts(assembly: Assembly) -> list[Broadcast]:
    """Return what was announced last from here, the latest first, each with ``room_count``."""
    told = Broadcast.objects.filter(assembly=assembly).annotate(room_count=Count("announcements"))
    return list(told.order_by("-announced_at", "-pk")[:LATEST_BROADCASTS])


def readers_of(rooms: Collection[Room]) -> int | None:
    """Count who is in these rooms; none while nobody can tell."""
    counts = presence.counted([room.stream for room in rooms])
    return sum(counts.values()) if counts else None


def shown_calls(calls: Collection[HelpCall]) -> list[HelpCall]:
    """Leave out those that no page may show which others see: the board hangs on a wall."""
    return [call for call in calls if not call.is_private]


def _runners_of(room: Room, deputy: Deputising | None) -> list[Runner]:
    parts = [("Facilitator", each.contributor) for each in room.facilitators.all()]
    parts += [("Chair", each.contributor) for each in room.session.chairs.all()]
    named = {person.pk: Runner(person.user_id, person.name, role) for role, person in reversed(parts)}
    runners = list(reversed(named.values()))
    if deputy and deputy.user_id not in {each.user_id for each in runners}:
        runners.append(Runner(deputy.user_id, deputy.name, "Deputy"))
    return runners


def _glances(rooms: Collection[Room], runners: Mapping[int, Sequence[Runner]]) -> dict[int, Glance]:
    asked = {
        room.stream: [each.user_id for each in runners[room.pk] if each.user_id is not None] for room in rooms
    }
    found = presence.glances(asked)
    return {room.pk: found[room.stream] for room in rooms if room.stream in found}


def _held(rooms: Collection[Room]) -> dict[int, int]:
    held = Question.objects.filter(room__in=[room.pk for room in rooms]).held().order_by()
    return dict(held.values_list("room").annotate(count=Count("pk")))


def _hands(rooms: Collection[Room]) -> dict[int, Hands]:
    up = Hand.objects.filter(room__in=[room.pk for room in rooms], lowered_at=None).order_by()
    counted = up.values_list("room").annotate(count=Count("pk"), first_at=Min("raised_at"))
    return {room: Hands(count, first_at) for room, count, first_at in counted}
