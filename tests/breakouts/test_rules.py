import pytest

from breakouts.rules import doors, is_locked, kept_until
from common.periods import Period
from tests.breakouts.days import DOOR, ENDS, MINUTE, OPENS, STARTS, TICK

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
