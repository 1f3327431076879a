"""What a room's page shows of its notes; no queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from breakouts.models import Conduct, NoteBlock
from breakouts.notes.rules import looks_like_people
from common.words import clock, day_and_clock

Mark = NoteBlock.Mark
COLOURS = {Mark.ISSUE: "red", Mark.EXAMPLE: "blue", Mark.ASK: "yellow", Mark.GOOD_PRACTICE: "green"}
_ROLES = {"Facilitator": "the facilitators", "Chair": "the chairs", "Organiser": "the organisers"}


@dataclass(frozen=True)
class NoteLine:
    """One block as everybody sees it."""

    id: UUID
    body: str
    tag: str
    colour: str
    looks_like: Sequence[str]
    can_rise: bool
    rises_after: UUID | None
    """After which other it stands once it has moved up; none: it is the first then."""
    sinks_after: UUID | None
    """The same for moving down; none: it is the last already."""


@dataclass(frozen=True)
class NotesPanel:
    """Everything that the tab shows."""

    lines: Sequence[NoteLine]
    why_not: str
    """Why this person does not write here now; empty: they do."""
    is_runner: bool
    is_kept: bool
    signed_off: str
    is_past: bool


def note_lines(blocks: Sequence[NoteBlock], names: Collection[str]) -> list[NoteLine]:
    """Present blocks in the order in which they come; ``names`` are those that ought not to be in them."""
    keys: list[UUID | None] = [None, *(block.id for block in blocks)]
    return [
        NoteLine(
            id=block.id,
            body=block.body,
            tag=_tag(block),
            colour=COLOURS.get(Mark(block.mark), "grey"),
            looks_like=looks_like_people(block.body, names),
            can_rise=place > 0,
            rises_after=keys[place - 1] if place > 0 else None,
            sinks_after=blocks[place + 1].id if place + 1 < len(blocks) else None,
        )
        for place, block in enumerate(blocks)
    ]


def signed_off_in_words(conduct: Conduct, zone: tzinfo, ends_at: datetime) -> str:
    """Say which role signed off, and when; after the day of the session with the day."""
    at = conduct.notes_signed_off_at
    if at is None:
        return ""
    is_same_day = at.astimezone(zone).date() == ends_at.astimezone(zone).date()
    when = f"at {clock(at, zone)}" if is_same_day else f"at {day_and_clock(at, zone)}"
    return f"Signed off by {_ROLES.get(conduct.notes_signed_off_by, 'the facilitators')} {when}"


def _tag(block: NoteBlock) -> str:
    return "" if block.mark == Mark.NONE else block.get_mark_display()
