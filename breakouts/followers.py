"""Who follows the further streams of a room: those who may be in the room, for ``room:<code>.<part>``."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from breakouts import headcounts
from breakouts.queries import allowed_inside
from events.models import Room
from realtime.registry import Pair


def code_of(name: str) -> str:
    """Return the code of the room of a stream, whichever of the room's streams it is."""
    return name.partition(":")[2].partition(".")[0]


def room_of(name: str) -> Room:
    """Return the room of a stream that somebody follows, with all that its rules look at.

    :raises Room.DoesNotExist: it was removed since.
    """
    rooms = Room.objects.select_related("theme", "session__assembly", "conduct")
    return rooms.get(code=code_of(name))


def inside(pairs: Collection[Pair], at: datetime) -> Collection[Pair]:
    """Tell who may follow: whoever may be in the room."""
    asked: dict[str, set[int]] = {}
    for user_id, name in pairs:
        asked.setdefault(code_of(name), set()).add(user_id)
    allowed = allowed_inside(asked, at)
    return {pair for pair in pairs if pair[0] in allowed.get(code_of(pair[1]), ())}


def inside_count(pairs: Collection[Pair]) -> QuerySet[User, int]:
    """Count who still may, as a statement: ``inside`` in SQL."""
    return headcounts.inside_count([(user_id, f"room:{code_of(name)}") for user_id, name in pairs])
