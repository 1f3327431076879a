"""What a room's page shows of its roundtable, to one person; no queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from breakouts.models import Hand
from breakouts.queries import CHAIR, SPEAKER, Host
from breakouts.roundtable.queries import Table
from breakouts.roundtable.rules import place_of
from common.words import clock, minutes_in_words, ordinal

SHOWN_FIRST = 5
"""How many who come next stand open; the others are one press away, so that thirty hands fill no phone."""


@dataclass(frozen=True)
class TableNow:
    """A roundtable at an instant, as one person sees it."""

    table: Table
    hosts: Sequence[Host]
    user_id: int
    zone: str
    at: datetime

    @property
    def chairs(self) -> list[Host]:
        """The learners who lead it."""
        return [host for host in self.hosts if host.role == CHAIR]

    @property
    def seniors(self) -> list[Host]:
        """Those who sit at the table by the programme: senior leaders."""
        return [host for host in self.hosts if host.role == SPEAKER]

    @property
    def has_word(self) -> bool:
        """Whether this person speaks now."""
        return self.table.word is not None and self.table.word.user_id == self.user_id

    @property
    def since(self) -> str:
        """Since when and until when the word is somebody's: "since 11:02am, until 11:05am"."""
        word = self.table.word
        if word is None:
            return ""
        since = f"since {clock(word.given_at, self.zone)}"
        if word.ends_at is None:
            return since
        ends = clock(word.ends_at, self.zone)
        return f"{since}, until {ends}" if self.at < word.ends_at else f"{since}. Time was up at {ends}"

    @property
    def mine(self) -> str:
        """Where this person stands, in words; empty when they want nothing."""
        if self.has_word:
            return "You have the word."
        place = place_of(self.user_id, self.table.hands)
        if not place:
            return ""
        return "You are next." if place == 1 else f"You are {ordinal(place)}."

    @property
    def rule(self) -> str:
        """How people come to speak here, told to everybody."""
        conduct = self.table.conduct
        order = "People who have not spoken at this assembly yet come first, then the others, as hands go up."
        limit = f" Each speaks for up to {minutes_in_words(conduct.speaking_minutes)}."
        return (order if conduct.newcomers_first else "People speak in the order in which hands go up.") + (
            limit if conduct.speaking_minutes else ""
        )

    @property
    def order(self) -> dict[str, object]:
        """The rule, as its form has it."""
        conduct = self.table.conduct
        return {"minutes": conduct.speaking_minutes, "newcomers_first": conduct.newcomers_first}

    @property
    def first(self) -> Sequence[Hand]:
        """Who comes next."""
        return self.table.hands[:SHOWN_FIRST]

    @property
    def later(self) -> Sequence[Hand]:
        """Who comes after them."""
        return self.table.hands[SHOWN_FIRST:]
