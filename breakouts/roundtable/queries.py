"""Reads about a roundtable: whether a room is one, who has the word there, and who comes next."""

from collections.abc import Sequence
from dataclasses import dataclass

from breakouts.conduct.queries import open_hands
from breakouts.models import Conduct, Hand, Word
from breakouts.queries import conduct_of
from events.models import Room, Session


@dataclass(frozen=True)
class Table:
    """How a roundtable stands."""

    last: Word | None
    """Who was given the word last; they may have ended."""
    hands: Sequence[Hand]
    conduct: Conduct

    @property
    def word(self) -> Word | None:
        """Who has the word now."""
        return self.last if self.last and self.last.ended_at is None else None

    @property
    def seen(self) -> int:
        """The number that a button sends along, so that what it was pressed for is still so."""
        return number_of(self.last)


def is_roundtable(room: Room) -> bool:
    """Whether people speak in turn in the room. Load ``session`` with it."""
    return room.session.kind == Session.Kind.ROUNDTABLE


def last_word(room: Room) -> Word | None:
    """Return who was given the word last, the one with the greatest number."""
    return Word.objects.filter(room=room).order_by("-pk").first()


def number_of(word: Word | None) -> int:
    """Return the number that a page shows of the last word; 0 before the first."""
    return word.pk if word else 0


def table_of(room: Room) -> Table:
    """Read how the roundtable stands, in two queries. Load ``conduct`` with the room."""
    return Table(last_word(room), open_hands(room), conduct_of(room))
