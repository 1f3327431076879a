"""Who may run a room, and about whom."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from breakouts.deputies.queries import running_as_deputies
from breakouts.models import BECAUSE_LIMIT, Message, Seat
from breakouts.policies.standing import is_host, removal_of, shut
from breakouts.queries import CHAIR, FACILITATOR, Host, hosts_of, is_running
from breakouts.refusals import ConductCode
from common.policy import ALLOWED, Verdict
from events.models import Delegate, Room, Visit


def can_run_room(user: User, room: Room, *, at: datetime) -> Verdict:
    """Facilitators of the room, chairs of its session, organisers and who deputises run it while it is open.

    :refuses: ``cancelled``, ``not_running`` or ``not_host``
    """
    if not is_running(room, at):
        return shut(ConductCode, room)
    if runs_room(user, room, hosts_of(room), at=at) and not removal_of(user, room, at=at):
        return ALLOWED
    return Verdict.refuse(ConductCode.NOT_HOST, room=room.name)


def is_runner(user: User, hosts: Sequence[Host]) -> bool:
    """Whether running a room with these hosts is the person's part; speakers only present."""
    roles = {host.role for host in hosts if host.user_id == user.pk}
    return bool(roles & {FACILITATOR, CHAIR}) or user.is_organiser


def runs_room(user: User, room: Room, hosts: Sequence[Host], *, at: datetime) -> bool:
    """Whether running the room is the person's part at this instant: it is, or they deputise.

    Only whom the programme names can deputise, so that for a delegate this costs no question.
    """
    if is_runner(user, hosts):
        return True
    is_named = any(host.user_id == user.pk for host in hosts)
    return is_named and running_as_deputies([room], [user.pk], at).exists()


def can_restrict(actor: User, delegate: Delegate | None, room: Room) -> Verdict:
    """Anybody who was in the room, has a seat there or wrote there can be muted and removed, but its hosts.

    :refuses: ``no_such_person``, ``yourself`` or ``host``
    """
    if delegate is None or not _is_known_in(delegate, room):
        return Verdict.refuse(ConductCode.NO_SUCH_PERSON, room=room.name)
    if delegate.user_id == actor.pk:
        return Verdict.refuse(ConductCode.YOURSELF)
    if is_host(delegate.user, room):
        return Verdict.refuse(ConductCode.HOST, name=delegate.name, room=room.name)
    return ALLOWED


def gives_reason(because: str) -> Verdict:
    """What is done about a person or their words is explained to them.

    :refuses: ``no_reason`` or ``reason_too_long``
    """
    if not because:
        return Verdict.refuse(ConductCode.NO_REASON)
    return is_short(because)


def is_short(because: str) -> Verdict:
    """A reason has 500 characters at most.

    :refuses: ``reason_too_long``
    """
    if len(because) > BECAUSE_LIMIT:
        return Verdict.refuse(ConductCode.REASON_TOO_LONG, limit=BECAUSE_LIMIT, length=len(because))
    return ALLOWED


def _is_known_in(delegate: Delegate, room: Room) -> bool:
    """Whether a host has met them here: nobody finds out by numbers who else comes to the assembly."""
    return (
        Visit.objects.filter(delegate=delegate, room=room).exists()
        or Seat.objects.filter(delegate=delegate, room=room).exists()
        or Message.objects.filter(author=delegate.user_id, room=room).exists()
    )
