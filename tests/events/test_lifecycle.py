"""The phases, right to the instant at every edge, in Python and in PostgreSQL alike."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.lifecycle import (
    Dates,
    Phase,
    add_months,
    can_registrations_stand,
    default_closes_at,
    default_opens_at,
    phase_at,
    settle,
)
from events.models import Assembly
from tests.factories import make_assembly

LONDON = ZoneInfo("Europe/London")
TICK = timedelta(microseconds=1)


def london(*wall: int, fold: int = 0) -> datetime:
    return datetime(*wall, tzinfo=LONDON, fold=fold)


SECOND_ASSEMBLY = Dates(
    published_at=london(2022, 4, 4),
    opens_at=london(2022, 5, 22, 9),
    starts_at=london(2022, 5, 27, 8, 45),
    ends_at=london(2022, 5, 27, 17),
    closes_at=london(2022, 11, 28),
)

# Clocks go forward at 1am on 27 March 2022: the day starts before and ends after.
OVER_SPRING = Dates(
    published_at=london(2022, 3, 1),
    opens_at=london(2022, 3, 22),
    starts_at=london(2022, 3, 27, 0, 30),
    ends_at=london(2022, 3, 27, 2, 30),
    closes_at=london(2022, 9, 28),
)
# Clocks go back at 2am on 30 October 2022: opens in the first 1:30am, starts in the second.
OVER_AUTUMN = Dates(
    published_at=london(2022, 10, 30, 0, 59),
    opens_at=london(2022, 10, 30, 1, 30),
    starts_at=london(2022, 10, 30, 1, 30, fold=1),
    ends_at=london(2022, 10, 30, 2),
    closes_at=london(2023, 3, 31),
)
# Platform opens with the day and closes with it.
ONE_DAY = Dates(
    published_at=london(2022, 1, 31),
    opens_at=london(2022, 1, 31),
    starts_at=london(2022, 1, 31),
    ends_at=london(2022, 2, 1),
    closes_at=london(2022, 2, 1),
)
# An assembly that was published only after its day began.
PUBLISHED_LATE = replace(SECOND_ASSEMBLY, published_at=london(2022, 5, 27, 10))
UNPUBLISHED = replace(SECOND_ASSEMBLY, published_at=None)
ALL_DATES = {
    "second assembly": SECOND_ASSEMBLY,
    "over spring": OVER_SPRING,
    "over autumn": OVER_AUTUMN,
    "one day": ONE_DAY,
    "published late": PUBLISHED_LATE,
    "unpublished": UNPUBLISHED,
}


def edges(dates: Dates) -> list[datetime]:
    instants = [dates.opens_at, dates.starts_at, dates.ends_at, dates.closes_at]
    return instants if dates.published_at is None else [dates.published_at, *instants]


def around(instant: datetime) -> list[datetime]:
    exact = instant.astimezone(UTC)
    return [exact - TICK, exact, exact + TICK]


@pytest.mark.parametrize(
    ("edge", "before", "after"),
    [
        (SECOND_ASSEMBLY.published_at, Phase.DRAFT, Phase.ANNOUNCED),
        (SECOND_ASSEMBLY.opens_at, Phase.ANNOUNCED, Phase.OPEN),
        (SECOND_ASSEMBLY.starts_at, Phase.OPEN, Phase.LIVE),
        (SECOND_ASSEMBLY.ends_at, Phase.LIVE, Phase.ON_DEMAND),
        (SECOND_ASSEMBLY.closes_at, Phase.ON_DEMAND, Phase.ARCHIVED),
    ],
    ids=["published", "opens", "starts", "ends", "closes"],
)
def test_a_phase_lasts_until_the_instant_before_the_next_begins(edge, before, after):
    just_before, exactly, just_after = around(edge)

    assert phase_at(SECOND_ASSEMBLY, just_before) is before
    assert phase_at(SECOND_ASSEMBLY, exactly) is after
    assert phase_at(SECOND_ASSEMBLY, just_after) is after


@pytest.mark.parametrize("at", edges(UNPUBLISHED))
def test_what_was_never_published_stays_a_draft_whatever_the_date(at):
    assert phase_at(UNPUBLISHED, at) is Phase.DRAFT


def test_publishing_late_skips_the_phases_that_have_passed():
    just_before, exactly, _ = around(PUBLISHED_LATE.published_at)

    assert phase_at(PUBLISHED_LATE, just_before) is Phase.DRAFT
    assert phase_at(PUBLISHED_LATE, exactly) is Phase.LIVE


def test_dates_that_fall_together_leave_no_phase_between_them():
    assert phase_at(ONE_DAY, ONE_DAY.starts_at) is Phase.LIVE
    assert phase_at(ONE_DAY, ONE_DAY.ends_at - TICK) is Phase.LIVE
    assert phase_at(ONE_DAY, ONE_DAY.ends_at) is Phase.ARCHIVED


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        (london(2022, 3, 27, 0, 29, 59), Phase.OPEN),
        (london(2022, 3, 27, 0, 59, 59), Phase.LIVE),
        (london(2022, 3, 27, 2), Phase.LIVE),
        (london(2022, 3, 27, 2, 29, 59), Phase.LIVE),
        (london(2022, 3, 27, 2, 30), Phase.ON_DEMAND),
    ],
)
def test_a_day_over_the_skipped_hour_lasts_an_hour_less(at, phase):
    assert phase_at(OVER_SPRING, at) is phase
    assert phase_at(OVER_SPRING, at.astimezone(UTC)) is phase


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        (london(2022, 10, 30, 1, 29, 59), Phase.ANNOUNCED),
        (london(2022, 10, 30, 1, 30), Phase.OPEN),
        (london(2022, 10, 30, 1, 59, 59), Phase.OPEN),
        (london(2022, 10, 30, 1, 0, fold=1), Phase.OPEN),
        (london(2022, 10, 30, 1, 29, 59, fold=1), Phase.OPEN),
        (london(2022, 10, 30, 1, 30, fold=1), Phase.LIVE),
        (london(2022, 10, 30, 1, 59, 59, fold=1), Phase.LIVE),
        (london(2022, 10, 30, 2), Phase.ON_DEMAND),
    ],
)
def test_the_hour_that_comes_twice_is_told_apart(at, phase):
    assert phase_at(OVER_AUTUMN, at) is phase
    assert phase_at(OVER_AUTUMN, at.astimezone(UTC)) is phase


@pytest.mark.django_db
@pytest.mark.parametrize("dates", ALL_DATES.values(), ids=ALL_DATES.keys())
def test_the_database_agrees_about_the_phase_around_every_edge(dates):
    assembly = make_assembly(**vars(dates))

    for at in [instant for edge in edges(dates) for instant in around(edge)]:
        found = [phase for phase in Phase if Assembly.objects.in_phase(phase, at).filter(pk=assembly.pk)]
        assert found == [phase_at(dates, at)] == [assembly.phase_at(at)]


@pytest.mark.django_db
def test_what_the_database_gives_back_has_the_same_phases():
    kept = make_assembly(**vars(OVER_AUTUMN))

    again = Assembly.objects.get(pk=kept.pk)

    for at in [instant for edge in edges(OVER_AUTUMN) for instant in around(edge)]:
        assert again.phase_at(at) is kept.phase_at(at)


instants = st.datetimes(
    min_value=datetime.fromisoformat("2019-01-01"),
    max_value=datetime.fromisoformat("2031-01-01"),
    timezones=st.just(UTC),
)
steps = st.one_of(
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=200)),
    st.sampled_from([timedelta(0), TICK, timedelta(hours=1)]),
)


@st.composite
def any_dates(draw) -> Dates:
    """Dates in the order that the database demands; published at any time, or never."""
    opens_at = draw(instants)
    starts_at = opens_at + draw(steps)
    ends_at = starts_at + max(draw(steps), TICK)
    closes_at = ends_at + draw(steps)
    return Dates(draw(st.none() | instants | st.just(starts_at)), opens_at, starts_at, ends_at, closes_at)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dates=any_dates(), somewhere=instants)
def test_the_database_agrees_about_the_phase_of_any_dates(dates, somewhere):
    assembly = make_assembly(**vars(dates))
    for at in [somewhere, *(instant for edge in edges(dates) for instant in around(edge))]:
        found = [phase for phase in Phase if Assembly.objects.in_phase(phase, at).filter(pk=assembly.pk)]
        assert found == [phase_at(dates, at)]


@given(dates=any_dates(), first=instants, second=instants)
def test_phases_only_ever_move_on(dates, first, second):
    order = list(Phase)
    earlier, later = sorted([first, second])

    assert order.index(phase_at(dates, earlier)) <= order.index(phase_at(dates, later))


@pytest.mark.parametrize(
    ("starts_at", "opens_at"),
    [
        (london(2022, 5, 27, 9), london(2022, 5, 22, 9)),
        (london(2022, 5, 27, 8, 45), london(2022, 5, 22, 8, 45)),
        (london(2022, 3, 3, 9), london(2022, 2, 26, 9)),
        (london(2024, 3, 2, 9), london(2024, 2, 26, 9)),
        (london(2022, 1, 3, 9), london(2021, 12, 29, 9)),
    ],
    ids=["second assembly at nine", "second assembly", "over a February", "over a leap day", "over new year"],
)
def test_doors_open_five_calendar_days_before_at_the_same_wall_time(starts_at, opens_at):
    assert default_opens_at(starts_at, LONDON) == opens_at
    assert default_opens_at(starts_at.astimezone(UTC), LONDON) == opens_at


@pytest.mark.parametrize(
    ("starts_at", "hours"),
    [(london(2022, 3, 29, 9), 5 * 24 - 1), (london(2022, 11, 1, 9), 5 * 24 + 1)],
    ids=["clocks went forward", "clocks went back"],
)
def test_five_days_over_a_clock_change_keep_the_wall_time_and_not_the_hours(starts_at, hours):
    opens_at = default_opens_at(starts_at, LONDON)

    assert opens_at.strftime("%H:%M") == "09:00"
    assert starts_at.astimezone(UTC) - opens_at.astimezone(UTC) == timedelta(hours=hours)


def test_doors_that_would_open_in_the_skipped_hour_open_an_hour_on():
    assert default_opens_at(london(2022, 4, 1, 1, 30), LONDON) == london(2022, 3, 27, 2, 30)


def test_doors_that_would_open_in_the_doubled_hour_open_at_its_first_coming():
    opens_at = default_opens_at(london(2022, 11, 4, 1, 30), LONDON)

    assert opens_at.astimezone(UTC) == datetime(2022, 10, 30, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ends_at", "closes_at"),
    [
        (london(2022, 5, 27, 17), london(2022, 11, 28)),
        (london(2022, 5, 27, 0), london(2022, 11, 28)),
        (london(2022, 5, 27, 23, 59), london(2022, 11, 28)),
        (london(2022, 8, 29, 17), london(2023, 3, 1)),
        (london(2022, 8, 30, 17), london(2023, 3, 1)),
        (london(2022, 8, 31, 17), london(2023, 3, 1)),
        (london(2023, 8, 28, 17), london(2024, 2, 29)),
        (london(2023, 8, 29, 17), london(2024, 3, 1)),
        (london(2023, 8, 31, 17), london(2024, 3, 1)),
        (london(2022, 3, 31, 17), london(2022, 10, 1)),
        (london(2022, 10, 31, 17), london(2023, 5, 1)),
        (london(2022, 12, 31, 17), london(2023, 7, 1)),
        (london(2022, 6, 30, 17), london(2022, 12, 31)),
        (london(2022, 9, 26, 17), london(2023, 3, 27)),
        (london(2022, 4, 29, 17), london(2022, 10, 30)),
    ],
)
def test_recordings_close_at_the_midnight_that_ends_the_day_six_months_on(ends_at, closes_at):
    assert default_closes_at(ends_at, LONDON) == closes_at
    assert default_closes_at(ends_at.astimezone(UTC), LONDON) == closes_at
    assert default_closes_at(ends_at, LONDON).strftime("%H:%M") == "00:00"


def test_the_second_assembly_opened_in_summer_time_and_closes_in_winter_time():
    assert SECOND_ASSEMBLY.opens_at.astimezone(UTC) == datetime(2022, 5, 22, 8, tzinfo=UTC)
    assert default_closes_at(SECOND_ASSEMBLY.ends_at, LONDON).astimezone(UTC) == datetime(
        2022, 11, 28, tzinfo=UTC
    )


def test_the_day_counts_in_the_zone_of_the_assembly_and_not_in_utc():
    auckland = ZoneInfo("Pacific/Auckland")
    ends_at = datetime(2022, 5, 27, 22, tzinfo=UTC)  # 10am on 28 May in Auckland

    assert default_closes_at(ends_at, auckland) == datetime(2022, 11, 29, tzinfo=auckland)
    assert default_closes_at(ends_at, LONDON) == london(2022, 11, 28)


def test_where_a_clock_change_skips_midnight_recordings_close_at_one():
    cairo = ZoneInfo("Africa/Cairo")  # On 28 April 2023 midnight became 1am.

    assert default_closes_at(datetime(2022, 10, 27, 17, tzinfo=cairo), cairo) == datetime(
        2023, 4, 28, 1, tzinfo=cairo
    )


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2022, 1, 31), 1, date(2022, 2, 28)),
        (date(2024, 1, 30), 1, date(2024, 2, 29)),
        (date(2022, 5, 31), 6, date(2022, 11, 30)),
        (date(2022, 12, 31), 2, date(2023, 2, 28)),
        (date(2022, 6, 15), 18, date(2023, 12, 15)),
    ],
)
def test_months_are_calendar_months_with_the_day_clamped(day, months, moved):
    assert add_months(day, months) == moved


@pytest.mark.parametrize(
    ("wall", "in_utc"),
    [
        ("2022-03-27T00:59", "2022-03-27T00:59Z"),
        ("2022-03-27T01:00", "2022-03-27T01:00Z"),
        ("2022-03-27T01:30", "2022-03-27T01:30Z"),
        ("2022-03-27T02:00", "2022-03-27T01:00Z"),
        ("2022-10-30T00:59", "2022-10-29T23:59Z"),
        ("2022-10-30T01:30", "2022-10-30T00:30Z"),
        ("2022-10-30T02:00", "2022-10-30T02:00Z"),
    ],
)
@pytest.mark.parametrize("fold", [0, 1])
def test_a_wall_time_settles_on_one_instant(wall, fold, in_utc):
    settled = settle(datetime.fromisoformat(wall).replace(fold=fold), LONDON)

    assert settled.astimezone(UTC) == datetime.fromisoformat(in_utc)


def test_a_skipped_time_settles_on_one_that_clocks_show():
    assert settle(datetime.fromisoformat("2022-03-27T01:30"), LONDON).strftime("%H:%M") == "02:30"


@pytest.mark.parametrize(
    ("at", "stands"),
    [
        (london(2022, 4, 4) - TICK, False),
        (london(2022, 4, 4), True),
        (london(2022, 5, 27, 17) - TICK, True),
        (london(2022, 5, 27, 17), False),
    ],
)
def test_registering_lasts_from_publication_until_it_closes(at, stands):
    assert can_registrations_stand(london(2022, 4, 4), london(2022, 5, 27, 17), at) is stands


def test_nobody_registers_for_a_draft():
    assert can_registrations_stand(None, london(2022, 5, 27, 17), london(2022, 5, 1)) is False


@pytest.mark.django_db
class TestCurrentAssembly:
    def test_there_is_none_in_an_empty_portal(self):
        assert Assembly.objects.current(london(2022, 5, 27)) is None

    def test_a_draft_is_never_current(self):
        make_assembly(**vars(UNPUBLISHED))

        assert Assembly.objects.current(london(2022, 5, 27)) is None

    def test_it_is_the_next_one_to_end_until_the_instant_of_its_end(self):
        second = make_assembly(**vars(SECOND_ASSEMBLY))
        third = make_assembly(starts_at=london(2023, 5, 26, 9), published_at=london(2022, 5, 1))

        assert Assembly.objects.current(second.ends_at - TICK) == second
        assert Assembly.objects.current(second.ends_at) == third

    def test_it_is_the_one_that_ended_last_when_nothing_is_ahead(self):
        make_assembly(starts_at=london(2021, 5, 26, 9), published_at=london(2021, 4, 1))
        second = make_assembly(**vars(SECOND_ASSEMBLY))

        assert Assembly.objects.current(london(2022, 12, 24)) == second

    def test_publishing_is_exact_to_the_instant(self):
        second = make_assembly(**vars(SECOND_ASSEMBLY))

        assert Assembly.objects.current(second.published_at - TICK) is None
        assert Assembly.objects.current(second.published_at) == second
