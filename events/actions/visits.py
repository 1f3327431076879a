"""Visits: the intervals that delegates spend in a session, from which their minutes are told."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, Least

from events.models import Delegate, Room, Session, Visit

GAP = timedelta(seconds=45)
"""An absence shorter than this does not split a visit: a lift, a change of ward wifi, a page loaded again."""


@transaction.atomic
def open_visit(*, delegate: Delegate, room: Room, at: datetime) -> Visit:
    """Begin a visit, or go on with the open one: a second tab and a return within 45 seconds change nothing.

    After a longer absence the old visit ends when the person was last seen, and a new one begins.
    """
    # The person's row is what two tabs opening at once queue for; without it both would find no open visit.
    Delegate.objects.select_for_update(no_key=True).get(pk=delegate.pk)
    visit = _open_visits(delegate, room).select_related("session").first()
    if visit and at - visit.last_seen_at < GAP:
        visit.last_seen_at = _seen(visit, at)
        visit.save(update_fields=["last_seen_at"])
        return visit
    if visit:
        _end(visit, visit.last_seen_at)
    return Visit.objects.create(
        delegate=delegate, session=room.session, room=room, started_at=at, last_seen_at=at
    )


@transaction.atomic
def open_visits(*, delegates: Collection[Delegate], room: Room, at: datetime) -> None:
    """Begin or go on with the visits of many, as ``open_visit`` does for one; the caller locks them."""
    visits = Visit.objects.filter(delegate__in=delegates, room=room, ended_at=None)
    visits.filter(last_seen_at__lte=at - GAP).update(ended_at=F("last_seen_at"))
    ends_at = room.session.ends_at
    visits.update(last_seen_at=Greatest(F("last_seen_at"), min(at, ends_at)))
    known = set(visits.values_list("delegate_id", flat=True))
    Visit.objects.bulk_create(
        Visit(delegate=delegate, session=room.session, room=room, started_at=at, last_seen_at=at)
        for delegate in delegates
        if delegate.pk not in known
    )


def touch_visits(*, room: Room, users: Collection[int], at: datetime) -> None:
    """Note that these people (keys of users) are still in the room.

    It never opens a visit and never bridges an absence of 45 seconds or more: those people enter again.
    No visit runs on after the session's end.
    """
    ends_at = Subquery(
        Session.objects.filter(pk=OuterRef("session")).values("ends_at"), output_field=DateTimeField()
    )
    Visit.objects.filter(
        room=room, delegate__user__any_of=users, ended_at=None, last_seen_at__gt=at - GAP
    ).update(last_seen_at=Greatest(F("last_seen_at"), Least(at, ends_at)))


@transaction.atomic
def close_visit(*, delegate: Delegate, room: Room, at: datetime) -> Visit | None:
    """End the open visit now, because the person left; return it, or none when there was none to end.

    Somebody whose page fell silent 45 seconds ago or more left then, and not now.
    """
    Delegate.objects.select_for_update(no_key=True).get(pk=delegate.pk)
    visit = _open_visits(delegate, room).select_related("session").first()
    if visit is None:
        return None
    return _end(visit, _seen(visit, at) if at - visit.last_seen_at < GAP else visit.last_seen_at)


@transaction.atomic
def watch_on_demand(
    *, delegate: Delegate, session: Session, is_going_on: bool, until: datetime, at: datetime
) -> Visit | None:
    """Note that the person is watching the recording of a session now, or has just stopped; return the visit.

    Called at the start, every few seconds and at each pause: a visit runs from the first call to the last, in
    how many tabs soever, and a pause ends it. After 45 seconds without a call it ended with the last one, and
    the next begins another. Nobody watches two recordings at once: to begin one ends the visit to any other.
    It never runs past ``until``, from when on nobody can watch.
    """
    # As in open_visit: two tabs queue for the person's row.
    Delegate.objects.select_for_update(no_key=True).get(pk=delegate.pk)
    here = Visit.objects.filter(delegate=delegate, session=session, mode=Visit.Mode.ON_DEMAND, ended_at=None)
    visit, now = here.first(), min(at, until)
    if visit and at - visit.last_seen_at >= GAP:
        _end(visit, visit.last_seen_at)
        visit = None
    if visit:
        visit.last_seen_at = max(visit.last_seen_at, now)
        if is_going_on:
            visit.save(update_fields=["last_seen_at"])
            return visit
        return _end(visit, visit.last_seen_at)
    if not is_going_on or at >= until:
        return None
    elsewhere = Visit.objects.filter(delegate=delegate, mode=Visit.Mode.ON_DEMAND, ended_at=None)
    elsewhere.update(ended_at=F("last_seen_at"))
    return Visit.objects.create(
        delegate=delegate, session=session, mode=Visit.Mode.ON_DEMAND, started_at=at, last_seen_at=at
    )


def close_stale_visits(*, at: datetime) -> int:
    """End the visits of people not seen for 45 seconds, when they were last seen; return how many."""
    stale = Visit.objects.filter(Q(ended_at=None), last_seen_at__lte=at - GAP)
    return stale.update(ended_at=F("last_seen_at"))


def _open_visits(delegate: Delegate, room: Room) -> QuerySet[Visit]:
    return Visit.objects.filter(delegate=delegate, room=room, ended_at=None)


def _seen(visit: Visit, at: datetime) -> datetime:
    """Move on the moment last seen: never back, and never past the session's end."""
    return max(visit.last_seen_at, min(at, visit.session.ends_at))


def _end(visit: Visit, ended_at: datetime) -> Visit:
    visit.last_seen_at = visit.ended_at = ended_at
    visit.save(update_fields=["last_seen_at", "ended_at"])
    return visit
