"""The lobby of a set of rooms, as a stream: places left and people there, counted for who still chooses."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from breakouts.queries import places_left
from breakouts.rules import is_locked
from events.models import Delegate, Room, Session
from realtime import doorbell, presence
from realtime.registry import Pair, replaceable
from realtime.schema import Anything

LOBBY_COUNTS = replaceable("lobby.counts", {"rooms": Anything()})


def lobby_of(session: Session) -> str:
    """Return the name of the stream."""
    return f"lobby:{session.code}"


def lobby_changed(room: Room) -> None:
    """Have the counts told again once what was done stands. Best effort, at most once a second."""
    name = lobby_of(room.session)
    transaction.on_commit(lambda: doorbell.mark(name), robust=True)


def may_choose(pairs: Collection[Pair], at: datetime) -> Collection[Pair]:
    """Tell who has a place at the assembly of the session, as long as it is not over."""
    codes = {name.partition(":")[2] for _, name in pairs}
    sessions = Session.objects.filter(code__in=codes, ends_at__gt=at).public(at).standing()
    assemblies = dict(sessions.values_list("code", "assembly_id"))
    users = {user_id for user_id, _ in pairs}
    placed = Delegate.objects.with_place().filter(user__in=users, assembly__in=set(assemblies.values()))
    places = set(placed.values_list("user_id", "assembly_id"))
    return {
        (user_id, name)
        for user_id, name in pairs
        if (user_id, assemblies.get(name.partition(":")[2])) in places
    }


def lobby_state(name: str, at: datetime) -> Mapping[str, Any]:
    """Return the counts as they stand."""
    return lobby_counts([name], at).get(name, {"rooms": {}})


def lobby_counts(names: Collection[str], at: datetime) -> dict[str, dict[str, Any]]:
    """Count each room of these sessions: places left (null: no limit), people there, whether it is locked."""
    codes = {name.partition(":")[2] for name in names}
    rooms = list(Room.objects.filter(session__code__in=codes).select_related("session"))
    left, here = places_left(rooms, at), presence.counted([room.stream for room in rooms])
    found: dict[str, dict[str, Any]] = {name: {"rooms": {}} for name in names}
    for room in rooms:
        found[lobby_of(room.session)]["rooms"][room.code] = {
            "left": left[room.pk],
            "here": here.get(room.stream, 0),
            "is_locked": is_locked(room.locked_at, at),
        }
    return found
