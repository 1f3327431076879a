"""To whom a room can be handed, as the page shows it on which a room is run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from breakouts.deputies.queries import people_of
from breakouts.deputies.rules import ORDER
from breakouts.models import Deputising
from events.models import Room
from realtime import presence


@dataclass(frozen=True)
class StandIn:
    """Somebody who could run the room."""

    user_id: int
    name: str
    role: str
    where: str
    can_be_asked: bool


def stand_ins(room: Room, viewer: User, deputy: Deputising | None, *, at: datetime) -> Sequence[StandIn]:
    """Return who could run the room instead of this person, as they would be asked.

    Nobody hands a room to who is not in it, unless nobody can know who is.
    """
    known = presence.known_in([room.stream])
    there = known[room.stream] if known else set()
    people = sorted(people_of(room, there, at), key=lambda each: (not each.is_there, ORDER.index(each.role)))
    return [
        StandIn(
            each.user_id,
            each.name,
            each.role,
            _where(is_known=known is not None, is_there=each.is_there, is_called=bool(each.called_away_at)),
            each.is_there or (known is None and each.called_away_at is None),
        )
        for each in people
        if each.user_id not in {viewer.pk, deputy.user_id if deputy else None}
    ]


def _where(*, is_known: bool, is_there: bool, is_called: bool) -> str:
    if is_called:
        return "Called away"
    if not is_known:
        return ""
    return "In the room" if is_there else "Not in the room now"
