"""How an action writes down who somebody is: once, so that the log tells it for ever."""

from accounts.models import User
from events.models import Delegate

NAME_LENGTH = 120


def name_in(user: User, delegate: Delegate | None) -> str:
    """Return the name given at registering, else that of the log-in."""
    return (delegate.name if delegate else str(user))[:NAME_LENGTH]
