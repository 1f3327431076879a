"""Minutes come from visits: two tabs, a dropped line, leaving, and the gap of 45 seconds."""

from datetime import timedelta

import pytest

from events.actions.visits import (
    GAP,
    close_stale_visits,
    close_visit,
    open_visit,
    touch_visits,
    watch_on_demand,
)
from events.models import Visit
from tests.factories import make_delegate, make_room, make_session

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def room():
    return make_room(make_session())


@pytest.fixture
def delegate(room):
    return make_delegate(room.session.assembly)


@pytest.fixture
def noon(room):
    return room.session.starts_at


def stretches():
    return [(visit.started_at, visit.ended_at) for visit in Visit.objects.order_by("started_at")]


def test_a_second_tab_goes_on_with_the_open_visit(delegate, room, noon):
    first = open_visit(delegate=delegate, room=room, at=noon)

    second = open_visit(delegate=delegate, room=room, at=noon + SECOND)

    assert first == second
    assert (second.started_at, second.last_seen_at) == (noon, noon + SECOND)


@pytest.mark.parametrize(
    ("away", "visits"),
    [(GAP - TICK, 1), (GAP, 2), (GAP + TICK, 2)],
    ids=["just under 45 s", "45 s", "just over"],
)
def test_only_an_absence_of_45_seconds_splits_a_visit(delegate, room, noon, away, visits):
    open_visit(delegate=delegate, room=room, at=noon)

    open_visit(delegate=delegate, room=room, at=noon + away)

    assert Visit.objects.count() == visits
    if visits == 2:
        assert stretches() == [(noon, noon), (noon + away, None)]


@pytest.mark.parametrize(("away", "bridged"), [(GAP - TICK, True), (GAP, False)])
def test_a_touch_bridges_no_absence_of_45_seconds(delegate, room, noon, away, bridged):
    open_visit(delegate=delegate, room=room, at=noon)

    touch_visits(room=room, users=[delegate.user_id], at=noon + away)

    assert Visit.objects.get().last_seen_at == (noon + away if bridged else noon)


def test_a_touch_reaches_only_the_people_named_in_the_room_named(delegate, room, noon):
    other_room = make_room(room.session)
    other = make_delegate(room.session.assembly)
    for person, place in [(delegate, room), (delegate, other_room), (other, room)]:
        open_visit(delegate=person, room=place, at=noon)

    touch_visits(room=room, users=[delegate.user_id], at=noon + SECOND)

    assert Visit.objects.filter(last_seen_at=noon + SECOND).get() == Visit.objects.get(
        delegate=delegate, room=room
    )


def test_a_touch_opens_nothing_and_never_turns_time_back(delegate, room, noon):
    touch_visits(room=room, users=[delegate.user_id], at=noon)
    assert not Visit.objects.exists()

    open_visit(delegate=delegate, room=room, at=noon + SECOND)
    touch_visits(room=room, users=[delegate.user_id], at=noon)
    assert open_visit(delegate=delegate, room=room, at=noon).last_seen_at == noon + SECOND


def test_no_visit_runs_on_after_the_end_of_the_session(delegate, room):
    end = room.session.ends_at
    visit = open_visit(delegate=delegate, room=room, at=end - SECOND)

    touch_visits(room=room, users=[delegate.user_id], at=end + SECOND)
    visit.refresh_from_db()
    assert visit.last_seen_at == end

    assert close_visit(delegate=delegate, room=room, at=end + 2 * SECOND).ended_at == end


def test_leaving_ends_the_visit_now_and_only_once(delegate, room, noon):
    open_visit(delegate=delegate, room=room, at=noon)

    assert close_visit(delegate=delegate, room=room, at=noon + SECOND).ended_at == noon + SECOND
    assert close_visit(delegate=delegate, room=room, at=noon + 2 * SECOND) is None
    assert stretches() == [(noon, noon + SECOND)]


def test_coming_back_after_leaving_is_another_visit(delegate, room, noon):
    open_visit(delegate=delegate, room=room, at=noon)
    close_visit(delegate=delegate, room=room, at=noon + SECOND)

    open_visit(delegate=delegate, room=room, at=noon + 2 * SECOND)

    assert stretches() == [(noon, noon + SECOND), (noon + 2 * SECOND, None)]


def test_leaving_a_page_that_fell_silent_ends_the_visit_when_it_did(delegate, room, noon):
    open_visit(delegate=delegate, room=room, at=noon)

    assert close_visit(delegate=delegate, room=room, at=noon + 2 * GAP).ended_at == noon


@pytest.mark.parametrize(("later", "closed"), [(GAP - TICK, 0), (GAP, 1), (100 * GAP, 1)])
def test_who_was_not_seen_for_45_seconds_left_when_last_seen(delegate, room, noon, later, closed):
    open_visit(delegate=delegate, room=room, at=noon - SECOND)
    touch_visits(room=room, users=[delegate.user_id], at=noon)

    assert close_stale_visits(at=noon + later) == closed
    assert close_stale_visits(at=noon + later) == 0
    assert stretches() == [(noon - SECOND, noon if closed else None)]


def test_a_dropped_connection_that_comes_back_in_time_is_one_visit(delegate, room, noon):
    """Ward wifi: seen every 15 s, away for 40 s, back, and later gone for good."""
    open_visit(delegate=delegate, room=room, at=noon)
    for seconds in (15, 30, 70, 85):
        close_stale_visits(at=noon + seconds * SECOND)
        touch_visits(room=room, users=[delegate.user_id], at=noon + seconds * SECOND)
    close_stale_visits(at=noon + 200 * SECOND)

    assert stretches() == [(noon, noon + 85 * SECOND)]


class TestOnDemand:
    """Minutes of recordings run while they play, once however many tabs there are."""

    @pytest.fixture
    def until(self, noon):
        return noon + timedelta(days=9)

    @pytest.fixture
    def watch(self, delegate, room, noon, until):
        def at(second, *, is_going_on=True, until=until):
            return watch_on_demand(
                delegate=delegate,
                session=room.session,
                is_going_on=is_going_on,
                until=until,
                at=noon + second * SECOND,
            )

        return at

    def seconds(self, noon):
        return [
            ((start - noon).total_seconds(), end and (end - noon).total_seconds())
            for start, end in stretches()
        ]

    def test_a_visit_runs_while_it_plays_and_a_pause_ends_it(self, watch, noon):
        for second in (0, 15, 30):
            watch(second)
        watch(40, is_going_on=False)
        watch(300, is_going_on=False)
        watch(301)
        watch(316)

        assert self.seconds(noon) == [(0, 40), (301, None)]
        assert {visit.mode for visit in Visit.objects.all()} == {"on_demand"}

    def test_two_tabs_are_one_visit(self, watch, noon):
        for second in (0, 7, 15, 22):
            watch(second)

        assert self.seconds(noon) == [(0, None)]

    @pytest.mark.parametrize(("away", "visits"), [(44.9, 1), (45, 2), (3000, 2)])
    def test_silence_of_45_seconds_ended_it_with_the_last_call(self, watch, noon, away, visits):
        watch(0)
        watch(15)
        watch(15 + away)

        assert len(stretches()) == visits
        assert stretches()[0][1] == (None if visits == 1 else noon + 15 * SECOND)

    def test_who_stops_after_a_long_silence_stopped_with_the_last_call(self, watch, noon):
        watch(0)
        watch(15)
        watch(100, is_going_on=False)

        assert self.seconds(noon) == [(0, 15)]

    def test_the_worker_ends_what_fell_silent(self, watch, noon):
        watch(0)
        watch(15)
        close_stale_visits(at=noon + 100 * SECOND)

        assert self.seconds(noon) == [(0, 15)]

    def test_no_time_runs_past_the_end_or_backwards(self, watch, noon):
        end = noon + 20 * SECOND
        watch(10, until=end)
        watch(5, until=end)
        watch(25, until=end)
        assert Visit.objects.get().last_seen_at == end

        watch(30, until=end, is_going_on=False)
        assert watch(40, until=end) is None
        assert self.seconds(noon) == [(10, 20)]

    def test_nobody_watches_two_recordings_at_once(self, watch, delegate, noon, until):
        other = make_session(delegate.assembly)
        watch(0)
        watch(20)
        watch_on_demand(
            delegate=delegate, session=other, is_going_on=True, until=until, at=noon + 30 * SECOND
        )

        assert self.seconds(noon) == [(0, 20), (30, None)]

    def test_a_live_visit_of_the_same_session_is_another(self, watch, delegate, room, noon):
        open_visit(delegate=delegate, room=room, at=noon)
        watch(5)

        assert Visit.objects.filter(ended_at=None).count() == 2
