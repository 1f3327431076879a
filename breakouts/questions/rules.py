"""How a question goes on, in which order questions stand, and when an anonymous one appears. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from breakouts.models import Question

State = Question.State

MINUTE = timedelta(minutes=1)
AHEAD = timedelta(seconds=20)
"""An anonymous question never appears sooner than this: it would tell who has just pressed the button."""

MOVES = {
    State.HELD: {State.LIVE, State.DECLINED},
    State.LIVE: {State.ANSWERING, State.ANSWERED, State.LATER, State.DECLINED},
    State.ANSWERING: {State.LIVE, State.ANSWERED, State.LATER},
    State.ANSWERED: {State.LIVE, State.ANSWERING},
    State.LATER: {State.LIVE, State.ANSWERING, State.ANSWERED},
    State.DECLINED: {State.LIVE},
    State.WITHDRAWN: set[State](),
}
WITHDRAWABLE = frozenset({State.HELD, State.LIVE, State.LATER})
_PLACES = {State.ANSWERING: 0, State.LIVE: 1, State.LATER: 2, State.ANSWERED: 3}


class Standing(Protocol):
    """What the order looks at: a question read ``with_votes``."""

    @property
    def id(self) -> object:
        """Its key."""

    @property
    def state(self) -> str:
        """Where it stands."""

    @property
    def asked_at(self) -> datetime:
        """When it was asked."""

    @property
    def vote_count(self) -> int:
        """How many want an answer."""


Asked = TypeVar("Asked", bound=Standing)


def can_move(state: str, to: str) -> bool:
    """Whether a host can say so of a question that stands so; what has been said can be taken back."""
    return to in MOVES[State(state)]


def appears_at(at: datetime) -> datetime:
    """When an anonymous question asked at the instant appears: at a full minute, with the others of it."""
    earliest = at + AHEAD
    floor = earliest.replace(second=0, microsecond=0)
    return floor if floor == earliest else floor + MINUTE


def in_order(questions: Iterable[Asked]) -> list[Asked]:
    """Put first what is being answered, then what most want to hear, then what is done; the same for all.

    Among equals the older comes first, and of one instant the one with the smaller key, which is chance.
    """
    return sorted(questions, key=_place)


def _place(question: Standing) -> tuple[int, int, datetime, str]:
    votes = 0 if question.state == State.ANSWERED else -question.vote_count
    return _PLACES.get(State(question.state), 4), votes, question.asked_at, str(question.id)
