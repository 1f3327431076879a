"""Who reads the brief of a room."""

from datetime import datetime

from accounts.models import User
from breakouts.policies.running import is_runner
from breakouts.queries import DEPUTY, Host, is_public
from events.models import Room


def can_read_brief(user: User, room: Room, hosts: list[Host], *, at: datetime) -> bool:
    """Whoever runs the room, stands by or speaks in it: from the day it is published, and for good."""
    if user.is_organiser:
        return True
    return is_public(room, at) and any(host.user_id == user.pk for host in hosts)


def prepares_to_run(user: User, hosts: list[Host]) -> bool:
    """Whether the brief tells them how to run the room; speakers are told of their part alone."""
    return is_runner(user, hosts) or any(host.user_id == user.pk and host.role == DEPUTY for host in hosts)
