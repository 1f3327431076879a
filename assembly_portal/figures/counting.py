"""Counting the figures of an assembly from its records: what a page, a file and a kept copy tell."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict
from operator import attrgetter
from typing import Any, TypeAlias

from accounts.models import Region
from breakouts.figures import Contributions, contributions_of
from events.figures.queries import Person, Stayed, people_of, sessions_of, visits_of
from events.figures.rules import Attendance, Stretch, attendance, instant, stay
from events.figures.suppression import SMALL, told_groups, unsafe_parts
from events.models import Assembly, Room, Session

SCHEMA = 1
"""Counts the forms that figures were kept in; who changes a key reads older ones too."""

Row: TypeAlias = dict[str, Any]
Figures: TypeAlias = dict[str, list[Row]]
"""Each table by its key, as rows; what is not told is None."""


def count_figures(assembly: Assembly) -> Figures:
    """Count everything anew, in ten queries however many people and sessions there are."""
    people = people_of(assembly)
    visits = defaultdict(list)
    for visit in visits_of(assembly):
        visits[visit.session_id].append(visit)
    contributions = contributions_of(assembly)
    told_sessions, told_rooms = [], []
    for session in sessions_of(assembly, visits.keys()):
        of_session, of_rooms = _session_rows(session, visits[session.pk], contributions)
        told_sessions.append(of_session)
        told_rooms += of_rooms
    regions = _groups(people, "region", dict(Region.choices))
    return {
        "people": [_people_row(attendance(person.came for person in people))],
        "regions": regions,
        "offices": _offices(people, {row["name"] for row in regions if row["registered"] is None}),
        "learner_groups": _groups(people, "learner_group"),
        "sessions": told_sessions,
        "rooms": told_rooms,
    }


def _people_row(figures: Attendance) -> Row:
    return {
        "registered": figures.registered,
        "live": figures.live,
        "on_demand_only": figures.on_demand_only,
        "before_only": figures.before_only,
        "overall": figures.overall,
        "never": figures.never,
    }


def _groups(people: Iterable[Person], by: str, names: Mapping[str, Any] | None = None) -> list[Row]:
    came = defaultdict(list)
    for person in people:
        came[attrgetter(by)(person)].append(person.came)
    told = told_groups({key: attendance(theirs) for key, theirs in came.items()})
    return [{"name": str(names[key]) if names else key, **asdict(row)} for key, row in told.items()]


def _offices(people: Iterable[Person], kept_back: Container[str]) -> list[Row]:
    """Tell of local offices how many registered: nothing in regions of which that is not told."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for person in people:
        counts[person.region][person.local_office] += 1
    rows = []
    for code, offices in counts.items():
        region = str(Region(code).label)
        hidden = set(offices) if region in kept_back else unsafe_parts(offices)
        for office, count in offices.items():
            rows.append({"region": region, "name": office, "registered": None if office in hidden else count})
    return rows


def _session_rows(
    session: Session, visits: Sequence[Stayed], contributions: Mapping[int, Contributions]
) -> tuple[Row, list[Row]]:
    rooms = list(session.rooms.all())
    nothing = Contributions()
    of_rooms = [_room_row(session, room, visits, contributions.get(room.pk, nothing)) for room in rooms]
    did = sum((contributions.get(room.pk, nothing) for room in rooms), nothing)
    on_demand = stay(_by_person(visit for visit in visits if not visit.is_live))
    row = {
        "code": session.code,
        "session": session.title,
        "starts_at": session.starts_at.isoformat(),
        **_stay_row(session, (visit for visit in visits if visit.is_live)),
        "on_demand": on_demand.people,
        "on_demand_minutes": _unless_few(on_demand.total_minutes, on_demand.people),
        **asdict(did),
    }
    _keep_back_minutes(of_rooms)
    return row, of_rooms


def _room_row(session: Session, room: Room, visits: Iterable[Stayed], did: Contributions) -> Row:
    return {
        "code": room.code,
        "session": session.title,
        "room": room.name,
        "starts_at": session.starts_at.isoformat(),
        **_stay_row(session, (visit for visit in visits if visit.room_id == room.pk and visit.is_live)),
        **asdict(did),
    }


def _stay_row(session: Session, visits: Iterable[Stayed]) -> Row:
    found = stay(_by_person(visits), (instant(session.starts_at), instant(session.ends_at)))
    return {
        "people": found.people,
        "most_at_once": found.most_at_once,
        "median_minutes": _unless_few(found.median_minutes, found.people),
        "total_minutes": _unless_few(found.total_minutes, found.people),
    }


def _by_person(visits: Iterable[Stayed]) -> dict[int, list[Stretch]]:
    stretches = defaultdict(list)
    for visit in visits:
        stretches[visit.delegate_id].append(visit.stretch)
    return stretches


def _unless_few(minutes: int, people: int) -> int | None:
    """Minutes of a few are what each of them did; nobody's minutes are none."""
    return minutes if people >= SMALL or not people else None


def _keep_back_minutes(rooms: Sequence[Row]) -> None:
    """Where a room's minutes are not told, neither are those of others from which they would follow.

    The session's are told if ten people were in its rooms, and then two rooms at least are kept back.
    """
    counts = {room["code"]: room["people"] for room in rooms if room["people"]}
    hidden = unsafe_parts(counts)
    for room in rooms:
        if room["code"] in hidden:
            room["total_minutes"] = None
