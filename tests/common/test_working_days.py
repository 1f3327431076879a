"""Working days of England against the lists that GOV.UK has published, and their arithmetic."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.working_days import (
    add_working_days,
    bank_holidays,
    easter_sunday,
    is_working_day,
    working_days_between,
)

# Bank holidays of England and Wales as GOV.UK lists them.
PUBLISHED = {
    2020: "1-1 4-10 4-13 5-8 5-25 8-31 12-25 12-28",
    2021: "1-1 4-2 4-5 5-3 5-31 8-30 12-27 12-28",
    2022: "1-3 4-15 4-18 5-2 6-2 6-3 8-29 9-19 12-26 12-27",
    2023: "1-2 4-7 4-10 5-1 5-8 5-29 8-28 12-25 12-26",
    2024: "1-1 3-29 4-1 5-6 5-27 8-26 12-25 12-26",
    2025: "1-1 4-18 4-21 5-5 5-26 8-25 12-25 12-26",
    2026: "1-1 4-3 4-6 5-4 5-25 8-31 12-25 12-28",
    2027: "1-1 3-26 3-29 5-3 5-31 8-30 12-27 12-28",
    2028: "1-3 4-14 4-17 5-1 5-29 8-28 12-25 12-26",
}
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize("year", PUBLISHED)
def test_bank_holidays_are_those_that_were_published(year):
    listed = {date(year, *map(int, day.split("-"))) for day in PUBLISHED[year].split()}

    assert bank_holidays(year) == listed


@pytest.mark.parametrize(
    ("year", "day"), [(2000, "4-23"), (2008, "3-23"), (2019, "4-21"), (2038, "4-25"), (2035, "3-25")]
)
def test_easter_falls_where_the_almanac_says(year, day):
    assert easter_sunday(year) == date(year, *map(int, day.split("-")))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-26", 0, "2026-11-26"),
        ("2026-11-26", 1, "2026-11-27"),  # Thursday to Friday
        ("2026-11-27", 1, "2026-11-30"),  # over a weekend
        ("2026-11-28", 1, "2026-11-30"),  # a Saturday itself never counts
        ("2026-12-24", 1, "2026-12-29"),  # Christmas Day, a weekend, and Boxing Day moved to Monday
        ("2026-04-02", 3, "2026-04-09"),  # over Easter
        ("2022-09-16", 1, "2022-09-20"),  # the day of the Queen's funeral
        ("2027-12-31", 1, "2028-01-04"),  # New Year moved to Monday
    ],
)
def test_working_days_are_counted_over_weekends_and_holidays(start, count, end):
    assert add_working_days(date.fromisoformat(start), count) == date.fromisoformat(end)


@given(DAYS, st.integers(1, 80))
def test_adding_lands_on_a_working_day_and_counts_back(start, count):
    end = add_working_days(start, count)

    assert is_working_day(end)
    assert working_days_between(start, end) == count
    assert add_working_days(end, 1) > end


@given(DAYS, st.integers(0, 200))
def test_counting_is_the_number_of_working_days_in_between(start, length):
    end = start + timedelta(days=length)

    counted = sum(is_working_day(start + timedelta(days=day)) for day in range(1, length + 1))
    assert working_days_between(start, end) == counted
    assert working_days_between(end, start) == 0
