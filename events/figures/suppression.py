"""Which figures of small groups are told, so that no small number can be worked out. Pure; see ADR 24.

What is not told looks the same whether it is small or is kept back to protect a small one. The sums of what
is not told are known to everybody: those of the whole assembly are told, and so is much of each group. So as
much is kept back as leaves every small number anything from 0 to 9, whatever those sums are.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from events.figures.rules import Attendance

SMALL = 10
"""Fewer people than so many could be found by whoever knows some of them."""

Key = TypeVar("Key", bound=Hashable)
Split: TypeAlias = tuple[int, int]
"""The two parts of a group."""
Range: TypeAlias = tuple[int, int]
"""The least and the most that a number which is not told may be, for all that is."""


@dataclass(frozen=True)
class Told:
    """What is told of one group; none is what is not."""

    registered: int | None = None
    live: int | None = None
    overall: int | None = None
    never: int | None = None


def told_groups(groups: Mapping[Key, Attendance], *, small: int = SMALL) -> dict[Key, Told]:
    """Tell of each group how many registered; how many of them were live; and how many came at all.

    Each step splits what the one before told, and tells of no group of which that did not. If a step cannot
    be made safe, the one before tells nothing.
    """
    places = {key: group.registered for key, group in groups.items()}
    by_live = {key: (group.live, group.registered - group.live) for key, group in groups.items()}
    by_coming = {key: (group.overall - group.live, group.never) for key, group in groups.items()}
    no_places = unsafe_parts(places, small=small)
    sums = _ranges(places, no_places)
    no_live = _unsafe_splits(by_live, sums, no_places, small)
    if no_live is None:
        return {key: Told() for key in groups}
    no_overall = _unsafe_splits(by_coming, _ranges_of_the_rest(by_live, sums, no_live), no_live, small)
    if no_overall is None:
        no_live = no_overall = set(groups)
        if _unsafe_splits(by_coming, _ranges_of_the_rest(by_live, sums, no_live), no_live, small) is None:
            return {key: Told() for key in groups}
    return {
        key: Told(
            registered=None if key in no_places else group.registered,
            live=None if key in no_live else group.live,
            overall=None if key in no_overall else group.overall,
            never=None if key in no_overall else group.never,
        )
        for key, group in groups.items()
    }


def unsafe_parts(parts: Mapping[Key, int], *, small: int = SMALL) -> set[Key]:
    """Return which parts of a whole that is told are not: small ones, and as many beside as hide them.

    Two at least, which come to ten at least: then each may be anything from 0 to 9.
    """
    hidden = {key for key, count in parts.items() if count < small}

    def is_safe() -> bool:
        return len(hidden) > 1 and sum(parts[key] for key in hidden) >= small

    return _widened(hidden, parts, is_safe)


def _unsafe_splits(
    splits: Mapping[Key, Split], sums: Mapping[Key, Range], before: set[Key], small: int
) -> set[Key] | None:
    """Return of which groups it is not told how they split; none if even telling nothing is not enough.

    They are those of which the step ``before`` told nothing, and more.
    The sum of each part over these groups is known. A part of one group may be nought if the other part can
    hold all of that group, and nine if the group and the part come to nine. Of a part that nobody belongs to
    everything is known.
    """
    totals = _summed(splits, splits)

    def is_small(key: Key, place: int) -> bool:
        return splits[key][place] < small and totals[place] > 0

    def is_safe() -> bool:
        parts = _summed(splits, hidden)
        most = [min(small - 1, total) for total in totals]
        return all(
            parts[place] >= most[place] and sums[key][0] <= parts[1 - place] and sums[key][1] >= most[place]
            for key in hidden
            for place in (0, 1)
            if is_small(key, place)
        )

    counts = {key: sum(split) for key, split in splits.items()}
    hidden = before | {key for key in splits if is_small(key, 0) or is_small(key, 1)}
    _widened(hidden, counts, is_safe)
    return hidden if is_safe() else None


def _ranges(counts: Mapping[Key, int], hidden: set[Key]) -> dict[Key, Range]:
    whole = sum(counts[key] for key in hidden)
    return {key: (0, whole) if key in hidden else (count, count) for key, count in counts.items()}


def _ranges_of_the_rest(
    splits: Mapping[Key, Split], sums: Mapping[Key, Range], hidden: set[Key]
) -> dict[Key, Range]:
    """Return what the second part of each group may be, once the first is told of all but the hidden."""
    first, second = _summed(splits, hidden)
    return {
        key: (max(0, sums[key][0] - first), min(sums[key][1], second))
        if key in hidden
        else (split[1], split[1])
        for key, split in splits.items()
    }


def _summed(splits: Mapping[Key, Split], hidden: Iterable[Key]) -> Split:
    kept_back = [splits[key] for key in hidden]
    return sum(split[0] for split in kept_back), sum(split[1] for split in kept_back)


def _widened(hidden: set[Key], counts: Mapping[Key, int], is_safe: Callable[[], bool]) -> set[Key]:
    """Keep back, in this very set, the smallest of the rest until that is safe, or nothing is left."""
    others = sorted((key for key in counts if key not in hidden), key=lambda key: counts[key])
    while hidden and others and not is_safe():
        hidden.add(others.pop(0))
    return hidden
