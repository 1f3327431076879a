"""Telling several rooms something at once, and taking it back: row by row what hosts do in one room.

Neither is one transaction: it would hold the conduct of every open room until the last had been told, and
whoever raises a hand there would wait for all of them. Each room is told in its own, and what broke off goes
on where it was when it is sent again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from breakouts.actions.chat import tidy_body
from breakouts.actions.running import announce, withdraw_announcement
from breakouts.board.refusals import BroadcastCode, BroadcastRefused
from breakouts.board.rooms import is_reach, open_rooms, reached
from breakouts.models import Broadcast
from breakouts.policies.broadcasting import can_broadcast, is_announcement
from breakouts.refusals import ConductRefused
from events.models import Assembly, Room


@dataclass(frozen=True)
class Spread:
    """An announcement and where it got to: the rooms that it was done in, and why not in the others."""

    broadcast: Broadcast
    done: Sequence[Room]
    refusals: Sequence[str] = ()


def announce_widely(
    *, actor: User, assembly: Assembly, reach: str, code: str = "", body: str, cid: UUID, at: datetime
) -> Spread:
    """Announce in one room, in all that are open, or on the stage; safe twice with the same ``cid``.

    A room that shuts meanwhile is left out and named; the others have it.

    :raises BroadcastRefused: ``not_organiser``, ``empty``, ``too_long``, ``no_reach``, ``no_room``,
        ``no_stage`` or ``room_is_shut``.
    """
    body = tidy_body(body)
    can_broadcast(actor).or_raise(BroadcastRefused)
    is_announcement(body).or_raise(BroadcastRefused)
    rooms = reached(open_rooms(assembly, at), reach, code)
    is_reach(reach, rooms).or_raise(BroadcastRefused)
    broadcast, _ = Broadcast.objects.get_or_create(
        assembly=assembly,
        by=actor,
        cid=cid,
        defaults={"reach": reach, "by_name": str(actor)[:120], "body": body, "announced_at": at},
    )
    done, refusals = [], []
    for room in rooms if broadcast.withdrawn_at is None else ():
        try:
            announce(actor=actor, room=room, body=broadcast.body, cid=cid, broadcast=broadcast, at=at)
            done.append(room)
        except ConductRefused as refused:
            refusals.append(str(refused))
    return Spread(broadcast, done, refusals)


def withdraw_broadcast(*, actor: User, assembly: Assembly, number: int, at: datetime) -> Spread:
    """Take an announcement back in every room that is still open; safe twice.

    :raises BroadcastRefused: ``not_organiser`` or ``no_such_broadcast``.
    """
    can_broadcast(actor).or_raise(BroadcastRefused)
    broadcast = Broadcast.objects.filter(assembly=assembly, pk=number).first()
    if broadcast is None:
        raise BroadcastRefused(BroadcastCode.NO_SUCH_BROADCAST)
    # Marked first: whoever sends it again meanwhile tells no further room.
    Broadcast.objects.filter(pk=number, withdrawn_at=None).update(withdrawn_at=at)
    done, refusals = [], []
    for each in broadcast.announcements.select_related("room__theme", "room__session__assembly").order_by(
        "room"
    ):
        try:
            withdraw_announcement(actor=actor, room=each.room, number=each.pk, at=at)
            done.append(each.room)
        except ConductRefused as refused:
            refusals.append(str(refused))
    broadcast.refresh_from_db()
    return Spread(broadcast, done, refusals)
