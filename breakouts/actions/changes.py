"""Telling people of sessions and rooms that changed: once the organisers have left the programme alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from breakouts.models import Seat, Wait
from breakouts.notices import CHANGED
from events.models import (
    Assembly,
    Chair,
    Contributor,
    Delegate,
    Session,
    SessionQuerySet,
    Speaker,
    ToldSession,
)
from events.told import Change, change_between, facts_of
from notices.actions.telling import tell

# Organisers move several sessions in a row: people get one mail of it.
QUIET_FOR = timedelta(minutes=15)
SOON = timedelta(hours=2)
QUIET_FOR_WHEN_SOON = timedelta(minutes=2)

Told = dict[int, list[dict[str, Any]]]


def tell_changes(*, at: datetime) -> int:
    """Tell whoever is concerned what changed in each programme; tells how many notices were written.

    What was changed there and back within the pause is no news. Safe twice, late, and with two workers.
    """
    count = 0
    for assembly in Assembly.objects.published(at).filter(closes_at__gt=at):
        if _revised(assembly, at).exists():
            count += _tell_changes_of(assembly, at)
    return count


@transaction.atomic
def _tell_changes_of(assembly: Assembly, at: datetime) -> int:
    # The lock of whoever schedules: nobody is told the half of what is being saved.
    assembly = Assembly.objects.select_for_update(no_key=True).get(pk=assembly.pk)
    now = {session: facts_of(session) for session in _revised(assembly, at).with_programme()}
    told = {each.session_id: each.facts for each in ToldSession.objects.filter(session__in=now)}
    if not told or at < _quiet_from([session for session in now if session.pk in told], at):
        # Published before this ledger was kept: nobody was told anything else.
        ToldSession.objects.remember({each: facts for each, facts in now.items() if each.pk not in told})
        return 0
    changes = {
        session: change_between(told[session.pk], facts, path=session.address, zone=assembly.zone)
        for session, facts in now.items()
        if session.pk in told
    }
    ToldSession.objects.remember(now)
    return _tell(assembly, {session: each for session, each in changes.items() if _is_news(each, at)}, at)


def _revised(assembly: Assembly, at: datetime) -> SessionQuerySet:
    """Return the public sessions that differ from what was told, or were never told."""
    told = Q(told__revision=F("revision"))
    return Session.objects.filter(assembly=assembly).public(at).exclude(told).order_by("starts_at", "pk")


def _quiet_from(sessions: Sequence[Session], at: datetime) -> datetime:
    """Return when the organisers will have left these alone for long enough; sooner if one is soon."""
    is_soon = any(at <= session.ends_at and session.starts_at - at < SOON for session in sessions)
    pause = QUIET_FOR_WHEN_SOON if is_soon else QUIET_FOR
    return max((session.revised_at or session.changed_at) + pause for session in sessions)


def _is_news(change: Change, at: datetime) -> bool:
    """Whether it says something about what is not over yet."""
    return not change.is_empty and at < datetime.fromisoformat(change.until)


def _tell(assembly: Assembly, changes: Mapping[Session, Change], at: datetime) -> int:
    told: Told = defaultdict(list)
    everybody: list[int] | None = None
    for session, change in changes.items():
        is_break = session.kind == Session.Kind.BREAK
        if is_break and change.is_new:
            continue
        rooms = _rooms_of_people(session)
        if (change.is_new or not _needs_seats(session)) and not is_break:
            if everybody is None:
                placed = Delegate.objects.filter(assembly=assembly).with_place()
                everybody = list(placed.values_list("user", flat=True))
            rooms = {**{person: set() for person in everybody}, **rooms}
        for person, chosen in rooms.items():
            if lines := change.lines_for(chosen):
                told[person].append(_facts_told(change, lines))
    if not told:
        return 0
    tell(
        kind=CHANGED,
        people=told,
        about=f"{assembly.slug}@{at.timestamp():.0f}",
        scope=assembly.slug,
        at=at,
        stale_at=max(datetime.fromisoformat(change.until) for change in changes.values()),
        facts={person: {"changes": changes} for person, changes in told.items()},
    )
    return len(told)


def _facts_told(change: Change, lines: Sequence[str]) -> dict[str, Any]:
    return {"title": change.title, "path": change.path, "lines": lines, "is_new": change.is_new}


def _needs_seats(session: Session) -> bool:
    return any(room.needs_seat for room in session.rooms.all())


def _rooms_of_people(session: Session) -> dict[int, set[str]]:
    """Return who chose rooms of the session, waits for them or has a part in it, with the rooms' codes."""
    speakers = Speaker.objects.filter(Q(session=session) | Q(topic__session=session))
    chairs = Chair.objects.filter(session=session)
    part = Q(speakers__in=speakers) | Q(chairs__in=chairs)
    hosts = Contributor.objects.filter(part, user__isnull=False).values_list("user", flat=True)
    found: dict[int, set[str]] = {user: set() for user in hosts if user}
    pairs = [
        (host.contributor.user_id, room.code)
        for room in session.rooms.all()
        for host in room.facilitators.select_related("contributor")
    ]
    seats = Seat.objects.filter(session=session).of_registered()
    waits = Wait.objects.filter(session=session)
    for rows in (seats, waits):
        pairs += rows.values_list("delegate__user", "room__code")
    for person, room in pairs:
        if person:
            found.setdefault(person, set()).add(room)
    return found
