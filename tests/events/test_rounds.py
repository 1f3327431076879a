"""When the rounds before and after a day are due, over weekends, bank holidays and both clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.working_days import is_working_day
from events.lifecycle import Dates, default_closes_at, default_opens_at, settle
from events.rounds import RoundKind, rounds_of

DAY = timedelta(days=1)
LONDON = ZoneInfo("Europe/London")
K = RoundKind


def wall(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(date(year, month, day), time(hour, minute))


def dates_of(start: datetime, end: datetime, **given) -> Dates:
    start, end = (settle(wall, LONDON) for wall in (start, end))
    opens_at = given.get("opens_at") or default_opens_at(start, LONDON)
    closes_at = given.get("closes_at") or default_closes_at(end, LONDON)
    return Dates(None, opens_at, start, end, closes_at)


def walls(dates: Dates) -> list[tuple[RoundKind, str, str]]:
    shown = "%a %d %b %Y %H:%M %Z"
    return [
        (each.kind, *(at.astimezone(LONDON).strftime(shown) for at in (each.due_at, each.stale_at)))
        for each in rounds_of(dates, LONDON)
    ]


def test_the_second_assembly():
    """27 May 2022 was a Friday; the Monday after it was a working day, and 27 August a Saturday."""
    dates = dates_of(wall(2022, 5, 27, 9), wall(2022, 5, 27, 17))

    assert walls(dates) == [
        (K.DOORS_OPEN, "Sun 22 May 2022 09:00 BST", "Thu 26 May 2022 09:00 BST"),
        (K.DAY_BEFORE, "Thu 26 May 2022 09:00 BST", "Fri 27 May 2022 07:00 BST"),
        (K.THAT_MORNING, "Fri 27 May 2022 07:00 BST", "Fri 27 May 2022 17:00 BST"),
        (K.AFTERWARDS, "Mon 30 May 2022 09:00 BST", "Mon 13 Jun 2022 09:00 BST"),
        (K.EXPIRY_SOON, "Mon 14 Nov 2022 09:00 GMT", "Sat 26 Nov 2022 09:00 GMT"),
        (K.EXPIRY_LAST, "Sat 26 Nov 2022 09:00 GMT", "Mon 28 Nov 2022 00:00 GMT"),
        (K.WHAT_CHANGED, "Tue 30 Aug 2022 09:00 BST", "Thu 29 Sep 2022 09:00 BST"),
    ]


def test_the_next_working_day_passes_over_bank_holidays():
    dates = dates_of(wall(2022, 6, 1, 9), wall(2022, 6, 1, 17))

    # Thursday 2 and Friday 3 June 2022 were the Platinum Jubilee.
    assert walls(dates)[3][1] == "Mon 06 Jun 2022 09:00 BST"


@pytest.mark.parametrize(
    ("day", "day_before", "morning"),
    [
        (date(2026, 3, 29), "Sat 28 Mar 2026 09:00 GMT", "Sun 29 Mar 2026 07:00 BST"),
        (date(2026, 10, 25), "Sat 24 Oct 2026 09:00 BST", "Sun 25 Oct 2026 07:00 GMT"),
    ],
    ids=["clocks go forward", "clocks go back"],
)
def test_mornings_are_mornings_on_the_wall(day, day_before, morning):
    start = datetime.combine(day, time(9))
    found = walls(dates_of(start, start + timedelta(hours=8)))

    assert (found[1][1], found[2][1]) == (day_before, morning)


def test_a_day_that_begins_early_is_told_two_hours_before():
    start = wall(2026, 6, 10, 7, 30)

    assert walls(dates_of(start, start + timedelta(hours=8)))[2][1] == "Wed 10 Jun 2026 05:30 BST"


def test_doors_that_open_with_the_day_have_no_round_of_their_own():
    start = wall(2026, 6, 10, 9)
    dates = dates_of(start, start + timedelta(hours=8), opens_at=settle(start, LONDON))

    assert K.DOORS_OPEN not in [kind for kind, *_ in walls(dates)]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (30, [K.EXPIRY_SOON, K.EXPIRY_LAST]),
        (10, [K.EXPIRY_LAST]),
        (3, []),
    ],
)
def test_recordings_that_close_soon_are_not_announced_twice_in_a_row(days, told):
    """The day is a Wednesday, so that "they are there" is told on the Thursday."""
    start = wall(2026, 6, 10, 9)
    closes_at = settle(start + timedelta(days=days), LONDON)
    kinds = [kind for kind, *_ in walls(dates_of(start, start + timedelta(hours=8), closes_at=closes_at))]

    assert [kind for kind in kinds if kind in (K.EXPIRY_SOON, K.EXPIRY_LAST)] == told
    assert K.AFTERWARDS in kinds


@pytest.mark.parametrize(
    ("day", "soon", "last"),
    [
        (date(2022, 10, 31), "Mon 17 Oct 2022 09:00 BST", "Sat 29 Oct 2022 09:00 BST"),
        (date(2022, 11, 1), "Tue 18 Oct 2022 09:00 BST", "Sun 30 Oct 2022 09:00 GMT"),
    ],
)
def test_the_last_word_comes_at_nine_on_the_wall(day, soon, last):
    start = wall(2022, 5, 1, 9)
    closes_at = settle(datetime.combine(day, time()), LONDON)
    found = {kind: at for kind, at, _ in walls(dates_of(start, start + DAY / 3, closes_at=closes_at))}

    assert (found[K.EXPIRY_SOON], found[K.EXPIRY_LAST]) == (soon, last)


@given(
    st.dates(date(2020, 1, 1), date(2028, 6, 30)),
    st.integers(0, 23 * 60),
    st.integers(30, 14 * 60),
    st.integers(0, 30),
    st.integers(0, 400),
)
def test_rounds_come_in_order_and_before_they_are_stale(day, minute, minutes, days_before, days_after):
    start = settle(datetime.combine(day, time()) + timedelta(minutes=minute), LONDON)
    end = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(LONDON)
    opens_at = min(start, settle(start.replace(tzinfo=None) - timedelta(days=days_before), LONDON))
    closes_at = (end.astimezone(UTC) + timedelta(days=days_after)).astimezone(LONDON)
    dates = Dates(None, opens_at, start, end, closes_at)

    rounds = rounds_of(dates, LONDON)

    by_kind = {each.kind: each for each in rounds}
    assert len(by_kind) == len(rounds)
    assert all(each.due_at.astimezone(UTC) < each.stale_at.astimezone(UTC) for each in rounds)
    before = [by_kind[kind] for kind in (K.DOORS_OPEN, K.DAY_BEFORE, K.THAT_MORNING) if kind in by_kind]
    for earlier, later in pairwise(before):
        # One never comes after the next has said more.
        assert earlier.due_at.astimezone(UTC) < later.due_at.astimezone(UTC)
        assert earlier.stale_at.astimezone(UTC) <= later.due_at.astimezone(UTC)
    assert K.THAT_MORNING in by_kind
    assert by_kind[K.THAT_MORNING].due_at.astimezone(UTC) < dates.starts_at.astimezone(UTC)
    if K.EXPIRY_SOON in by_kind:
        assert by_kind[K.EXPIRY_SOON].stale_at == by_kind[K.EXPIRY_LAST].due_at
    if K.AFTERWARDS in by_kind:
        assert is_working_day(by_kind[K.AFTERWARDS].due_at.astimezone(LONDON).date())
        assert by_kind[K.AFTERWARDS].due_at.astimezone(UTC) > dates.ends_at.astimezone(UTC)
