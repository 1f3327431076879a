"""The durable frames of a room's notes, on a stream of their own. No frame says who wrote what."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from breakouts.models import NOTE_LIMIT, Conduct, NoteBlock
from events.models import Room
from realtime.registry import FrameData, durable
from realtime.schema import Field, Flag, Maybe, OneOf, Text, Whole

SUFFIX = ".notes"
MARK = OneOf(tuple(NoteBlock.Mark.values))
_STANDING: Mapping[str, Field] = {
    "is_kept": Flag(),
    "signed_off_at": Maybe(Text(40)),
    "signed_off_by": Text(12),
}
NOTE_BLOCK = durable(
    "note.block",
    {
        "id": Text(36),
        "body": Text(NOTE_LIMIT, least=1),
        "mark": MARK,
        "revision": Whole(),
        "after": Maybe(Text(36)),
    },
)
NOTE_OFF = durable("note.off", {"id": Text(36)})
NOTE_STATE = durable("note.state", _STANDING)

FRAMES = (NOTE_BLOCK, NOTE_OFF, NOTE_STATE)


def notes_stream(room: Room) -> str:
    """Return the name of the stream of a room's notes."""
    return f"{room.stream}{SUFFIX}"


def note_block(block: NoteBlock, *, after: UUID | None) -> FrameData:
    """Tell the room a block as it stands now, and after which other it does."""
    return NOTE_BLOCK.frame(**told_block(block), after=str(after) if after else None)


def note_off(block: NoteBlock) -> FrameData:
    """Tell the room that a block is out of sight."""
    return NOTE_OFF.frame(id=str(block.id))


def note_state(conduct: Conduct) -> FrameData:
    """Tell the room who writes its notes, and whether they are signed off."""
    return NOTE_STATE.frame(**told_standing(conduct))


def told_block(block: NoteBlock) -> Mapping[str, Any]:
    """Put a block as states have it, where their order tells the rest."""
    return {"id": str(block.id), "body": block.body, "mark": str(block.mark), "revision": block.revision}


def told_standing(conduct: Conduct) -> Mapping[str, Any]:
    """Put what holds for the notes as a whole."""
    at = conduct.notes_signed_off_at
    return {
        "is_kept": conduct.keeps_notes,
        "signed_off_at": at.isoformat() if at else None,
        "signed_off_by": conduct.notes_signed_off_by,
    }
