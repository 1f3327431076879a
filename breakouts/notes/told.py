"""Telling of notes: to whoever reads them, and to the count of their tab."""

from datetime import datetime

from accounts.models import User
from breakouts.actions.acts import record
from breakouts.models import Act, Conduct, NoteBlock
from breakouts.notes import durable
from breakouts.notes.durable import notes_stream
from breakouts.notes.queries import note_before
from breakouts.policies.noting import is_past
from breakouts.questions.told import counts_changed
from events.models import Room
from realtime import streams


def tell_block(room: Room, block: NoteBlock, *, at: datetime) -> None:
    """Append a block as it stands. The frame has no actor: nobody is told who wrote."""
    frame = durable.note_block(block, after=note_before(block))
    streams.append(notes_stream(room), frame, at=at)


def tell_gone(room: Room, block: NoteBlock, *, at: datetime) -> None:
    """Append that a block is out of sight."""
    streams.append(notes_stream(room), durable.note_off(block), at=at)
    counts_changed(room)


def tell_standing(room: Room, conduct: Conduct, *, actor: User, at: datetime) -> None:
    """Append who writes, and whether the notes are signed off: an act of a host."""
    streams.append(notes_stream(room), durable.note_state(conduct), actor=actor, at=at)


def log_correction(actor: User, room: Room, *, at: datetime) -> None:
    """Write down that a host changed notes after the session, when hosts alone answer for them."""
    if is_past(room, at):
        record(actor, room, Act.Verb.CORRECTED_NOTES, at=at)
