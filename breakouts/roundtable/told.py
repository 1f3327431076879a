"""Telling a room who wants the word, and a roundtable who has it."""

from datetime import datetime

from accounts.models import User
from breakouts import durable
from breakouts.conduct.counts import waiting_changed
from breakouts.conduct.queries import open_hands
from breakouts.models import Hand
from breakouts.roundtable.durable import table_state, table_stream
from breakouts.roundtable.queries import is_roundtable, table_of
from events.models import Room
from realtime import streams


def tell_hands(room: Room, *, actor: User, at: datetime, given: Hand | None = None) -> None:
    """Append the queue as it is now, to a roundtable with who has the word.

    The room comes with its session and the conduct that the caller has locked.
    """
    streams.append(room.stream, durable.hand_queue(open_hands(room), given), actor=actor, at=at)
    waiting_changed(room)
    if is_roundtable(room):
        tell_table(room, actor=actor, at=at)


def tell_table(room: Room, *, actor: User, at: datetime) -> None:
    """Append how the roundtable stands."""
    streams.append(table_stream(room), table_state(table_of(room)), actor=actor, at=at)
