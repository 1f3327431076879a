"""Quiet hours by the clock on somebody's wall: every pair of hours, midnight, and both clock changes."""

from datetime import UTC, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from networking.quiet import next_allowed

LONDON = ZoneInfo("Europe/London")
HALF = timedelta(minutes=30)
TICK = timedelta(microseconds=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def is_quiet(wall: time, begins: time, ends: time) -> bool:
    """What a person reads off two clocks."""
    if begins <= ends:
        return begins <= wall < ends
    return wall >= begins or wall < ends


def test_every_pair_of_hours_at_every_half_hour_of_an_ordinary_day():
    hours = [time(hour) for hour in range(24)]
    start = utc("2022-06-15 00:00")
    for begins, ends in product(hours, hours):
        for step in range(48):
            at = start + step * HALF
            expected = at
            while is_quiet(expected.astimezone(LONDON).time(), begins, ends):
                expected += HALF
            assert next_allowed(at, begins, ends, LONDON) == expected, (begins, ends, at)


@pytest.mark.parametrize(
    ("at", "begins", "ends", "expected"),
    [
        # In May clocks in the United Kingdom are an hour ahead of UTC.
        ("2022-05-27 19:59:59", "21:00", "07:00", "2022-05-27 19:59:59"),
        ("2022-05-27 20:00", "21:00", "07:00", "2022-05-28 06:00"),
        ("2022-05-27 22:59:59", "21:00", "07:00", "2022-05-28 06:00"),
        ("2022-05-27 23:00", "21:00", "07:00", "2022-05-28 06:00"),
        ("2022-05-28 05:59:59", "21:00", "07:00", "2022-05-28 06:00"),
        ("2022-05-28 06:00", "21:00", "07:00", "2022-05-28 06:00"),
        ("2022-05-27 22:30", "00:00", "07:00", "2022-05-27 22:30"),
        ("2022-05-27 23:00", "00:00", "07:00", "2022-05-28 06:00"),
        ("2022-05-27 22:30", "21:00", "00:00", "2022-05-27 23:00"),
        ("2022-05-27 11:00", "12:00", "13:00", "2022-05-27 12:00"),
        ("2022-05-27 03:00", "07:00", "07:00", "2022-05-27 03:00"),
        ("2022-05-27 03:00", "00:00", "00:00", "2022-05-27 03:00"),
    ],
)
def test_midnight_edges_and_none_at_all(at, begins, ends, expected):
    allowed = next_allowed(utc(at), time.fromisoformat(begins), time.fromisoformat(ends), LONDON)

    assert allowed == utc(expected)


@pytest.mark.parametrize(
    ("at", "begins", "ends", "expected"),
    [
        # 27 March 2022, 1am UTC: clocks go from 1am to 2am. The night is an hour shorter.
        ("2022-03-26 21:00", "21:00", "07:00", "2022-03-27 06:00"),
        ("2022-03-27 05:59", "21:00", "07:00", "2022-03-27 06:00"),
        # 1:30am is skipped: quiet hours until then end, and those from then begin, with the change.
        ("2022-03-26 23:00", "21:00", "01:30", "2022-03-27 01:00"),
        ("2022-03-27 00:59", "21:00", "01:30", "2022-03-27 01:00"),
        ("2022-03-27 01:00", "21:00", "01:30", "2022-03-27 01:00"),
        ("2022-03-27 00:59", "01:30", "07:00", "2022-03-27 00:59"),
        ("2022-03-27 01:00", "01:30", "07:00", "2022-03-27 06:00"),
        ("2022-03-27 01:00", "01:10", "01:50", "2022-03-27 01:00"),
        # They end and begin again within the skipped hour: it is quiet for another day.
        ("2022-03-26 12:00", "01:45", "01:15", "2022-03-28 00:15"),
        # 30 October 2022, 1am UTC: clocks go from 2am back to 1am. The night is an hour longer.
        ("2022-10-29 20:00", "21:00", "07:00", "2022-10-30 07:00"),
        ("2022-10-30 06:59", "21:00", "07:00", "2022-10-30 07:00"),
        # 1:30am comes twice: quiet hours until then end the second time, those from then begin the first.
        ("2022-10-30 00:29", "21:00", "01:30", "2022-10-30 01:30"),
        ("2022-10-30 00:30", "21:00", "01:30", "2022-10-30 01:30"),
        ("2022-10-30 01:29", "21:00", "01:30", "2022-10-30 01:30"),
        ("2022-10-30 01:30", "21:00", "01:30", "2022-10-30 01:30"),
        ("2022-10-30 00:29", "01:30", "07:00", "2022-10-30 00:29"),
        ("2022-10-30 00:30", "01:30", "07:00", "2022-10-30 07:00"),
        ("2022-10-30 01:10", "01:30", "07:00", "2022-10-30 07:00"),
        ("2022-10-30 00:20", "01:10", "01:40", "2022-10-30 01:40"),
        # Begins before it has ended: another day of it.
        ("2022-10-29 12:00", "01:50", "01:45", "2022-10-31 01:45"),
    ],
)
def test_both_changes_of_the_clocks(at, begins, ends, expected):
    allowed = next_allowed(utc(at), time.fromisoformat(begins), time.fromisoformat(ends), LONDON)

    assert allowed == utc(expected)


@pytest.mark.parametrize("change", ["2022-03-27 01:00", "2022-10-30 01:00"], ids=["forward", "back"])
def test_around_a_change_it_is_never_too_early_nor_put_off_twice(change):
    quarters = [time(hour, minute) for hour in (0, 1, 2, 3, 21) for minute in (0, 15, 45)]
    start = utc(change) - timedelta(hours=6)
    for begins, ends in product(quarters, quarters):
        for step in range(48):
            at = start + step * timedelta(minutes=15)
            allowed = next_allowed(at, begins, ends, LONDON)
            assert at <= allowed <= at + timedelta(hours=50)
            assert next_allowed(allowed, begins, ends, LONDON) == allowed
            wall = at.astimezone(LONDON)
            if begins != ends and not is_quiet(wall.time(), begins, ends) and wall.hour not in (0, 1, 2):
                assert allowed == at
