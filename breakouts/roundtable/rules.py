"""In which order people speak, and until when. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

SPEAKING_MINUTES = (0, 1, 2, 3, 5, 10)
"""How long each may speak; 0: as long as the chair lets them."""


class Waiting(Protocol):
    """What the order looks at: a raised hand."""

    @property
    def pk(self) -> int:
        """Its number."""

    @property
    def user_id(self) -> int:
        """Whose it is."""

    @property
    def is_first(self) -> bool:
        """Whether they have not had the word at this assembly."""

    @property
    def raised_at(self) -> datetime:
        """Since when they wait."""


Raised = TypeVar("Raised", bound=Waiting)


def in_order(hands: Iterable[Raised], *, newcomers_first: bool) -> list[Raised]:
    """Put first who has waited longest; if so chosen, whoever speaks for the first time before all others.

    Of one instant the hand that was written first stands first, so that the order is the same for all.
    """
    return sorted(hands, key=lambda hand: (newcomers_first and not hand.is_first, hand.raised_at, hand.pk))


def place_of(user_id: int, hands: Sequence[Waiting]) -> int:
    """Return the person's place among hands that are in order: 1 is next, 0 waits for nothing."""
    return next((place for place, hand in enumerate(hands, 1) if hand.user_id == user_id), 0)


def speaks_until(given_at: datetime, minutes: int) -> datetime | None:
    """Return when the word ends that is given at an instant; None without a limit."""
    return given_at + timedelta(minutes=minutes) if minutes else None
