"""How a poll goes on, and what may be told of its result so that nobody's answer can be worked out. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from breakouts.models import Poll

State = Poll.State

FEWEST_VOTERS = 10
"""If fewer people answered, nothing is told but that."""
SMALL = 3
"""Fewer than so many could be found by who is in the room; so could those who did *not* choose what nearly
everybody else did."""

MOVES = {
    State.DRAFT: {State.OPEN, State.WITHDRAWN},
    State.OPEN: {State.CLOSED},
    State.CLOSED: {State.REVEALED},
    State.REVEALED: set[State](),
    State.WITHDRAWN: set[State](),
}


@dataclass(frozen=True)
class Told:
    """What is told of one option: how many chose it, from least to most; with no ``most``, or more."""

    least: int
    most: int | None

    @property
    def is_exact(self) -> bool:
        """Whether the number itself is told."""
        return self.least == self.most


NOTHING = Told(0, None)
FEW = Told(0, SMALL - 1)


def can_move(state: str, to: str) -> bool:
    """Whether a host can do so with a poll that stands so; what was opened is never taken back."""
    return to in MOVES[State(state)]


def counted(answers: Iterable[Sequence[int]], options: int) -> list[int]:
    """Count how many people chose each option."""
    counts = [0] * options
    for answer in answers:
        for place in set(answer):
            counts[place] += 1
    return counts


def told(counts: Sequence[int], voters: int, *, is_multiple: bool) -> list[Told] | None:
    """Tell what everybody may know of each option; None if fewer than ten answered.

    Everybody knows how many answered, and that each of them chose one option, or one at least. So whoever
    subtracts what is told from that finds what the small ones come to: beside an option of fewer than three,
    others are told less exactly as well. Where people choose several, what all or nearly all chose tells of
    everybody, and is told as "or more" too.
    """
    if voters < FEWEST_VOTERS:
        return None
    small = [count for count in counts if count < SMALL]
    large = sorted((count for count in counts if count >= SMALL), reverse=True)
    if is_multiple and (not small or sum(_least(count, voters) for count in large) >= voters):
        return [_one_of_several(count, voters) for count in counts]
    if not small:
        return [Told(count, count) for count in counts]
    most_of_small = len(small) * (SMALL - 1)
    if voters <= len(large) * SMALL or (len(large) < 2 and voters < most_of_small + SMALL):
        # Hardly anything beside the small ones: there is one way, or nearly so, to come to this sum.
        return [NOTHING for _ in counts]
    if is_multiple:
        return _coarsely(counts)
    return _beside_small_ones(counts, large, large[0] + sum(small) - most_of_small)


def _one_of_several(count: int, voters: int) -> Told:
    least = _least(count, voters)
    return Told(least, None) if least == voters - SMALL + 1 else _exactly(count)


def _least(count: int, voters: int) -> int:
    """Return the number that is told where people choose several: of all and nearly all, the smallest."""
    return min(count, voters - SMALL + 1)


def _beside_small_ones(counts: Sequence[int], large: Sequence[int], least: int) -> list[Told]:
    """Tell the largest as so many or more that each small one may still be 0, 1 or 2."""
    second = large[1] if len(large) > 1 else SMALL - 1
    if least <= second:
        # With the next largest so near to it, which of them it is would tell.
        return _coarsely(counts)
    return [Told(least, None) if count == large[0] else _exactly(count) for count in counts]


def _exactly(count: int) -> Told:
    return FEW if count < SMALL else Told(count, count)


def _coarsely(counts: Sequence[int]) -> list[Told]:
    return [FEW if count < SMALL else Told(SMALL, None) for count in counts]
