"""Who is shown by what a room is met: the picture of the stage, the address of the call, the telephone."""

from datetime import datetime

from accounts.models import User
from breakouts.policies.entering import belongs
from breakouts.policies.standing import removal_of, removed_words, shut
from breakouts.queries import is_running
from breakouts.sources.refusals import MeetCode
from common.policy import ALLOWED, Verdict
from events.models import Room


def can_meet(user: User, room: Room, *, at: datetime) -> Verdict:
    """Whoever may be in the room now, and nobody else: an address that has left us cannot be taken back.

    The same as ``can_stay``, with the reason.

    :refuses: ``cancelled``, ``not_running``, ``removed`` or ``not_inside``
    """
    if not is_running(room, at):
        return shut(MeetCode, room)
    if removal := removal_of(user, room, at=at):
        return Verdict.refuse(MeetCode.REMOVED, **removed_words(removal, room))
    return ALLOWED if belongs(user, room, at=at) else Verdict.refuse(MeetCode.NOT_INSIDE, room=room.name)
