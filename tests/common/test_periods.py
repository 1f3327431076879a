"""Half-open periods, also on the nights when the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from common.periods import Period

LONDON = ZoneInfo("Europe/London")
NINE = datetime(2022, 5, 27, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("at", "inside"),
    [(NINE - TICK, False), (NINE, True), (NINE + HOUR - TICK, True), (NINE + HOUR, False)],
    ids=["just before", "first moment", "last moment", "just after"],
)
def test_the_start_belongs_to_a_period_and_the_end_does_not(at, inside):
    assert (at in Period(NINE, NINE + HOUR)) is inside


def test_periods_that_touch_do_not_overlap():
    first, second = Period(NINE, NINE + HOUR), Period(NINE + HOUR, NINE + 2 * HOUR)

    assert not first.overlaps(second)
    assert Period(NINE, NINE + HOUR + TICK).overlaps(second)


def test_a_period_lies_within_itself():
    assert Period(NINE, NINE + HOUR).lies_within(Period(NINE, NINE + HOUR))
    assert not Period(NINE, NINE + HOUR + TICK).lies_within(Period(NINE, NINE + HOUR))


def test_the_night_when_clocks_go_back_is_an_hour_longer():
    night = Period(datetime(2022, 10, 30, 0, tzinfo=LONDON), datetime(2022, 10, 30, 3, tzinfo=LONDON))

    assert night.length == 4 * HOUR


def test_the_second_coming_of_an_hour_is_after_its_first():
    until_half_past_one = Period(
        datetime(2022, 10, 30, 0, tzinfo=LONDON), datetime(2022, 10, 30, 1, 30, tzinfo=LONDON)
    )

    assert datetime(2022, 10, 30, 1, 15, tzinfo=LONDON) in until_half_past_one
    assert datetime(2022, 10, 30, 1, 15, tzinfo=LONDON, fold=1) not in until_half_past_one
