"""Who may be called away from a room with their place kept."""

from datetime import datetime

from accounts.models import User
from breakouts.policies.entering import can_stay
from breakouts.policies.standing import shut
from breakouts.queries import is_running
from breakouts.refusals import AwayCode
from common.policy import ALLOWED, Verdict
from events.models import Room


def can_step_away(user: User, room: Room, *, at: datetime) -> Verdict:
    """Everybody who may be in the room may be called away from it; hosts and the muted too.

    :refuses: ``cancelled``, ``not_running`` or ``not_inside``
    """
    if not is_running(room, at):
        return shut(AwayCode, room)
    return ALLOWED if can_stay(user, room, at=at) else Verdict.refuse(AwayCode.NOT_INSIDE, room=room.name)
