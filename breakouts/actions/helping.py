"""Calling for help, taking a call, writing back, and being done with it.

A call for wellbeing locks, writes and tells nothing of the room: neither its conduct, its log, its streams
nor its counts, and no frame says who did it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from breakouts.actions.chat import tidy_body
from breakouts.actions.locks import load_room, lock_delegate_of
from breakouts.actions.names import NAME_LENGTH, name_in
from breakouts.conduct.counts import waiting_changed
from breakouts.help import durable
from breakouts.help.notices import tell_waiting
from breakouts.help.queries import is_called_for_host, overdue
from breakouts.help.refusals import HelpCode, HelpRefused
from breakouts.models import HELP_WORDS_LIMIT, HelpCall
from breakouts.policies import delegate_of
from breakouts.policies.helping import can_ask_for_help, can_claim, fits_help, is_answer
from events.models import Room
from realtime import streams

State = HelpCall.State


@transaction.atomic
def ask_for_help(*, user: User, room: Room, kind: str, words: str = "", at: datetime) -> HelpCall:
    """Call for help; while a call of the kind is open at the assembly, that call is returned.

    :raises HelpRefused: ``cancelled``, ``not_running``, ``not_inside``, ``no_place`` or ``too_long``.
    """
    delegate = lock_delegate_of(user, room)
    if delegate is None:
        # Hosts without a place: two presses of one button wait here for each other.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
    room, words = load_room(room), tidy_body(words)
    can_ask_for_help(user, room, kind, at=at).or_raise(HelpRefused)
    fits_help(words).or_raise(HelpRefused)
    standing = HelpCall.objects.open().at_assembly(room.session.assembly).filter(user=user, kind=kind)
    if known := standing.select_related("room").first():
        return known
    call = HelpCall.objects.create(
        room=room, user=user, name=name_in(user, delegate), kind=kind, words=words, asked_at=at
    )
    _tell(call, actor=user, at=at)
    return call


@transaction.atomic
def withdraw_help(*, user: User, room: Room, kind: str, at: datetime) -> None:
    """Take one's own call back; safe without one. Nobody is refused who needs no help any more."""
    room = load_room(room)
    mine = HelpCall.objects.open().at_assembly(room.session.assembly).filter(user=user, kind=kind)
    # The row alone is locked, and not its room.
    call = mine.select_for_update(no_key=True, of=("self",)).select_related("room__session__assembly").first()
    if call:
        call.state, call.resolved_at = State.WITHDRAWN, at
        call.save(update_fields=["state", "resolved_at"])
        _tell(call, actor=user, at=at)


@transaction.atomic
def claim_help(*, actor: User, call: UUID, is_takeover: bool = False, at: datetime) -> HelpCall:
    """Say that one is on it; of two at once one has it, and the other is told who. Safe twice.

    :raises HelpRefused: ``no_such_call``, ``is_over`` or ``taken``.
    """
    found = _locked(call)
    can_claim(actor, found, is_takeover=is_takeover, at=at).or_raise(HelpRefused)
    assert found is not None, "the policy refuses what there is not"
    if found.claimed_by_id != actor.pk:
        _give(found, actor)
        found.save(update_fields=["state", "claimed_by", "claimed_name"])
        _tell(found, actor=actor, at=at)
    return found


@transaction.atomic
def answer_help(*, actor: User, call: UUID, words: str, at: datetime) -> HelpCall:
    """Write back to whoever asked, which takes the call; a second answer stands in the place of the first.

    :raises HelpRefused: ``no_such_call``, ``is_over``, ``taken``, ``empty`` or ``too_long``.
    """
    found, words = _locked(call), tidy_body(words)
    can_claim(actor, found, at=at).or_raise(HelpRefused)
    is_answer(words).or_raise(HelpRefused)
    assert found is not None, "the policy refuses what there is not"
    _give(found, actor)
    found.answer = words
    found.save(update_fields=["state", "claimed_by", "claimed_name", "answer"])
    _tell(found, actor=actor, at=at)
    return found


@transaction.atomic
def resolve_help(*, actor: User, call: UUID, at: datetime) -> None:
    """Be done with a call; safe twice.

    :raises HelpRefused: ``no_such_call``, ``is_over`` (it was withdrawn) or ``taken``.
    """
    found = _locked(call)
    verdict = can_claim(actor, found, at=at)
    if found and verdict.code is HelpCode.IS_OVER and found.state == State.RESOLVED:
        return
    verdict.or_raise(HelpRefused)
    assert found is not None, "the policy refuses what there is not"
    _give(found, actor)
    found.state, found.resolved_at = State.RESOLVED, at
    found.save(update_fields=["state", "claimed_by", "claimed_name", "resolved_at"])
    _tell(found, actor=actor, at=at)


@transaction.atomic
def tell_overdue_help(*, at: datetime) -> int:
    """Tell organisers, once for each, of calls that nobody has taken for three minutes; return how many."""
    told = 0
    for each in overdue(at):
        call = _locked(each.pk)
        if call and call.state == State.OPEN and call.overdue_told_at is None:
            tell_waiting(call, at=at)
            call.overdue_told_at = at
            call.save(update_fields=["overdue_told_at"])
            told += 1
    return told


def call_for_host(room: Room, words: str, *, at: datetime) -> None:
    """Call the organisers because nobody runs the room, under the lock of its conduct; one call is enough."""
    if is_called_for_host(room):
        return
    call = HelpCall.objects.create(
        room=room,
        name=room.name[:NAME_LENGTH],
        kind=HelpCall.Kind.NO_HOST,
        words=words[:HELP_WORDS_LIMIT],
        asked_at=at,
    )
    _tell(call, actor=None, at=at)


def settle_call_for_host(room: Room, *, at: datetime) -> None:
    """Be done with that call, because somebody runs the room again; safe without one."""
    calls = HelpCall.objects.open().filter(room=room, kind=HelpCall.Kind.NO_HOST)
    for call in calls.select_for_update(no_key=True, of=("self",)).select_related("room__session__assembly"):
        call.state, call.resolved_at = State.RESOLVED, at
        call.save(update_fields=["state", "resolved_at"])
        _tell(call, actor=None, at=at)


def _locked(key: UUID) -> HelpCall | None:
    calls = HelpCall.objects.select_for_update(no_key=True, of=("self",))
    return calls.select_related("room__theme", "room__session__assembly").filter(pk=key).first()


def _give(call: HelpCall, actor: User) -> None:
    call.state, call.claimed_by = State.CLAIMED, actor
    call.claimed_name = name_in(actor, delegate_of(actor, call.room))


def _tell(call: HelpCall, *, actor: User | None, at: datetime) -> None:
    """Tell those who may know. Of streams the staff's comes first, the organisers' last."""
    if call.kind == HelpCall.Kind.FACILITATOR:
        streams.append(call.room.staff_stream, durable.help_call(call), actor=actor, at=at)
        waiting_changed(call.room)
    if call.user and not call.is_private and (delegate := delegate_of(call.user, call.room)):
        streams.append(delegate.stream, durable.help_state(call), actor=actor, at=at)
    by = None if call.is_private else actor
    stream = durable.help_stream(call.room.session.assembly)
    streams.append(stream, durable.help_call(call), actor=by, at=at)
