"""The arithmetic of figures against a naive reckoning, and what of small groups can be worked out."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import product
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.figures.rules import Attendance, Came, Stay, attendance, instant, most_at_once, stay, together
from events.figures.suppression import told_groups, unsafe_parts

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2022, 5, 27, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(minutes: float) -> datetime:
    return NOON + minutes * MINUTE


def spans(*pairs):
    return [(instant(at(start)), instant(at(end))) for start, end in pairs]


# --- Who came ----------------------------------------------------------------------------------


def test_everybody_belongs_to_one_part():
    people = [Came(*phases) for phases in product([False, True], repeat=3)]

    figures = attendance(people)

    assert figures == Attendance(live=4, on_demand_only=2, before_only=1, never=1)
    assert (figures.registered, figures.overall) == (8, 7)


# --- How long, and how many at once ------------------------------------------------------------


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ({}, Stay(0, 0, 0, 0)),
        ({1: spans((0, 10))}, Stay(1, 10, 10, 1)),
        ({1: spans((0, 10), (5, 15))}, Stay(1, 15, 15, 1)),
        ({1: spans((0, 10), (20, 30))}, Stay(1, 20, 20, 1)),
        ({1: spans((5, 5))}, Stay(1, 0, 0, 1)),
        ({1: spans((0, 10)), 2: spans((10, 20))}, Stay(2, 10, 20, 2)),
        ({1: spans((0, 10)), 2: spans((10.1, 20))}, Stay(2, 9, 19, 1)),
        ({1: spans((-5, 10))}, Stay(1, 10, 10, 1)),
        ({1: spans((-5, -1))}, Stay(1, 0, 0, 0)),
        ({1: spans((40, 99))}, Stay(1, 5, 5, 1)),
        ({1: spans((0, 1.99)), 2: spans((0, 1.99))}, Stay(2, 1, 3, 2)),
        ({1: spans((0, 10), (10, 20)), 2: spans((0, 20))}, Stay(2, 20, 40, 2)),
    ],
    ids=[
        "nobody",
        "one visit",
        "two tabs are one person",
        "away and back",
        "a page without scripts",
        "they meet in one instant",
        "they miss each other",
        "waiting for the start does not count",
        "left before the start",
        "nothing after the end",
        "whole minutes, of the sum",
        "moved to another room",
    ],
)
def test_visits_come_to(visits, expected):
    assert stay(visits, spans((0, 45))[0]) == expected


instants = st.integers(-600, 4200)
people = st.dictionaries(
    st.integers(1, 6),
    st.lists(st.tuples(instants, instants).map(sorted).map(tuple), min_size=1, max_size=4),
    max_size=6,
)


def naive(visits, length):
    """Second by second: who was there."""
    there = {person: set() for person in visits}
    instants = defaultdict(set)
    for person, theirs in visits.items():
        for start, end in theirs:
            first, last = max(start, 0), min(end, length)
            there[person] |= set(range(first, last))
            for second in range(first, last + 1):
                instants[second].add(person)
    seconds = [len(theirs) for theirs in there.values()]
    return Stay(
        len(visits),
        int(median(seconds) // 60) if seconds else 0,
        sum(seconds) // 60,
        max(map(len, instants.values()), default=0),
    )


@settings(max_examples=150, deadline=None)
@given(visits=people, length=st.integers(1, 3600), zone=st.sampled_from([UTC, LONDON]))
@pytest.mark.parametrize(
    "began_at",
    [NOON, datetime(2022, 3, 27, 0, 30, tzinfo=UTC), datetime(2022, 10, 30, 0, 30, tzinfo=UTC)],
    ids=["any day", "an hour is skipped", "an hour comes twice"],
)
def test_it_is_what_counting_second_by_second_gives(began_at, visits, length, zone):
    def on_the_clock(second):
        return instant((began_at + timedelta(seconds=second)).astimezone(zone))

    exact = {
        person: [(on_the_clock(start), on_the_clock(end)) for start, end in theirs]
        for person, theirs in visits.items()
    }

    assert stay(exact, (on_the_clock(0), on_the_clock(length))) == naive(visits, length)


def test_what_touches_is_one_stretch():
    assert together(spans((5, 9), (0, 5), (12, 13))) == spans((0, 9), (12, 13))
    assert most_at_once([]) == 0


# --- What of small groups can be worked out ----------------------------------------------------

SMALL = 3
"""The rule for a smaller number, so that everything can be tried."""

groups = st.lists(
    st.builds(Attendance, live=st.integers(0, 5), on_demand_only=st.integers(0, 4), never=st.integers(0, 5)),
    min_size=2,
    max_size=3,
)


def splits_of(told, most):
    """Every attendance that fits what is told of one group, as live, not live but came, never."""
    for live, other in product(range(most[0] + 1), range(most[1] + 1)):
        for never in range(most[2] + 1):
            fits = (
                told.registered in (None, live + other + never)
                and told.live in (None, live)
                and told.overall in (None, live + other)
                and told.never in (None, never)
            )
            if fits:
                yield live, other, never


def possible(told, whole):
    """What each number of each group may be, for all that is told and the sums of all: by trying it all."""
    may_be = [defaultdict(set) for _ in told]
    *first, last = (list(splits_of(each, whole)) for each in told)
    fits = set(last)
    for others in product(*first):
        # Once all but one are chosen, the last is what is left of the whole.
        rest = tuple(total - sum(part) for total, part in zip(whole, zip(*others, strict=True), strict=True))
        if rest not in fits:
            continue
        for found, (live, other, never) in zip(may_be, [*others, rest], strict=True):
            found["live"].add(live)
            found["other"].add(other)
            found["never"].add(never)
            found["registered"].add(live + other + never)
    return may_be


@settings(max_examples=100, deadline=None)
@given(groups=groups)
def test_every_small_number_may_be_each_small_number(groups):
    told = list(told_groups(dict(enumerate(groups)), small=SMALL).values())
    whole = tuple(
        sum(part) for part in zip(*((g.live, g.on_demand_only, g.never) for g in groups), strict=True)
    )

    for group, each, may_be in zip(groups, told, possible(told, whole), strict=True):
        numbers = {
            "live": (group.live, whole[0]),
            "other": (group.on_demand_only, whole[1]),
            "never": (group.never, whole[2]),
            "registered": (group.registered, sum(whole)),
        }
        for name, (count, most) in numbers.items():
            if count < SMALL:
                assert set(range(min(SMALL - 1, most) + 1)) <= may_be[name], (name, group, each)


@pytest.mark.parametrize(
    ("parts", "kept_back"),
    [
        ({"a": 10, "b": 40}, set()),
        ({"a": 9, "b": 40, "c": 30}, {"a", "c"}),
        ({"a": 2, "b": 3, "c": 12, "d": 40}, {"a", "b", "c"}),
        ({"a": 7, "b": 8, "c": 12}, {"a", "b"}),
        ({"a": 5}, {"a"}),
        ({"a": 0, "b": 50}, {"a", "b"}),
    ],
    ids=[
        "none is small",
        "one hides behind the next",
        "two that come to five",
        "two hide each other",
        "all",
        "0",
    ],
)
def test_parts_of_a_whole(parts, kept_back):
    assert unsafe_parts(parts) == kept_back


def test_before_anybody_came_the_groups_are_told():
    told = told_groups({"North": Attendance(never=30), "South": Attendance(never=12)})

    assert {key: (each.registered, each.live, each.overall) for key, each in told.items()} == {
        "North": (30, 0, 0),
        "South": (12, 0, 0),
    }
