"""Who may tell several rooms something at once, and what can be told."""

from accounts.models import User
from breakouts.board.refusals import BroadcastCode
from breakouts.models import ANNOUNCEMENT_LIMIT
from common.names import can_be_seen
from common.policy import ALLOWED, Verdict


def can_broadcast(actor: User) -> Verdict:
    """Organisers announce in every room; everybody else who runs a room does it there.

    :refuses: ``not_organiser``
    """
    return ALLOWED if actor.is_organiser else Verdict.refuse(BroadcastCode.NOT_ORGANISER)


def is_announcement(body: str) -> Verdict:
    """An announcement says something, in 500 characters at most.

    :refuses: ``empty`` or ``too_long``
    """
    if not can_be_seen(body):
        return Verdict.refuse(BroadcastCode.EMPTY)
    if len(body) > ANNOUNCEMENT_LIMIT:
        return Verdict.refuse(BroadcastCode.TOO_LONG, limit=ANNOUNCEMENT_LIMIT, length=len(body))
    return ALLOWED
