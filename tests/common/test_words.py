from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from common.words import clock, day, day_and_clock, listed, minutes_in_words, time_range, until, zone_in_words

LONDON = ZoneInfo("Europe/London")


def london(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=LONDON, fold=fold)


def test_every_minute_of_a_day_is_told_once_and_in_one_form():
    start = london(2022, 5, 27)
    told = [clock(start + timedelta(minutes=minute), LONDON) for minute in range(24 * 60)]

    assert len(set(told)) == 24 * 60
    assert told[0] == "midnight"
    assert told[12 * 60] == "midday"
    for minute, words in enumerate(told):
        if words in {"midnight", "midday"}:
            continue
        hour, minutes = divmod(minute, 60)
        assert (
            words
            == f"{(hour - 1) % 12 + 1}{f':{minutes:02}' if minutes else ''}{'am' if hour < 12 else 'pm'}"
        )


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (london(2022, 5, 27, 0, 0), "midnight"),
        (london(2022, 5, 27, 0, 1), "12:01am"),
        (london(2022, 5, 27, 0, 59), "12:59am"),
        (london(2022, 5, 27, 1, 0), "1am"),
        (london(2022, 5, 27, 9, 5), "9:05am"),
        (london(2022, 5, 27, 11, 59), "11:59am"),
        (london(2022, 5, 27, 12, 0), "midday"),
        (london(2022, 5, 27, 12, 1), "12:01pm"),
        (london(2022, 5, 27, 13, 0), "1pm"),
        (london(2022, 5, 27, 23, 59), "11:59pm"),
        (datetime(2022, 5, 27, 8, 30, tzinfo=UTC), "9:30am"),
        (datetime(2022, 11, 27, 9, 30, tzinfo=UTC), "9:30am"),
        (london(2022, 5, 27, 12, 0, 59), "midday"),
    ],
)
def test_a_time_is_told_on_the_zones_own_clock(at, words):
    assert clock(at, LONDON) == words
    assert clock(at, "Europe/London") == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (london(2022, 5, 27, 9), "Friday 27 May 2022"),
        (london(2021, 5, 26), "Wednesday 26 May 2021"),
        (london(2024, 2, 29, 23, 59), "Thursday 29 February 2024"),
        (datetime(2022, 5, 26, 23, 30, tzinfo=UTC), "Friday 27 May 2022"),
        (datetime(2022, 11, 27, 23, 59, tzinfo=UTC), "Sunday 27 November 2022"),
        (london(2022, 1, 1), "Saturday 1 January 2022"),
    ],
)
def test_a_day_is_named_in_full_without_a_leading_nought(at, words):
    assert day(at, LONDON) == words


def test_day_and_clock_stand_in_the_order_that_people_say():
    assert day_and_clock(london(2022, 5, 22, 9), LONDON) == "9am on Sunday 22 May 2022"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (london(2022, 5, 27, 9, 30), london(2022, 5, 27, 10, 15), "9:30am to 10:15am"),
        (london(2022, 5, 27, 11), london(2022, 5, 27, 12), "11am to midday"),
        (london(2022, 5, 27, 12), london(2022, 5, 27, 13, 5), "midday to 1:05pm"),
        (london(2022, 5, 27, 23, 30), london(2022, 5, 28, 0, 0), "11:30pm to midnight"),
        (london(2022, 5, 27, 23, 30), london(2022, 5, 28, 0, 15), "11:30pm to 12:15am the next day"),
        (london(2026, 11, 26, 20, 50), london(2026, 11, 27, 5, 5), "8:50pm to 5:05am the next day"),
        (
            london(2022, 5, 22, 9),
            london(2022, 5, 27, 17),
            "9am on Sunday 22 May 2022 to 5pm on Friday 27 May 2022",
        ),
        (
            london(2022, 5, 27, 9),
            london(2022, 5, 28, 9),
            "9am on Friday 27 May 2022 to 9am on Saturday 28 May 2022",
        ),
    ],
)
def test_a_range_names_both_ends(start, end, words):
    assert time_range(start, end, LONDON) == words


def test_the_skipped_hour_names_both_zones():
    assert (
        time_range(london(2022, 3, 27, 0, 30), london(2022, 3, 27, 2, 30), LONDON)
        == "12:30am GMT to 2:30am BST"
    )


def test_the_doubled_hour_names_both_zones():
    start, end = london(2022, 10, 30, 1, 30), london(2022, 10, 30, 1, 30, fold=1)

    assert time_range(start, end, LONDON) == "1:30am BST to 1:30am GMT"
    assert time_range(start.astimezone(UTC), end.astimezone(UTC), LONDON) == "1:30am BST to 1:30am GMT"


def test_a_night_with_a_clock_change_names_both_zones_and_the_next_day():
    start, end = london(2022, 10, 29, 23, 30), london(2022, 10, 30, 2, 15)

    assert time_range(start, end, LONDON) == "11:30pm BST to 2:15am GMT the next day"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (london(2022, 11, 28), "11:59pm on Sunday 27 November 2022"),
        (london(2022, 11, 28, 0, 1), "12:01am on Monday 28 November 2022"),
        (london(2022, 5, 27, 17), "5pm on Friday 27 May 2022"),
    ],
)
def test_an_end_at_midnight_belongs_to_the_day_before(at, words):
    assert until(at, LONDON) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/London", "UK time"),
        (LONDON, "UK time"),
        ("America/New_York", "New York time"),
        (ZoneInfo("UTC"), "Coordinated Universal Time"),
    ],
)
def test_a_zone_is_named_in_words(zone, words):
    assert zone_in_words(zone) == words


@pytest.mark.parametrize(
    ("names", "words"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_names_are_joined_as_a_sentence_does(names, words):
    assert listed(names) == words


@pytest.mark.parametrize(("count", "words"), [(1, "1 minute"), (2, "2 minutes"), (0, "0 minutes")])
def test_minutes_are_counted(count, words):
    assert minutes_in_words(count) == words


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        clock(datetime(2022, 5, 27, 9), LONDON)  # noqa: DTZ001
