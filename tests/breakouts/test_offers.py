"""How long a place in a room is kept for somebody who waited: the whole table."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakouts.offers import AT_THE_DOOR, answer_by, is_given_outright
from tests.breakouts.days import ENDS, MINUTE, STARTS, TICK

LONDON = ZoneInfo("Europe/London")
HOUR = 60 * MINUTE


@pytest.mark.parametrize(
    ("before", "kept_for"),
    [
        (5 * 24 * HOUR, 2 * HOUR),
        (24 * HOUR + TICK, 2 * HOUR),
        (24 * HOUR, 30 * MINUTE),
        (2 * HOUR + TICK, 30 * MINUTE),
        (2 * HOUR, 10 * MINUTE),
        (15 * MINUTE + TICK, 10 * MINUTE),
        (15 * MINUTE, 2 * MINUTE),
        (TICK, 2 * MINUTE),
        (0 * MINUTE, 2 * MINUTE),
        (-30 * MINUTE, 2 * MINUTE),
        (-43 * MINUTE, 2 * MINUTE),
        (-44 * MINUTE, MINUTE),
        (-45 * MINUTE + TICK, TICK),
    ],
)
def test_the_nearer_the_start_the_shorter_the_answer(before, kept_for):
    at = STARTS - before
    assert answer_by(at, STARTS, ENDS) == at + kept_for


@given(st.timedeltas(min_value=-45 * MINUTE + TICK, max_value=timedelta(days=10)))
def test_an_offer_made_before_the_door_never_reaches_beyond_the_start_and_none_beyond_the_end(before):
    until = answer_by(STARTS - before, STARTS, ENDS)
    assert STARTS - before < until <= ENDS
    if before > AT_THE_DOOR:
        assert until < STARTS


def test_two_hours_are_two_hours_in_the_night_of_a_clock_change():
    starts_at = datetime(2022, 3, 28, 9, tzinfo=LONDON)
    at = datetime(2022, 3, 27, 0, 30, tzinfo=LONDON)
    until = answer_by(at, starts_at, starts_at + HOUR)
    assert until == datetime(2022, 3, 27, 2, 30, tzinfo=UTC)
    assert until.astimezone(LONDON).hour == 3


@pytest.mark.parametrize(
    ("before", "has_other_seat", "is_outright"),
    [
        (24 * HOUR, False, True),
        (15 * MINUTE + TICK, False, True),
        (15 * MINUTE, False, False),
        (-MINUTE, False, False),
        (24 * HOUR, True, False),
        (15 * MINUTE, True, False),
    ],
)
def test_who_has_nothing_to_weigh_is_not_asked_before_the_door(before, has_other_seat, is_outright):
    assert is_given_outright(STARTS - before, STARTS, has_other_seat=has_other_seat) is is_outright
