"""Who may write the notes of a room, who signs them off, and until when.

While its doors are open everybody in the room writes. After its end those who run it correct what was written
for seven days: what leaves the room is theirs to answer for.
"""

from datetime import datetime

from accounts.models import User
from breakouts.models import NOTE_LIMIT, NoteBlock
from breakouts.notes.refusals import NoteCode
from breakouts.notes.rules import CORRECTED_FOR, MOST_BLOCKS
from breakouts.policies.running import can_run_room, is_runner, runs_room
from breakouts.policies.speaking import can_write
from breakouts.policies.standing import removal_of, shut
from breakouts.queries import conduct_of, hosts_of, is_public
from common.names import can_be_seen
from common.policy import ALLOWED, Verdict
from common.words import day_and_clock
from events.models import Room


def is_past(room: Room, at: datetime) -> bool:
    """Whether its session took place: only those who run the room read its notes now."""
    session = room.session
    return session.ends_at <= at and is_public(room, at) and not session.is_cancelled


def can_read_afterwards(user: User, room: Room, *, at: datetime) -> Verdict:
    """Those who run the room read its notes after its end.

    :refuses: ``cancelled``, ``not_running`` or ``not_host``
    """
    if not is_past(room, at):
        return shut(NoteCode, room)
    if is_runner(user, hosts_of(room)) and not removal_of(user, room, at=at):
        return ALLOWED
    return Verdict.refuse(NoteCode.NOT_HOST, room=room.name)


def can_write_notes(user: User, room: Room, *, at: datetime) -> Verdict:
    """Whoever may write in the room may write its notes, unless they are kept to its hosts or signed off.

    Afterwards those who run the room may for seven days, signed off or not: a name that slipped in must not
    have to stay.

    :refuses: ``cancelled``, ``not_running``, ``not_inside``, ``muted``, ``hosts_only``, ``signed_off``,
        ``not_host`` or ``over``
    """
    if is_past(room, at):
        return _can_correct(user, room, at=at)
    verdict = can_write(user, room, at=at)
    if verdict.code:
        return Verdict.refuse(NoteCode(verdict.code), **verdict.facts)
    conduct = conduct_of(room)
    if conduct.notes_signed_off_at:
        return Verdict.refuse(NoteCode.SIGNED_OFF, room=room.name)
    if conduct.keeps_notes and not runs_room(user, room, hosts_of(room), at=at):
        return Verdict.refuse(NoteCode.HOSTS_ONLY, room=room.name)
    return ALLOWED


def can_keep_notes(actor: User, room: Room, *, at: datetime) -> Verdict:
    """Those who run the room bring notes back and sign them off, until seven days after its end.

    :refuses: ``cancelled``, ``not_running``, ``not_host`` or ``over``
    """
    return _can_correct(actor, room, at=at) if is_past(room, at) else can_reopen_notes(actor, room, at=at)


def can_reopen_notes(actor: User, room: Room, *, at: datetime) -> Verdict:
    """What is signed off is opened again only while the doors are open.

    :refuses: ``cancelled``, ``not_running`` or ``not_host``
    """
    verdict = can_run_room(actor, room, at=at)
    return Verdict.refuse(NoteCode(verdict.code), **verdict.facts) if verdict.code else ALLOWED


def is_note(body: str) -> Verdict:
    """A note says something, in 2,000 characters at most.

    :refuses: ``empty`` or ``too_long``
    """
    if not can_be_seen(body):
        return Verdict.refuse(NoteCode.EMPTY)
    if len(body) > NOTE_LIMIT:
        return Verdict.refuse(NoteCode.TOO_LONG, limit=NOTE_LIMIT, length=len(body))
    return ALLOWED


def has_space(room: Room) -> Verdict:
    """A room has 200 notes at most; removed ones do not count.

    :refuses: ``full``
    """
    if NoteBlock.objects.filter(room=room).in_sight().count() < MOST_BLOCKS:
        return ALLOWED
    return Verdict.refuse(NoteCode.FULL, room=room.name, limit=MOST_BLOCKS)


def _can_correct(user: User, room: Room, *, at: datetime) -> Verdict:
    verdict = can_read_afterwards(user, room, at=at)
    until = room.session.ends_at + CORRECTED_FOR
    if verdict and at >= until:
        return Verdict.refuse(
            NoteCode.OVER, room=room.name, until=day_and_clock(until, room.session.assembly.zone)
        )
    return verdict
