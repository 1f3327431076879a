"""What every act of those who run a room has in common: the lock, the question whether they may, the log."""

from datetime import datetime

from django.db.models import Max

from accounts.models import User
from breakouts import durable, policies
from breakouts.actions.locks import load_room, lock_conduct
from breakouts.actions.names import name_in
from breakouts.models import BECAUSE_LIMIT, Act, Conduct, Message
from breakouts.refusals import ConductRefused
from events.models import Room
from realtime import streams

THE_PORTAL = "The portal"


def begin(actor: User, room: Room, *, at: datetime) -> tuple[Room, Conduct, datetime]:
    """Make the other hosts wait, and ask whether the actor runs the room; return both, and the time.

    Whoever waited here came before the one they waited for: judged by their own time, a room that was locked
    meanwhile would still be open. So time in a room never runs back behind its last act.

    :raises ConductRefused: ``cancelled``, ``not_running`` or ``not_host``.
    """
    lock_conduct(room)
    room = load_room(room)
    policies.can_run_room(actor, room, at=at).or_raise(ConductRefused)
    return room, room.conduct, max(at, last_act_at(room) or at)


def last_act_at(room: Room) -> datetime | None:
    """Return when something was last done to run the room: time there never runs back behind it."""
    at: datetime | None = Act.objects.filter(room=room).aggregate(at=Max("at"))["at"]
    return at


def record(
    actor: User | None,
    room: Room,
    verb: Act.Verb,
    *,
    at: datetime,
    about: User | None = None,
    about_name: str = "",
    message: Message | None = None,
    because: str = "",
    detail: str = "",
) -> Act:
    """Write down what was done, and tell the others who run the room. Without an actor the clock did it."""
    act = Act.objects.create(
        room=room,
        actor=actor,
        actor_name=name_in(actor, policies.delegate_of(actor, room)) if actor else THE_PORTAL,
        verb=verb,
        about=about,
        about_name=about_name,
        message=message,
        because=because,
        detail=detail[:BECAUSE_LIMIT],
        at=at,
    )
    streams.append(room.staff_stream, durable.mod_log(act), actor=actor, at=at)
    return act
