"""What is said when something is not done to the notes of a room."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from breakouts.refusals import CANCELLED, MUTED
from common.policy import Refused


class NoteCode(StrEnum):
    """Why the notes stay as they are."""

    CANCELLED = "cancelled"
    NOT_RUNNING = "not_running"
    NOT_INSIDE = "not_inside"
    MUTED = "muted"
    HOSTS_ONLY = "hosts_only"
    SIGNED_OFF = "signed_off"
    OVER = "over"
    NOT_HOST = "not_host"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    FULL = "full"
    NO_SUCH_NOTE = "no_such_note"
    CHANGED = "changed"
    NO_NOTES = "no_notes"


class NoteRefused(Refused):
    """The notes stay as they are."""

    codes = NoteCode
    sentences: ClassVar[Mapping[NoteCode, str]] = {
        NoteCode.CANCELLED: CANCELLED,
        NoteCode.NOT_RUNNING: "Notes can be written in {room} from {opens} until {ends}.",
        NoteCode.NOT_INSIDE: "Go into {room} to write notes.",
        NoteCode.MUTED: MUTED,
        NoteCode.HOSTS_ONLY: "The facilitators write the notes of {room}.",
        NoteCode.SIGNED_OFF: "The notes of {room} are signed off. A facilitator can open them again.",
        NoteCode.OVER: "The notes of {room} could be changed until {until}.",
        NoteCode.NOT_HOST: "Only the facilitators and chairs of {room}, and organisers, can do this.",
        NoteCode.EMPTY: "Enter what the note says",
        NoteCode.TOO_LONG: "Note must be {limit:,} characters or fewer. It has {length:,}.",
        NoteCode.FULL: "{room} has {limit} notes, as many as it can have. Add to one that stands.",
        NoteCode.NO_SUCH_NOTE: "There is no such note in {room}.",
        NoteCode.CHANGED: "Somebody has changed this note. Read it again before you remove it.",
        NoteCode.NO_NOTES: "There are no notes in {room} to sign off.",
    }
