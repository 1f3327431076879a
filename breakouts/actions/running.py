"""Running a room: its timer, announcements, doors, pace, and the return to the main stage."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import User
from breakouts import durable, policies
from breakouts.actions import locks
from breakouts.actions.acts import begin, record
from breakouts.actions.chat import tidy_body
from breakouts.actions.names import name_in
from breakouts.actions.seats import offer_on_commit
from breakouts.conduct.queries import main_stage_after
from breakouts.models import ANNOUNCEMENT_LIMIT, LABEL_LIMIT, Act, Announcement, Broadcast, Conduct
from breakouts.refusals import ConductCode, ConductRefused
from breakouts.rules import RECALLED_WITHIN, SLOW_SECONDS, extended, is_locked
from common.names import can_be_seen, tidy_name
from common.words import minutes_in_words
from events.models import Room
from realtime import streams

LONGEST_TIMER = 180
LONGEST_EXTENSION = 60


@transaction.atomic
def set_timer(*, actor: User, room: Room, minutes: int, label: str = "", at: datetime) -> Conduct:
    """Start the room's timer, in place of one that runs.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host``, ``minutes`` or ``label_too_long``.
    """
    room, conduct, at = begin(actor, room, at=at)
    label = tidy_name(label)
    _are_minutes(minutes, most=LONGEST_TIMER)
    if len(label) > LABEL_LIMIT:
        raise ConductRefused(ConductCode.LABEL_TOO_LONG, limit=LABEL_LIMIT, length=len(label))
    conduct.timer_ends_at, conduct.timer_label = at + timedelta(minutes=minutes), label
    detail = f"{minutes_in_words(minutes)}: {label}" if label else minutes_in_words(minutes)
    return _turned(actor, room, conduct, Act.Verb.SET_TIMER, detail=detail, at=at)


@transaction.atomic
def extend_timer(
    *, actor: User, room: Room, minutes: int, seen_ends_at: datetime | None = None, at: datetime
) -> Conduct:
    """Give the timer more minutes; from now on, if it has run out.

    With ``seen_ends_at`` only the timer that the page showed is extended, so that a button pressed twice, or
    by two hosts at once, extends it once.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host``, ``minutes`` or ``no_timer``.
    """
    room, conduct, at = begin(actor, room, at=at)
    _are_minutes(minutes, most=LONGEST_EXTENSION)
    if conduct.timer_ends_at is None:
        raise ConductRefused(ConductCode.NO_TIMER)
    if seen_ends_at not in {None, conduct.timer_ends_at}:
        return conduct
    conduct.timer_ends_at = extended(conduct.timer_ends_at, minutes, at)
    return _turned(actor, room, conduct, Act.Verb.EXTENDED_TIMER, detail=minutes_in_words(minutes), at=at)


@transaction.atomic
def stop_timer(*, actor: User, room: Room, at: datetime) -> Conduct:
    """Take the timer away; safe without one.

    :raises ConductRefused: ``cancelled``, ``not_running`` or ``not_host``.
    """
    room, conduct, at = begin(actor, room, at=at)
    if conduct.timer_ends_at is None:
        return conduct
    conduct.timer_ends_at, conduct.timer_label = None, ""
    return _turned(actor, room, conduct, Act.Verb.STOPPED_TIMER, at=at)


@transaction.atomic
def announce(
    *, actor: User, room: Room, body: str, cid: UUID, broadcast: Broadcast | None = None, at: datetime
) -> Announcement:
    """Tell everybody in the room something that stands above the chat; safe twice with the same ``cid``.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host``, ``empty`` or ``too_long``.
    """
    room, _, at = begin(actor, room, at=at)
    if known := Announcement.objects.filter(room=room, by=actor, cid=cid).first():
        return known
    body = tidy_body(body)
    if not can_be_seen(body):
        raise ConductRefused(ConductCode.EMPTY)
    if len(body) > ANNOUNCEMENT_LIMIT:
        raise ConductRefused(ConductCode.TOO_LONG, limit=ANNOUNCEMENT_LIMIT, length=len(body))
    name = name_in(actor, policies.delegate_of(actor, room))
    announcement = Announcement.objects.create(
        room=room, by=actor, by_name=name, body=body, cid=cid, announced_at=at, broadcast=broadcast
    )
    streams.append(room.stream, durable.announce(announcement), actor=actor, cid=cid, at=at)
    record(actor, room, Act.Verb.ANNOUNCED, detail=body, at=at)
    return announcement


@transaction.atomic
def withdraw_announcement(*, actor: User, room: Room, number: int | None, at: datetime) -> None:
    """Take back what was announced: it goes from everybody's page and stays in the log. Safe twice.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host`` or ``no_such_announcement``.
    """
    room, _, at = begin(actor, room, at=at)
    announcement = Announcement.objects.filter(room=room, pk=number or 0).first()
    if announcement is None:
        raise ConductRefused(ConductCode.NO_SUCH_ANNOUNCEMENT, room=room.name)
    if announcement.withdrawn_at is not None:
        return
    announcement.withdrawn_at = at
    announcement.save(update_fields=["withdrawn_at"])
    streams.append(room.stream, durable.announce_off(announcement), actor=actor, at=at)
    record(actor, room, Act.Verb.WITHDREW, detail=announcement.body, at=at)


@transaction.atomic
def lock_room(*, actor: User, room: Room, at: datetime) -> Room:
    """Let nobody else take a place in the room. It evicts nobody; safe twice.

    :raises ConductRefused: ``cancelled``, ``not_running`` or ``not_host``.
    """
    return _lock(actor, room, locked_at=at, at=at)


@transaction.atomic
def unlock_room(*, actor: User, room: Room, at: datetime) -> Room:
    """Let others take places in the room again; safe twice.

    :raises ConductRefused: ``cancelled``, ``not_running`` or ``not_host``.
    """
    return _lock(actor, room, locked_at=None, at=at)


@transaction.atomic
def set_slow_mode(*, actor: User, room: Room, seconds: int, at: datetime) -> Conduct:
    """Make everybody but hosts wait between two messages; 0 ends it. The same again changes nothing.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host`` or ``seconds``.
    """
    room, conduct, at = begin(actor, room, at=at)
    if seconds not in SLOW_SECONDS:
        raise ConductRefused(ConductCode.SECONDS)
    if conduct.slow_seconds == seconds:
        return conduct
    conduct.slow_seconds = seconds
    conduct.save(update_fields=["slow_seconds"])
    streams.append(room.stream, durable.room_state(room, at), actor=actor, at=at)
    record(actor, room, Act.Verb.SLOWED, detail=f"{seconds} seconds" if seconds else "off", at=at)
    return conduct


@transaction.atomic
def recall_room(*, actor: User, room: Room, at: datetime) -> Conduct:
    """Call everybody back to the main stage within a minute, from the stage itself on to My day.

    A second time changes nothing.

    :raises ConductRefused: ``cancelled``, ``not_running`` or ``not_host``.
    """
    room, conduct, at = begin(actor, room, at=at)
    if conduct.recall_due_at is not None:
        return conduct
    conduct.recall_due_at = at + RECALLED_WITHIN
    stage = None if room.is_stage else main_stage_after(room, conduct.recall_due_at)
    conduct.recall_to = stage.address if stage else room.session.assembly.my_day_address
    return _recalled(actor, room, conduct, Act.Verb.RECALLED, at=at)


@transaction.atomic
def call_off_recall(*, actor: User, room: Room, at: datetime) -> Conduct:
    """Let everybody stay after all; safe when nobody was called back.

    :raises ConductRefused: ``cancelled``, ``not_running`` or ``not_host``.
    """
    room, conduct, at = begin(actor, room, at=at)
    if conduct.recall_due_at is None:
        return conduct
    conduct.recall_due_at, conduct.recall_to = None, ""
    return _recalled(actor, room, conduct, Act.Verb.CALLED_OFF, at=at)


def _turned(
    actor: User, room: Room, conduct: Conduct, verb: Act.Verb, *, detail: str = "", at: datetime
) -> Conduct:
    conduct.save(update_fields=["timer_ends_at", "timer_label"])
    streams.append(room.stream, durable.timer(conduct), actor=actor, at=at)
    record(actor, room, verb, detail=detail, at=at)
    return conduct


def _recalled(actor: User, room: Room, conduct: Conduct, verb: Act.Verb, *, at: datetime) -> Conduct:
    conduct.save(update_fields=["recall_due_at", "recall_to"])
    streams.append(room.stream, durable.recall(conduct), actor=actor, at=at)
    record(actor, room, verb, at=at)
    return conduct


def _lock(actor: User, room: Room, *, locked_at: datetime | None, at: datetime) -> Room:
    # The row of the room before its conduct: whoever moves holds the one and waits for the other.
    locks.lock_room(room, at=at)
    room, _, at = begin(actor, room, at=at)
    if is_locked(room.locked_at, at) is (locked_at is not None):
        return room
    room.locked_at = locked_at
    room.save(update_fields=["locked_at"])
    streams.append(room.stream, durable.room_state(room, at), actor=actor, at=at)
    record(actor, room, Act.Verb.LOCKED if locked_at else Act.Verb.UNLOCKED, at=at)
    offer_on_commit(room)
    return room


def _are_minutes(minutes: int, *, most: int) -> None:
    if not 1 <= minutes <= most:
        raise ConductRefused(ConductCode.MINUTES, most=most)
