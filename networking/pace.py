"""How fast one person may post the forms of conversations: the same allowances as over the line."""

from datetime import datetime

from accounts.models import User
from realtime import limits

TOO_FAST = "You are sending messages too quickly. Wait a few seconds and send this one again"

_buckets = limits.Buckets()


def is_too_fast(user: User, allowance: limits.Allowance, at: datetime) -> bool:
    """Take one from the person's allowance; tell whether there was none left."""
    return _buckets.take(user.pk, allowance, at.timestamp()) > 0
