"""How a room is run, read for its pages."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from breakouts import policies
from breakouts.conduct.presenters import ConductNow
from breakouts.conduct.queries import latest_announcements, open_hands
from breakouts.queries import Host, conduct_of
from breakouts.refusals import SayCode, SayRefused
from breakouts.roundtable.presenters import TableNow
from breakouts.roundtable.queries import Table, is_roundtable, last_word
from events.models import Room


def conduct_now(room: Room, user: User, *, at: datetime) -> ConductNow:
    """Read how the room is run, in three queries; in none while it is run in no special way.

    The room comes with its ``conduct``.
    """
    conduct = conduct_of(room)
    if not conduct.is_written:
        return ConductNow(room=room, conduct=conduct, hands=[], announcements=[], at=at)
    hands = open_hands(room)
    return ConductNow(
        room=room,
        conduct=conduct,
        hands=hands,
        announcements=latest_announcements(room),
        at=at,
        has_hand_up=any(hand.user_id == user.pk for hand in hands),
        muted=_muted(room, user, at),
    )


def table_now(now: ConductNow, hosts: Sequence[Host], user: User) -> TableNow | None:
    """Read who has the word at a roundtable, in one query; None for every other room."""
    room = now.room
    if not is_roundtable(room):
        return None
    table = Table(last_word(room), now.hands, now.conduct)
    return TableNow(table, hosts, user.pk, room.session.assembly.time_zone, now.at)


def _muted(room: Room, user: User, at: datetime) -> str:
    mute = policies.mute_in(policies.restrictions_on(user, room, at=at))
    return str(SayRefused(SayCode.MUTED, **policies.muted_words(mute, room))) if mute else ""
