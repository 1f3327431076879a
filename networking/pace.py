"""How fast one person may post the forms of networking: of the very allowances that frames take from."""

from datetime import datetime

from accounts.models import User
from realtime import limits

TOO_FAST = "You are sending messages too quickly. Wait a few seconds and send this one again"
SAVES_TOO_FAST = "You are saving too quickly. Wait a few seconds and save this again"


def is_too_fast(user: User, allowance: limits.Allowance, at: datetime) -> bool:
    """Take one from the person's allowance; tell whether there was none left."""
    return limits.EVERYBODYS.take(user.pk, allowance, at.timestamp()) > 0
