"""What those who run a room do about messages and people: each with a reason, logged, and reversible."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from breakouts import durable, policies
from breakouts.actions.acts import begin, record
from breakouts.actions.chat import tidy_body
from breakouts.actions.locks import lock_delegate_of, lock_message
from breakouts.actions.reports import close_reports_of
from breakouts.actions.seats import end_wait, give_up, tell_wait
from breakouts.actions.words import end_word_of
from breakouts.models import Act, Message, Restriction, Wait
from breakouts.refusals import ConductCode, ConductRefused
from common.words import minutes_in_words
from events.models import Delegate, Room
from realtime import streams

LONGEST_MUTE = 180
MUTED, REMOVED = Restriction.Kind.MUTED, Restriction.Kind.REMOVED


@transaction.atomic
def hide_message(*, actor: User, room: Room, number: int, because: str, at: datetime) -> Message:
    """Take a message out of everybody's sight, and put its reports aside; safe twice.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host``, ``no_such_message``, ``no_reason``
        or ``reason_too_long``.
    """
    room, message, at = _message(actor, room, number, at=at)
    if message.is_hidden:
        return message
    because = tidy_body(because)
    policies.gives_reason(because).or_raise(ConductRefused)
    message.hidden_at = at
    _tell_message(actor, room, message, Act.Verb.HID, because=because, at=at)
    close_reports_of(message, actor=actor, room=room, at=at)
    return message


@transaction.atomic
def show_message(*, actor: User, room: Room, number: int, because: str = "", at: datetime) -> Message:
    """Bring a hidden message back; safe twice.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host``, ``no_such_message`` or
        ``reason_too_long``.
    """
    room, message, at = _message(actor, room, number, at=at)
    if not message.is_hidden:
        return message
    because = tidy_body(because)
    policies.is_short(because).or_raise(ConductRefused)
    message.hidden_at = None
    _tell_message(actor, room, message, Act.Verb.SHOWED, because=because, at=at)
    return message


@transaction.atomic
def mute(
    *, actor: User, room: Room, person: int, because: str, minutes: int | None = None, at: datetime
) -> Restriction:
    """Take somebody's word away, for some minutes or the rest of the session; who is muted stays as they are.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host``, ``no_such_person``, ``yourself``,
        ``host``, ``minutes``, ``no_reason`` or ``reason_too_long``.
    """
    if minutes is not None and not 1 <= minutes <= LONGEST_MUTE:
        raise ConductRefused(ConductCode.MINUTES, most=LONGEST_MUTE)
    until_at = at + timedelta(minutes=minutes) if minutes is not None else None
    room, _, restriction = _restrict(actor, room, person, MUTED, because=because, until_at=until_at, at=at)
    end_word_of(restriction.user, room, actor=actor, at=at)
    return restriction


@transaction.atomic
def unmute(*, actor: User, room: Room, person: int, because: str = "", at: datetime) -> None:
    """Give somebody the word back; safe when they have it.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host`` or ``reason_too_long``.
    """
    _release(actor, room, person, MUTED, because=because, at=at)


@transaction.atomic
def remove(*, actor: User, room: Room, person: int, because: str, at: datetime) -> Restriction:
    """Send somebody out of the room for the rest of the session; their place there is free for others.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host``, ``no_such_person``, ``yourself``,
        ``host``, ``no_reason`` or ``reason_too_long``.
    """
    room, delegate, restriction = _restrict(
        actor, room, person, REMOVED, because=because, until_at=None, at=at
    )
    give_up(delegate, room, at=at)
    if end_wait(Wait.objects.filter(delegate=delegate, room=room), at=at):
        tell_wait(delegate, room.session, None, at=at)
    return restriction


@transaction.atomic
def readmit(*, actor: User, room: Room, person: int, because: str = "", at: datetime) -> None:
    """Let somebody who was removed come in again, if there is a place; safe when they may.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host`` or ``reason_too_long``.
    """
    _release(actor, room, person, REMOVED, because=because, at=at)


def _message(actor: User, room: Room, number: int, *, at: datetime) -> tuple[Room, Message, datetime]:
    room, _, at = begin(actor, room, at=at)
    message = lock_message(number, room)
    if message is None:
        raise ConductRefused(ConductCode.NO_SUCH_MESSAGE, room=room.name)
    return room, message, at


def _tell_message(
    actor: User, room: Room, message: Message, verb: Act.Verb, *, because: str, at: datetime
) -> None:
    message.save(update_fields=["hidden_at"])
    streams.append(room.stream, durable.chat_hide(message), actor=actor, at=at)
    record(
        actor,
        room,
        verb,
        about=message.author,
        about_name=message.author_name,
        message=message,
        because=because,
        detail=message.body,
        at=at,
    )


def _restrict(
    actor: User,
    room: Room,
    person: int,
    kind: Restriction.Kind,
    *,
    because: str,
    until_at: datetime | None,
    at: datetime,
) -> tuple[Room, Delegate, Restriction]:
    """Write the restriction, unless one of its kind is in force; person before room, as everywhere."""
    delegate = _lock_person(person, room)
    room, _, at = begin(actor, room, at=at)
    policies.can_restrict(actor, delegate, room).or_raise(ConductRefused)
    assert delegate is not None, "the policy refuses nobody"
    open_one = _open(room, person, kind)
    if open_one and open_one.is_in_force(at):
        return room, delegate, open_one
    because = tidy_body(because)
    policies.gives_reason(because).or_raise(ConductRefused)
    if open_one:
        # It ran out unnoticed; the constraint allows one without an end.
        _end(open_one, at=open_one.until_at or at)
    restriction = Restriction.objects.create(
        room=room,
        user=delegate.user,
        name=delegate.name,
        kind=kind,
        because=because,
        since_at=at,
        until_at=until_at,
    )
    _tell_person(actor, room, delegate, restriction, because=because, at=at)
    return room, delegate, restriction


def _release(
    actor: User, room: Room, person: int, kind: Restriction.Kind, *, because: str, at: datetime
) -> None:
    delegate = _lock_person(person, room)
    room, _, at = begin(actor, room, at=at)
    because = tidy_body(because)
    policies.is_short(because).or_raise(ConductRefused)
    restriction = _open(room, person, kind)
    if restriction is None or not restriction.is_in_force(at):
        return
    _end(restriction, at=at)
    _tell_person(actor, room, delegate, restriction, because=because, at=at)


_BEGUN = {MUTED: Act.Verb.MUTED, REMOVED: Act.Verb.REMOVED}
_OVER = {MUTED: Act.Verb.UNMUTED, REMOVED: Act.Verb.READMITTED}


def _tell_person(
    actor: User,
    room: Room,
    delegate: Delegate | None,
    restriction: Restriction,
    *,
    because: str,
    at: datetime,
) -> None:
    """Log it, and tell the person affected on their own stream."""
    is_over = restriction.ended_at is not None
    kind = Restriction.Kind(restriction.kind)
    record(
        actor,
        room,
        (_OVER if is_over else _BEGUN)[kind],
        about=restriction.user,
        about_name=restriction.name,
        because=because,
        detail=_how_long(restriction, at) if kind is MUTED and not is_over else "",
        at=at,
    )
    if delegate is not None:
        frame = durable.you_restricted(restriction, is_over=is_over)
        streams.append(delegate.stream, frame, actor=actor, at=at)


def _how_long(restriction: Restriction, at: datetime) -> str:
    if restriction.until_at is None:
        return "for the rest of the session"
    minutes = round((restriction.until_at - at).total_seconds() / 60)
    return f"for {minutes_in_words(minutes)}"


def _lock_person(person: int, room: Room) -> Delegate | None:
    user = User.objects.filter(pk=person).first()
    return lock_delegate_of(user, room) if user else None


def _open(room: Room, person: int, kind: Restriction.Kind) -> Restriction | None:
    restrictions = Restriction.objects.filter(room=room, user=person, kind=kind, ended_at=None)
    return restrictions.select_related("user", "room").first()


def _end(restriction: Restriction, *, at: datetime) -> None:
    restriction.ended_at = at
    restriction.save(update_fields=["ended_at"])
