"""What those who run a room decide of its notes: who writes, what comes back, when they are signed off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from breakouts.actions.acts import begin, record
from breakouts.actions.locks import load_room, lock_conduct
from breakouts.models import Act, Conduct, NoteBlock
from breakouts.notes.refusals import NoteCode, NoteRefused
from breakouts.notes.told import tell_block, tell_standing
from breakouts.policies import noting
from breakouts.queries import role_of
from breakouts.questions.told import counts_changed
from events.models import Room

Verb = Act.Verb


@transaction.atomic
def keep_notes(*, actor: User, room: Room, is_on: bool, at: datetime) -> Conduct:
    """Let only those who run the room write its notes, or everybody in it. Safe twice.

    :raises ConductRefused: ``cancelled``, ``not_running`` or ``not_host``.
    """
    room, conduct, at = begin(actor, room, at=at)
    if conduct.keeps_notes != is_on:
        conduct.keeps_notes = is_on
        conduct.save(update_fields=["keeps_notes"])
        tell_standing(room, conduct, actor=actor, at=at)
        record(actor, room, Verb.KEPT_NOTES if is_on else Verb.OPENED_NOTES, at=at)
    return conduct


@transaction.atomic
def sign_off_notes(*, actor: User, room: Room, at: datetime) -> Conduct:
    """Freeze the notes as they stand, in the name of a role. Safe twice: the first time counts.

    :raises NoteRefused: what ``policies.noting.can_keep_notes`` refuses, or ``no_notes``.
    """
    room, conduct = _begin(room)
    noting.can_keep_notes(actor, room, at=at).or_raise(NoteRefused)
    if conduct.notes_signed_off_at:
        return conduct
    if not NoteBlock.objects.filter(room=room).in_sight().exists():
        raise NoteRefused(NoteCode.NO_NOTES, room=room.name)
    conduct.notes_signed_off_at, conduct.notes_signed_off_by = at, role_of(actor, room)
    return _signed(actor, room, conduct, Verb.SIGNED_OFF, at=at)


@transaction.atomic
def reopen_notes(*, actor: User, room: Room, at: datetime) -> Conduct:
    """Let notes that are signed off be written again, while the doors are open. Safe twice.

    :raises NoteRefused: what ``policies.noting.can_reopen_notes`` refuses.
    """
    room, conduct = _begin(room)
    noting.can_reopen_notes(actor, room, at=at).or_raise(NoteRefused)
    if not conduct.notes_signed_off_at:
        return conduct
    conduct.notes_signed_off_at, conduct.notes_signed_off_by = None, ""
    return _signed(actor, room, conduct, Verb.REOPENED_NOTES, at=at)


@transaction.atomic
def restore_note(*, actor: User, room: Room, block: UUID, at: datetime) -> NoteBlock:
    """Bring a removed block back to where it stood. Safe twice.

    :raises NoteRefused: what ``policies.noting.can_keep_notes`` refuses, ``signed_off`` while the doors are
        open, ``no_such_note`` or ``full``.
    """
    room, conduct = _begin(room)
    noting.can_keep_notes(actor, room, at=at).or_raise(NoteRefused)
    if conduct.notes_signed_off_at and not noting.is_past(room, at):
        raise NoteRefused(NoteCode.SIGNED_OFF, room=room.name)
    found = NoteBlock.objects.filter(room=room, pk=block).first()
    if found is None:
        raise NoteRefused(NoteCode.NO_SUCH_NOTE, room=room.name)
    if not found.is_removed:
        return found
    noting.has_space(room).or_raise(NoteRefused)
    found.removed_at = None
    found.save(update_fields=["removed_at"])
    tell_block(room, found, at=at)
    counts_changed(room)
    record(actor, room, Verb.RESTORED_NOTE, detail=found.body, at=at)
    return found


def _begin(room: Room) -> tuple[Room, Conduct]:
    lock_conduct(room)
    room = load_room(room)
    return room, room.conduct


def _signed(actor: User, room: Room, conduct: Conduct, verb: Act.Verb, *, at: datetime) -> Conduct:
    conduct.save(update_fields=["notes_signed_off_at", "notes_signed_off_by"])
    tell_standing(room, conduct, actor=actor, at=at)
    record(actor, room, verb, at=at)
    return conduct
