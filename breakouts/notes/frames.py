"""What notes add to the tables of the realtime engine: their stream, and what people send."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from breakouts import actions, followers
from breakouts.models import NoteBlock
from breakouts.notes import durable
from breakouts.notes.durable import MARK, SUFFIX, told_block, told_standing
from breakouts.notes.queries import notes_of, roster_of
from breakouts.notes.rules import looks_like_people
from breakouts.queries import conduct_of
from events.models import Room
from realtime import limits
from realtime.registry import Command, StreamKind, command
from realtime.schema import Identifier, Maybe, OneOf, Text, Whole

# More than may be said, so that what is a little too long is refused in words.
_BODY = Text(8000)
_DECISIONS: Mapping[str, Callable[..., object]] = {
    "hosts": partial(actions.keep_notes, is_on=True),
    "everybody": partial(actions.keep_notes, is_on=False),
    "signed_off": actions.sign_off_notes,
    "open": actions.reopen_notes,
}


def _state(name: str, at: datetime) -> Mapping[str, Any]:
    room = followers.room_of(name)
    return {"blocks": [told_block(block) for block in notes_of(room)], **told_standing(conduct_of(room))}


def _put(sent: Command) -> Mapping[str, Any]:
    """Write a new block, or another text in one that stands; tell what became of the text."""
    room, data = followers.room_of(sent.stream), sent.data
    written = {"user": sent.user, "room": room, "body": data["body"], "cid": data["cid"], "at": sent.at}
    mark = None if data["mark"] is None else NoteBlock.Mark(data["mark"])
    if data["block"] is None:
        block = actions.add_note(**written, mark=mark or NoteBlock.Mark.NONE, after=data["after"])
        return _stands(room, block)
    put = actions.change_note(**written, block=data["block"], base_revision=data["base_rev"] or 0, mark=mark)
    if not put.is_conflict:
        return _stands(room, put.block)
    theirs = None if put.block.is_removed else told_block(put.block)
    return {"conflict": {"mine": data["body"], "theirs": theirs}, "block": None, "looks_like": []}


def _stands(room: Room, block: NoteBlock) -> Mapping[str, Any]:
    found = looks_like_people(block.body, roster_of(room))
    return {"conflict": None, "block": told_block(block), "looks_like": found}


def _mark(sent: Command) -> None:
    actions.mark_note(**_about(sent), mark=NoteBlock.Mark(sent.data["mark"]))


def _place(sent: Command) -> None:
    actions.place_note(**_about(sent), after=sent.data["after"])


def _remove(sent: Command) -> None:
    actions.remove_note(**_about(sent), base_revision=sent.data["base_rev"])


def _decide(sent: Command) -> None:
    decide = _DECISIONS[sent.data["to"]]
    decide(actor=sent.user, room=followers.room_of(sent.stream), at=sent.at)


def _restore(sent: Command) -> None:
    room = followers.room_of(sent.stream)
    actions.restore_note(actor=sent.user, room=room, block=sent.data["id"], at=sent.at)


def _about(sent: Command) -> dict[str, Any]:
    room = followers.room_of(sent.stream)
    return {"user": sent.user, "room": room, "block": sent.data["id"], "at": sent.at}


_on_notes = partial(command, on=f"room{SUFFIX}", allowance=limits.ACT)

NOTES = StreamKind(f"room{SUFFIX}", followers.inside, _state, count=followers.inside_count)
FRAMES = (
    *durable.FRAMES,
    _on_notes(
        "note.put",
        {
            "cid": Identifier(),
            "block": Maybe(Identifier()),
            "base_rev": Maybe(Whole()),
            "body": _BODY,
            "mark": Maybe(MARK),
            "after": Maybe(Identifier()),
        },
        action=_put,
    ),
    _on_notes("note.mark", {"id": Identifier(), "mark": MARK}, action=_mark),
    _on_notes("note.place", {"id": Identifier(), "after": Maybe(Identifier())}, action=_place),
    _on_notes("note.remove", {"id": Identifier(), "base_rev": Whole()}, action=_remove),
    _on_notes("fac.notes", {"to": OneOf(tuple(_DECISIONS))}, action=_decide),
    _on_notes("fac.note", {"id": Identifier()}, action=_restore),
)
