"""The reactions there are, and the stream on which they are summed up. Pure."""

from enum import StrEnum

from events.models import Room

SUFFIX = ".react"


class Reaction(StrEnum):
    """The closed list."""

    CLAP = "clap"
    HEART = "heart"
    YES = "yes"
    THINKING = "thinking"


SHOWN = (
    (Reaction.CLAP, "👏", "Clap"),
    (Reaction.HEART, "❤️", "Heart"),
    (Reaction.YES, "👍", "Yes"),
    (Reaction.THINKING, "🤔", "Thinking"),
)
"""Each with its picture, and the word without which many would not know what it is."""


def reactions_stream(room: Room) -> str:
    """Return the name of the stream of a room's reactions."""
    return f"{room.stream}{SUFFIX}"
