"""What figures are counted from: Arrivals and Visits of an assembly, and the programme they belong to."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Exists, Func, OuterRef, Prefetch
from django.db.models.functions import Coalesce

from events.figures.rules import Came, Stretch
from events.lifecycle import Phase
from events.models import Arrival, Assembly, Chair, Delegate, Facilitator, Room, Session, Speaker, Visit


@dataclass(frozen=True)
class Person:
    """When somebody with a place came, and the groups that figures are told by."""

    region: str
    local_office: str
    learner_group: str
    came: Came


class Stayed(NamedTuple):
    """One visit: whose, where, in which way, from when to when; an open one to when they were last seen."""

    delegate_id: int
    session_id: int
    room_id: int | None
    is_live: bool
    stretch: Stretch


def people_of(assembly: Assembly) -> list[Person]:
    """Return those with a place, in one query."""
    phases = (Phase.OPEN, Phase.LIVE, Phase.ON_DEMAND)
    arrived: dict[str, Any] = {
        f"came_{phase}": Exists(Arrival.objects.filter(delegate=OuterRef("pk"), phase=phase.value))
        for phase in phases
    }
    groups = ("local_office__region", "local_office__name", "learner_group__name")
    delegates = Delegate.objects.with_place().filter(assembly=assembly).annotate(**arrived)
    rows = delegates.order_by("local_office__position", "learner_group__position", "pk")
    return [
        Person(region, office, group, Came(*came))
        for region, office, group, *came in rows.values_list(*groups, *arrived)
    ]


def visits_of(assembly: Assembly) -> Iterator[Stayed]:
    """Return the visits to all sessions, whatever has become of the places; in four queries.

    Whoever leads a room is not there as one of the people: its facilitators, the session's chairs and
    speakers, and in a question room those who presented. What they watch afterwards counts.
    """
    leaders = _leaders(assembly)
    rows = Visit.objects.filter(session__assembly=assembly).values_list(
        "delegate_id",
        "session_id",
        "room_id",
        "mode",
        _instant("started_at"),
        _instant(Coalesce("ended_at", "last_seen_at")),
        "delegate__user_id",
    )
    for delegate, session, room, mode, start, end, user in rows:
        is_live = mode == Visit.Mode.LIVE
        if is_live and (("session", session, user) in leaders or ("room", room, user) in leaders):
            continue
        yield Stayed(delegate, session, room, is_live, (start, end))


def sessions_of(assembly: Assembly, visited: Container[int]) -> list[Session]:
    """Return the sessions that figures are told of, with ``rooms``, by time; in two queries.

    Those of the published programme that have a room, and whatever else was visited.
    """
    rooms = Prefetch("rooms", Room.objects.select_related("theme", "place"))
    sessions = Session.objects.filter(assembly=assembly).in_order().prefetch_related(rooms)
    return [
        session
        for session in sessions
        if session.pk in visited
        or (session.rooms.all() and not session.is_draft and not session.is_cancelled)
    ]


def _instant(at: Any) -> Func:
    """Number an instant as ``rules.instant`` does: of many rows numbers are read in a third of the time."""
    template = "(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint"
    return Func(at, template=template, output_field=BigIntegerField())


def _leaders(assembly: Assembly) -> set[tuple[str, int | None, int | None]]:
    user = "contributor__user_id"
    facilitators = Facilitator.objects.filter(room__session__assembly=assembly)
    chairs = Chair.objects.filter(session__assembly=assembly)
    speakers = Speaker.objects.filter(session__assembly=assembly)
    leaders = {("room", room, who) for room, who in facilitators.values_list("room_id", user)}
    leaders |= {("session", session, who) for session, who in chairs.values_list("session_id", user)}
    parts = speakers.values_list("session_id", "topic__question_room_id", user)
    for session, question_room, who in parts:
        leaders |= {("session", session, who), ("room", question_room, who)}
    return leaders
