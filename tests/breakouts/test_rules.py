from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakouts.rules import (
    can_still_edit,
    doors,
    extended,
    is_in_force,
    is_locked,
    kept_until,
    slow_wait,
)
from common.periods import Period
from tests.breakouts.days import DOOR, ENDS, MINUTE, OPENS, STARTS, TICK

SECOND = timedelta(seconds=1)
SESSION = Period(STARTS, ENDS)


def test_doors_stand_open_from_five_minutes_before_the_start_to_the_end():
    assert doors(SESSION, opens_at=OPENS) == Period(DOOR, ENDS)


def test_no_door_opens_before_the_assembly_does():
    assert doors(SESSION, opens_at=STARTS) == Period(STARTS, ENDS)


@pytest.mark.parametrize(
    ("taken_at", "until"),
    [
        (OPENS, STARTS + 5 * MINUTE),
        (STARTS, STARTS + 5 * MINUTE),
        (STARTS + TICK, STARTS + 5 * MINUTE + TICK),
        (STARTS + 10 * MINUTE, STARTS + 15 * MINUTE),
    ],
    ids=["days before", "at the start", "just after the start", "late"],
)
def test_a_seat_is_kept_for_five_minutes_from_the_start_or_from_a_later_claim(taken_at, until):
    assert kept_until(starts_at=STARTS, taken_at=taken_at) == until


@pytest.mark.parametrize(("at", "locked"), [(STARTS - TICK, False), (STARTS, True), (STARTS + TICK, True)])
def test_a_room_is_locked_from_the_moment_it_was_locked(at, locked):
    assert is_locked(STARTS, at) is locked
    assert is_locked(None, at) is False


@pytest.mark.parametrize(
    ("at", "can"),
    [
        (STARTS, True),
        (STARTS + 5 * MINUTE - TICK, True),
        (STARTS + 5 * MINUTE, False),
        (STARTS + 5 * MINUTE + TICK, False),
    ],
)
def test_a_message_can_be_changed_for_five_minutes(at, can):
    assert can_still_edit(STARTS, at) is can


@pytest.mark.parametrize(
    ("seconds", "at", "wait"),
    [
        (0, STARTS, 0 * SECOND),
        (15, STARTS, 15 * SECOND),
        (15, STARTS + 15 * SECOND - TICK, TICK),
        (15, STARTS + 15 * SECOND, 0 * SECOND),
        (15, STARTS + 16 * SECOND, 0 * SECOND),
        (60, STARTS + SECOND, 59 * SECOND),
    ],
)
def test_slow_mode_counts_from_the_last_message(seconds, at, wait):
    assert slow_wait(STARTS, seconds, at) == wait


@given(st.integers(0, 60), st.integers(-1000, 1000))
def test_nobody_waits_longer_than_slow_mode_says_after_a_message_of_the_past(seconds, passed):
    wait = slow_wait(STARTS, seconds, STARTS + abs(passed) * SECOND)

    assert 0 * SECOND <= wait <= seconds * SECOND
    assert slow_wait(None, seconds, STARTS) == 0 * SECOND


@pytest.mark.parametrize(
    ("until_at", "ended_at", "at", "holds"),
    [
        (None, None, STARTS, True),
        (STARTS + TICK, None, STARTS, True),
        (STARTS, None, STARTS, False),
        (STARTS - TICK, None, STARTS, False),
        (None, OPENS, STARTS, False),
        (ENDS, OPENS, STARTS, False),
    ],
    ids=["no end", "last moment", "run out", "long over", "ended", "ended before it ran out"],
)
def test_a_restriction_holds_until_it_runs_out_or_somebody_ends_it(until_at, ended_at, at, holds):
    assert is_in_force(until_at, ended_at, at) is holds


@pytest.mark.parametrize(
    ("ends_at", "at", "then"),
    [
        (STARTS, STARTS - MINUTE, STARTS + 5 * MINUTE),
        (STARTS, STARTS, STARTS + 5 * MINUTE),
        (STARTS, STARTS + MINUTE, STARTS + 6 * MINUTE),
    ],
    ids=["runs", "ends now", "has run out"],
)
def test_a_timer_gets_more_minutes_from_its_end_or_from_now(ends_at, at, then):
    assert extended(ends_at, 5, at) == then
