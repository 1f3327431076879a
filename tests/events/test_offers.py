from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.offers import answer_by

LONDON = ZoneInfo("Europe/London")
STARTS = datetime(2022, 5, 27, 7, 45, tzinfo=UTC)
HOUR, TICK = timedelta(hours=1), timedelta(microseconds=1)
OUTRIGHT = None


@pytest.mark.parametrize(
    ("before", "answered_within"),
    [
        (8 * 7 * 24 * HOUR, 48 * HOUR),
        (96 * HOUR + TICK, 48 * HOUR),
        (96 * HOUR, 48 * HOUR),
        (95 * HOUR, 47.5 * HOUR),
        (72 * HOUR, 36 * HOUR),
        (48 * HOUR, 24 * HOUR),
        (30 * HOUR, 15 * HOUR),
        (24 * HOUR + 2 * TICK, 12 * HOUR + TICK),
        (24 * HOUR, OUTRIGHT),
        (24 * HOUR - TICK, OUTRIGHT),
        (HOUR, OUTRIGHT),
        (timedelta(), OUTRIGHT),
        (-TICK, OUTRIGHT),
        (-8 * HOUR, OUTRIGHT),
    ],
)
def test_an_answer_takes_two_days_at_most_and_half_of_what_is_left(before, answered_within):
    at = STARTS - before
    assert answer_by(at, STARTS) == (answered_within and at + answered_within)


@pytest.mark.parametrize(
    ("offered", "starts", "until"),
    [
        # The clocks go forward on Sunday 27 March 2022 at 1am, back on Sunday 30 October 2022 at 2am.
        ((2022, 3, 26, 12), (2022, 4, 8, 9), (2022, 3, 28, 13)),
        ((2022, 10, 29, 12), (2022, 11, 11, 9), (2022, 10, 31, 11)),
        ((2022, 5, 12, 12), (2022, 5, 27, 9), (2022, 5, 14, 12)),
    ],
    ids=["over spring", "over autumn", "in summer"],
)
def test_two_days_are_48_hours_whatever_the_clocks_do(offered, starts, until):
    offered_at, starts_at, expected = (datetime(*each, tzinfo=LONDON) for each in (offered, starts, until))
    answered_by = answer_by(offered_at, starts_at)
    assert answered_by == expected.astimezone(UTC)
    assert answered_by - offered_at.astimezone(UTC) == 48 * HOUR
    assert answered_by == answer_by(offered_at.astimezone(UTC), starts_at.astimezone(UTC))


def test_24_hours_before_the_day_are_24_hours_in_the_night_of_a_clock_change():
    starts_at = datetime(2022, 3, 27, 9, tzinfo=LONDON)
    last_evening = datetime(2022, 3, 26, 8, tzinfo=LONDON)  # 24 hours on the clock would be 9am
    assert answer_by(last_evening, starts_at) is OUTRIGHT
    assert answer_by(last_evening - TICK, starts_at) is not OUTRIGHT


@given(st.timedeltas(min_value=-10 * HOUR, max_value=timedelta(days=400)))
def test_there_is_always_time_to_answer_and_for_the_next(before):
    at = STARTS - before
    until = answer_by(at, STARTS)
    assert (until is OUTRIGHT) == (before <= 24 * HOUR)
    if until:
        assert at + 12 * HOUR <= until <= at + 48 * HOUR
        assert until - at <= STARTS - until
