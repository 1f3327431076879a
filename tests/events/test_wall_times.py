from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.wall_times import DoubledHour, FarYear, SkippedHour, instant_of, read_clock

LONDON = ZoneInfo("Europe/London")
wall = datetime.fromisoformat


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("09:45", time(9, 45)),
        ("9:45", time(9, 45)),
        ("09:45:00", time(9, 45)),
        ("9:45am", time(9, 45)),
        ("9.45 AM", time(9, 45)),
        ("9am", time(9)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("12:20pm", time(12, 20)),
        ("11:59pm", time(23, 59)),
        ("midday", time(12)),
        (" Midnight ", time(0)),
        ("23:59", time(23, 59)),
        ("9", None),
        ("24:00", None),
        ("9:60", None),
        ("13pm", None),
        ("0am", None),
        ("soon", None),
        ("", None),
        ("9:45 tomorrow", None),
    ],
)
def test_times_are_read_as_people_type_them(typed, read):
    assert read_clock(typed) == read


def test_an_ordinary_hour_is_one_instant():
    assert instant_of(wall("2022-05-27T09:45"), LONDON) == datetime(2022, 5, 27, 8, 45, tzinfo=UTC)


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_an_hour_that_the_clocks_skip_is_no_instant(minute):
    with pytest.raises(SkippedHour) as refused:
        instant_of(wall(f"2022-03-27T01:{minute:02}"), LONDON)

    assert refused.value.until.replace(tzinfo=None) == wall("2022-03-27T02:00")


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_an_hour_that_comes_twice_is_two_instants(minute):
    with pytest.raises(DoubledHour):
        instant_of(wall(f"2022-10-30T01:{minute:02}"), LONDON)


@pytest.mark.parametrize(
    "typed",
    [
        wall("2022-03-27T00:59"),
        wall("2022-03-27T02:00"),
        wall("2022-10-30T00:59"),
        wall("2022-10-30T02:00"),
    ],
    ids=str,
)
def test_the_minutes_beside_a_clock_change_are_ordinary(typed):
    assert instant_of(typed, LONDON).astimezone(LONDON).replace(tzinfo=None) == typed


@pytest.mark.parametrize(
    ("year", "is_far"), [(1, True), (1999, True), (2000, False), (2100, False), (2101, True)]
)
def test_only_years_that_can_be_meant_are_read(year, is_far):
    typed = wall(f"{year:04}-06-15T09:00")
    if not is_far:
        assert instant_of(typed, LONDON).year == year
        return
    with pytest.raises(FarYear, match="The year must be between 2000 and 2100"):
        instant_of(typed, LONDON)


def test_a_midnight_can_be_skipped():
    with pytest.raises(SkippedHour) as refused:
        instant_of(wall("2022-09-11T00:15"), ZoneInfo("America/Santiago"))

    assert refused.value.until.replace(tzinfo=None) == wall("2022-09-11T01:00")


@given(
    st.datetimes(wall("2020-01-01T00:00"), wall("2035-01-01T00:00")),
    st.sampled_from(["Europe/London", "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_whatever_is_not_refused_reads_back_as_typed(typed, zone):
    typed = typed.replace(second=0, microsecond=0)
    try:
        instant = instant_of(typed, ZoneInfo(zone))
    except (SkippedHour, DoubledHour):
        return
    assert instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == typed
