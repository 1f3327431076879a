"""Whom somebody shared a room with, where, and for how long: told from the visits of both."""

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Greatest, Least

from common.lookups import Moment
from events.models import Delegate, Room, Visit
from events.models.programme import ON_STAGE
from networking.models import Profile

TOGETHER = timedelta(minutes=5)
"""So long two people were in one room before they have met there."""


def shared_visits(delegate: Delegate) -> QuerySet[Visit, Any]:
    """Return who was in a room with somebody for at least 5 minutes, and in which.

    What runs counts until now; an absence is not counted, and what comes after it is added. The audience of a
    stage does not meet: hundreds look at the same picture.
    """
    # Both ends of a visit are in ``last_seen_at``: it moves while the person is there, and stays then.
    at_once = Q(
        room__visits__delegate=delegate,
        room__visits__started_at__lt=F("last_seen_at"),
        room__visits__last_seen_at__gt=F("started_at"),
    )
    ends_at = Least(F("last_seen_at"), F("room__visits__last_seen_at"))
    begins_at = Greatest(F("started_at"), F("room__visits__started_at"))
    others = Visit.objects.filter(at_once, session__assembly=delegate.assembly_id)
    others = others.exclude(delegate=delegate).exclude(room__capacity=None, session__kind__in=ON_STAGE)
    together = others.values("delegate", "room").annotate(together=Sum(ends_at - begins_at))
    return together.filter(together__gte=TOGETHER).order_by()


def shared_with(delegate: Delegate) -> QuerySet[Visit, Any]:
    """Return the keys of the people whom somebody has met in a room, for a query around it."""
    return shared_visits(delegate).values("delegate")


def meeting_again(profile: Profile, at: Moment) -> QuerySet[Profile]:
    """Return whom somebody may wish to meet again: met in a room, and both are open to that."""
    people = Profile.objects.meeting(profile.delegate, at)
    if not profile.meets_again:
        return people.none()
    return people.filter(meets_again=True, delegate__in=shared_with(profile.delegate))


def rooms_shared(delegate: Delegate, people: Collection[int]) -> dict[int, list[Room]]:
    """Return in which rooms somebody met each of these people, the last one first; two queries."""
    rows = list(shared_visits(delegate).filter(delegate__in=people).values_list("delegate", "room"))
    rooms = Room.objects.select_related("session", "theme").in_bulk({key for _, key in rows})
    found: dict[int, list[Room]] = defaultdict(list)
    for person, key in sorted(rows, key=lambda row: rooms[row[1]].session.starts_at, reverse=True):
        found[person].append(rooms[key])
    return found
