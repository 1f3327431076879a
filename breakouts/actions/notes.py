"""Writing notes together: what was typed either stands, or comes back with what stands instead.

Nothing here writes who wrote: no row, no frame. After the session, when only hosts write, the log has that
they did.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max

from accounts.models import User
from breakouts.actions.chat import tidy_body
from breakouts.actions.locks import load_room, lock_conduct
from breakouts.models import NoteBlock, NoteSave
from breakouts.notes.refusals import NoteCode, NoteRefused
from breakouts.notes.told import log_correction, tell_block, tell_gone
from breakouts.policies import noting
from breakouts.questions.told import counts_changed
from events.models import Room

Mark = NoteBlock.Mark


@dataclass(frozen=True)
class Put:
    """What became of a text: it stands in ``block``, or somebody else's does and this one was not written."""

    block: NoteBlock
    is_conflict: bool = False


@transaction.atomic
def add_note(
    *,
    user: User,
    room: Room,
    body: str,
    cid: UUID,
    mark: Mark = Mark.NONE,
    after: UUID | None = None,
    at: datetime,
) -> NoteBlock:
    """Write a new block after another one, else as the last; the same ``cid`` again returns the one it made.

    :raises NoteRefused: what ``policies.noting.can_write_notes`` refuses, ``empty``, ``too_long`` or
        ``full``.
    """
    room, body = _begin(room), tidy_body(body)
    if known := _saved_by(room, cid):
        return known
    noting.can_write_notes(user, room, at=at).or_raise(NoteRefused)
    noting.is_note(body).or_raise(NoteRefused)
    noting.has_space(room).or_raise(NoteRefused)
    anchor = NoteBlock.objects.filter(room=room, pk=after).first() if after else None
    position = _make_way(room, anchor.position + 1 if anchor else _end(room))
    block = NoteBlock.objects.create(room=room, body=body, mark=mark, position=position)
    _stands(user, room, block, cid=cid, at=at)
    counts_changed(room)
    return block


@transaction.atomic
def change_note(
    *,
    user: User,
    room: Room,
    block: UUID,
    base_revision: int,
    body: str,
    cid: UUID,
    mark: Mark | None = None,
    at: datetime,
) -> Put:
    """Put another text in a block that the writer read as ``base_revision``; ``mark`` none: it stays.

    Where another text stands by now, or the block was removed, nothing is written and the writer gets it back
    as a conflict. The same words as stand, and the same ``cid`` again, change nothing.

    :raises NoteRefused: what ``policies.noting.can_write_notes`` refuses, ``empty``, ``too_long`` or
        ``no_such_note``.
    """
    room, body = _begin(room), tidy_body(body)
    if known := _saved_by(room, cid):
        return Put(known)
    noting.can_write_notes(user, room, at=at).or_raise(NoteRefused)
    noting.is_note(body).or_raise(NoteRefused)
    found = _block_in(room, block)
    is_new_text = found.body != body
    if found.is_removed or (is_new_text and found.revision != base_revision):
        return Put(found, is_conflict=True)
    if not is_new_text and mark in {None, found.mark}:
        return Put(found)
    if is_new_text:
        found.body, found.revision = body, found.revision + 1
    found.mark = found.mark if mark is None else mark
    found.save(update_fields=["body", "revision", "mark"])
    _stands(user, room, found, cid=cid, at=at)
    return Put(found)


@transaction.atomic
def mark_note(*, user: User, room: Room, block: UUID, mark: Mark, at: datetime) -> NoteBlock:
    """Say what a block is; safe twice. It is no new text, so nobody who is writing it is held up.

    :raises NoteRefused: what ``policies.noting.can_write_notes`` refuses, or ``no_such_note``.
    """
    room, found = _seen(user, room, block, at=at)
    if found.mark != mark:
        found.mark = mark
        found.save(update_fields=["mark"])
        tell_block(room, found, at=at)
        log_correction(user, room, at=at)
    return found


@transaction.atomic
def place_note(*, user: User, room: Room, block: UUID, after: UUID | None, at: datetime) -> NoteBlock:
    """Have a block stand after another one, or with none as the first; safe twice, also from two tabs.

    :raises NoteRefused: what ``policies.noting.can_write_notes`` refuses, or ``no_such_note``.
    """
    room, found = _seen(user, room, block, at=at)
    anchor = _block_in(room, after) if after else None
    if anchor == found:
        return found
    found.position = _make_way(room, anchor.position + 1 if anchor else 0)
    found.save(update_fields=["position"])
    tell_block(room, found, at=at)
    log_correction(user, room, at=at)
    return found


@transaction.atomic
def remove_note(*, user: User, room: Room, block: UUID, base_revision: int, at: datetime) -> None:
    """Take a block out of sight; hosts can bring it back. Safe twice.

    :raises NoteRefused: what ``policies.noting.can_write_notes`` refuses, ``no_such_note``, or ``changed``
        when it says something else by now than whoever removes it has read.
    """
    room = _begin(room)
    noting.can_write_notes(user, room, at=at).or_raise(NoteRefused)
    found = _block_in(room, block)
    if found.is_removed:
        return
    if found.revision != base_revision:
        raise NoteRefused(NoteCode.CHANGED)
    found.removed_at = at
    found.save(update_fields=["removed_at"])
    tell_gone(room, found, at=at)
    log_correction(user, room, at=at)


def _begin(room: Room) -> Room:
    # All who write in the room wait here for each other, and for a host who signs off.
    lock_conduct(room)
    return load_room(room)


def _seen(user: User, room: Room, block: UUID, *, at: datetime) -> tuple[Room, NoteBlock]:
    room = _begin(room)
    noting.can_write_notes(user, room, at=at).or_raise(NoteRefused)
    found = _block_in(room, block)
    if found.is_removed:
        raise NoteRefused(NoteCode.NO_SUCH_NOTE, room=room.name)
    return room, found


def _block_in(room: Room, key: UUID) -> NoteBlock:
    found = NoteBlock.objects.filter(room=room, pk=key).first()
    if found is None:
        raise NoteRefused(NoteCode.NO_SUCH_NOTE, room=room.name)
    return found


def _saved_by(room: Room, cid: UUID) -> NoteBlock | None:
    save = NoteSave.objects.filter(room=room, cid=cid).select_related("block").first()
    return save.block if save else None


def _stands(user: User, room: Room, block: NoteBlock, *, cid: UUID, at: datetime) -> None:
    NoteSave.objects.create(room=room, block=block, cid=cid)
    tell_block(room, block, at=at)
    log_correction(user, room, at=at)


def _end(room: Room) -> int:
    last = NoteBlock.objects.filter(room=room).aggregate(position=Max("position"))["position"]
    return 0 if last is None else last + 1


def _make_way(room: Room, position: int) -> int:
    """Move what stands from there on one further, the removed too, so that each comes back where it was."""
    NoteBlock.objects.filter(room=room, position__gte=position).update(position=F("position") + 1)
    return position
