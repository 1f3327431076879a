"""The closed table of what can be sent: each app declares its kinds in its own ``notices.py``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from notices.letters import Letter

if TYPE_CHECKING:
    from notices.models import Notice

Letters = Mapping[UUID, Letter]
Compose = Callable[[Sequence["Notice"]], Letters]


class Topic(StrEnum):
    """What people decide about: mail of a topic comes or not, the notices centre shows everything."""

    PLACE = "place"
    CHANGES = "changes"
    REMINDERS = "reminders"
    TURNS = "turns"
    ROOMS = "rooms"
    NETWORKING = "networking"
    AFTERWARDS = "afterwards"
    NEWS = "news"

    @property
    def label(self) -> str:
        """Its name on pages and in mails."""
        return _LABELS[self]

    @property
    def is_essential(self) -> bool:
        """Whether its mail cannot be stopped: without it somebody would lose a place or an answer."""
        return self is Topic.PLACE

    @property
    def is_mailed(self) -> bool:
        """Whether its mail comes to whoever has not decided."""
        return self is not Topic.ROOMS


_LABELS = {
    Topic.PLACE: "Your place: confirmation, waiting list, cancellation",
    Topic.CHANGES: "Changes to sessions and rooms that you chose",
    Topic.REMINDERS: "Reminders before the day",
    Topic.TURNS: "Your turn for a room that you waited for",
    Topic.ROOMS: "Your room starts in 10 minutes",
    Topic.NETWORKING: "Networking: requests, answers, messages",
    Topic.AFTERWARDS: "After the day: recordings, feedback, what changed",
    Topic.NEWS: "Messages from the organisers",
}


@dataclass(frozen=True)
class Kind:
    """One thing that can be told.

    ``compose`` writes the letters of many notices with few queries, by their ``code``; a notice that it
    leaves out makes no sense any more and is not sent. ``needs_words``: not before organisers wrote theirs.
    ``occasion`` tells organisers what makes somebody be told this, where the topic does not say enough.
    """

    key: str
    name: str
    topic: Topic
    compose: Compose
    needs_words: bool = False
    occasion: str = ""


_TABLE: dict[str, Kind] = {}


def declare(*kinds: Kind) -> None:
    """Put kinds into the table.

    :raises ValueError: for a key that stands there already.
    """
    for kind in kinds:
        if _TABLE.get(kind.key, kind) != kind:
            raise ValueError(f"{kind.key} is declared twice.")
        _TABLE[kind.key] = kind


def kind_of(key: str) -> Kind | None:
    """Return a declared kind; None for one that an older version of the portal knew."""
    return _TABLE.get(key)


def all_kinds() -> Sequence[Kind]:
    """Return the whole table, in the order of declaration."""
    return list(_TABLE.values())
