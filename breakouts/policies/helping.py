"""Who may ask for which help in a room, and who may help."""

from datetime import datetime

from accounts.models import User
from breakouts.help.refusals import HelpCode
from breakouts.models import HELP_WORDS_LIMIT, HelpCall
from breakouts.policies.entering import can_stay
from breakouts.policies.running import can_run_room
from breakouts.policies.standing import delegate_of, is_host, shut
from breakouts.queries import is_public, is_running
from common.names import can_be_seen
from common.policy import ALLOWED, Verdict
from events.models import Room

Kind = HelpCall.Kind
# Whoever was muted or removed still needs to hear, to see and to be well.
FOR_EVERYBODY = frozenset({Kind.ACCESS, Kind.WELLBEING})


def can_ask_for_help(user: User, room: Room, kind: str, *, at: datetime) -> Verdict:
    """Whoever may be in the room asks for any help; for access and wellbeing a place at the assembly will do.

    :refuses: ``cancelled``, ``not_running``, ``not_inside`` or ``no_place``
    """
    if kind in FOR_EVERYBODY:
        return _has_a_place(user, room, at)
    if not is_running(room, at):
        return shut(HelpCode, room)
    return ALLOWED if can_stay(user, room, at=at) else Verdict.refuse(HelpCode.NOT_INSIDE, room=room.name)


def fits_help(words: str) -> Verdict:
    """A call needs no words; those that are given have a length.

    :refuses: ``too_long``
    """
    if len(words) > HELP_WORDS_LIMIT:
        return Verdict.refuse(HelpCode.TOO_LONG, limit=HELP_WORDS_LIMIT, length=len(words))
    return ALLOWED


def can_help(actor: User, call: HelpCall | None, *, at: datetime) -> Verdict:
    """Organisers help with everything; those who run a room with what was asked of its facilitators.

    :refuses: ``no_such_call``
    """
    if call is None:
        return Verdict.refuse(HelpCode.NO_SUCH_CALL)
    runs_it = call.kind == Kind.FACILITATOR and bool(can_run_room(actor, call.room, at=at))
    return ALLOWED if actor.is_organiser or runs_it else Verdict.refuse(HelpCode.NO_SUCH_CALL)


def can_claim(actor: User, call: HelpCall | None, *, is_takeover: bool = False, at: datetime) -> Verdict:
    """A call has one helper; another takes it over only by saying so.

    :refuses: ``no_such_call``, ``is_over`` or ``taken``
    """
    verdict = can_help(actor, call, at=at)
    if not verdict or call is None:
        return verdict
    if not call.is_open:
        return Verdict.refuse(HelpCode.IS_OVER, state=call.get_state_display().lower())
    if call.is_claimed and call.claimed_by_id != actor.pk and not is_takeover:
        return Verdict.refuse(HelpCode.TAKEN, name=call.claimed_name)
    return ALLOWED


def is_answer(words: str) -> Verdict:
    """An answer says something, in 300 characters at most.

    :refuses: ``empty`` or ``too_long``
    """
    return fits_help(words) if can_be_seen(words) else Verdict.refuse(HelpCode.EMPTY)


def _has_a_place(user: User, room: Room, at: datetime) -> Verdict:
    assembly = room.session.assembly
    delegate = delegate_of(user, room)
    is_theirs = (delegate is not None and delegate.has_place) or is_host(user, room)
    is_open = is_public(room, at) and assembly.opens_at <= at < assembly.closes_at
    return ALLOWED if is_theirs and is_open else Verdict.refuse(HelpCode.NO_PLACE, assembly=assembly)
