"""Reacting without a word: summed up for a moment, with no names and no rows."""

from datetime import datetime

from accounts.models import User
from breakouts.policies.polling import can_react
from breakouts.polls.refusals import ReactCode, ReactRefused
from breakouts.reactions import Reaction, reactions_stream
from events.models import Room
from realtime import bursts, doorbell


def react(*, user: User, room: Room, kind: Reaction, at: datetime) -> None:
    """Add one to what the room sees for a moment. It is written nowhere, so there is nothing to undo.

    :raises ReactRefused: ``cancelled``, ``not_running``, ``not_inside``, ``muted``, or ``away`` while
        Valkey is.
    """
    can_react(user, room, at=at).or_raise(ReactRefused)
    name = reactions_stream(room)
    if not bursts.add(name, kind):
        raise ReactRefused(ReactCode.AWAY)
    doorbell.mark(name)
