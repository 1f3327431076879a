"""What is owed by when, and on which days it nudges."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concerns.obligations import (
    LONG_FEEDBACK,
    PAUSE,
    Promise,
    Stage,
    add_months,
    due_on,
    nudge_on,
    stages_passed,
)

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("promise", "start", "due"),
    [
        (Promise.ACKNOWLEDGE, "2026-12-23", "2026-12-30"),  # 24th, 29th, 30th
        (Promise.SCREEN, "2026-12-24", "2026-12-29"),
        (Promise.TRIAGE, "2026-11-26", "2026-12-03"),
        (Promise.SIGHT, "2026-11-27", "2026-12-01"),
        (Promise.SAFETY, "2026-11-28", "2026-11-30"),
        (Promise.INVESTIGATE, "2026-11-26", "2026-12-24"),
        (Promise.FEEDBACK, "2026-11-30", "2027-02-28"),  # three months on, there is no 30 February
        (Promise.FEEDBACK, "2026-11-26", "2027-02-26"),
    ],
)
def test_each_promise_falls_due_on_its_day(promise, start, due):
    start = date.fromisoformat(start)

    assert due_on(promise, start=start, received=start) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-03-02", "2026-03-16"),  # the first day: every 10 working days
        ("2026-04-01", "2026-04-17"),  # the last day of the first month, over Easter
        ("2026-04-02", "2026-05-05"),  # a month is over: every 20, over Easter and May Day
    ],
)
def test_contact_is_owed_more_often_in_the_first_month(start, due):
    received = date(2026, 3, 2)

    found = due_on(Promise.CONTACT, start=date.fromisoformat(start), received=received)
    assert found == date.fromisoformat(due)


def test_the_longer_answer_and_the_pause_have_their_lengths():
    assert LONG_FEEDBACK.after(date(2026, 8, 31)) == date(2027, 2, 28)
    assert PAUSE.after(date(2026, 11, 26)) == date(2026, 12, 10)


@pytest.mark.parametrize(
    ("stage", "day"), [(Stage.HALF, "2026-12-10"), (Stage.NEARLY, "2026-12-18"), (Stage.DUE, "2026-12-24")]
)
def test_nudges_come_at_half_at_most_and_on_the_day(stage, day):
    start, due = date(2026, 11, 26), date(2026, 12, 24)

    assert nudge_on(stage, start=start, due=due) == date.fromisoformat(day)
    assert stage in stages_passed(start=start, due=due, today=date.fromisoformat(day))
    before = date.fromisoformat(day).replace(day=date.fromisoformat(day).day - 1)
    assert stage not in stages_passed(start=start, due=due, today=before)


@given(DAYS, st.sampled_from(Promise))
def test_nudges_never_come_before_the_start_nor_after_the_day(start, promise):
    due = due_on(promise, start=start, received=start)
    days = [nudge_on(stage, start=start, due=due) for stage in Stage]

    assert days == sorted(days)
    assert start <= days[0]
    assert days[-1] == due
    assert stages_passed(start=start, due=due, today=due) == list(Stage)


@given(DAYS, st.integers(0, 30))
def test_months_keep_the_day_or_take_the_last_one(day, count):
    later = add_months(day, count)

    assert (later.year - day.year) * 12 + later.month - day.month == count
    assert later.day == day.day or (later.day < day.day and (add_months(day, count + 1) > later))
