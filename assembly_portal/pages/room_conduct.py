"""How a room is run, read for its pages."""

from datetime import datetime

from accounts.models import User
from breakouts import policies
from breakouts.conduct_presenters import ConductNow
from breakouts.conduct_queries import latest_announcements, open_hands
from breakouts.queries import conduct_of
from breakouts.refusals import SayCode, SayRefused
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


def _muted(room: Room, user: User, at: datetime) -> str:
    mute = policies.mute_in(policies.restrictions_on(user, room, at=at))
    return str(SayRefused(SayCode.MUTED, **policies.muted_words(mute, room))) if mute else ""
