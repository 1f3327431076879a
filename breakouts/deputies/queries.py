"""Reads about who runs a room meanwhile."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from breakouts.deputies.rules import Person, Standing
from breakouts.models import Absence, Deputising, HostSeen, Restriction
from breakouts.models.deputies import Ended
from breakouts.queries import CHAIR, FACILITATOR, ORGANISER, conduct_of, hosts_of, organisers_among
from breakouts.rules import DOOR_OPENS_BEFORE
from events.models import Delegate, Room, Session


def rooms_to_look_after(at: datetime) -> list[Room]:
    """Return the rooms whose doors are open: who comes before the start is noted, and missed from then on."""
    open_now = Session.objects.public(at).standing().exclude(kind=Session.Kind.BREAK)
    sessions = open_now.filter(starts_at__lte=at + DOOR_OPENS_BEFORE, ends_at__gt=at)
    rooms = Room.objects.filter(session__in=sessions).order_by("pk")
    return list(rooms.select_related("theme", "session__assembly", "conduct"))


def deputy_of(room: Room) -> Deputising | None:
    """Return who runs the room instead of its hosts; no query where nothing was ever done to run it."""
    if not conduct_of(room).is_written:
        return None
    return Deputising.objects.open().filter(room=room).first()


def people_of(room: Room, there: Collection[int], at: datetime) -> list[Person]:
    """Return everybody who has a part in the room, and the organisers who are there: five queries at most.

    Who was removed from the room has no part in it.
    """
    named = {host.user_id: host for host in hosts_of(room) if host.user_id is not None}
    seen = {each.user_id: each for each in HostSeen.objects.filter(room=room)}
    away, removed = dict[int, datetime](), set[int]()
    if conduct_of(room).is_written:
        away = dict(Absence.objects.open().filter(room=room).values_list("user", "left_at"))
        removals = Restriction.objects.in_force(at).filter(room=room, kind=Restriction.Kind.REMOVED)
        removed = set(removals.values_list("user", flat=True))
    helping = organisers_among(set(there) - set(named))
    names = _names(helping, room)
    found = [(user_id, host.name, host.role) for user_id, host in named.items()]
    found += [(user_id, names[user_id], ORGANISER) for user_id in sorted(helping)]
    return [
        Person(
            user_id,
            name,
            role,
            is_connected=user_id in there,
            seen_at=seen[user_id].seen_at if user_id in seen else None,
            paged_at=seen[user_id].paged_at if user_id in seen else None,
            called_away_at=away.get(user_id),
        )
        for user_id, name, role in found
        if user_id not in removed
    ]


def is_left_alone(room: Room, there: Collection[int]) -> bool:
    """Whether people sit in a room for which nobody with a log-in is named, but somebody is.

    No query where nobody is there.
    """
    if not there:
        return False
    roles = [(host.role, host.user_id) for host in hosts_of(room)]
    leading = [user_id for role, user_id in roles if role in (FACILITATOR, CHAIR)]
    return bool(leading) and not any(leading)


def standing_in(room: Room) -> tuple[Standing | None, set[int]]:
    """Return who deputises in the room, and who said there that they cannot; one query."""
    rows = Deputising.objects.filter(room=room).filter(Q(ended_at=None) | Q(ended=Ended.DECLINED))
    deputy, declined = None, set()
    for each in rows:
        if each.ended_at is None:
            deputy = Standing(each.user_id, each.since_at, each.is_handed)
        else:
            declined.add(each.user_id)
    return deputy, declined


def running_as_deputies(
    rooms: Collection[Room], user_ids: Collection[int], at: datetime
) -> QuerySet[Deputising]:
    """Return the times of deputies in which one of these people may run one of these rooms."""
    return Deputising.objects.running(at).filter(room__in=rooms, user__in=user_ids)


def _names(user_ids: Collection[int], room: Room) -> dict[int, str]:
    if not user_ids:
        return {}
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=user_ids)}
    given = Delegate.objects.filter(user__in=user_ids, assembly=room.session.assembly_id)
    return names | dict(given.values_list("user", "name"))
