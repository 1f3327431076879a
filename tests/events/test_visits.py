"""Minutes come from visits: two tabs, a dropped line, leaving, and the gap of 45 seconds."""

from datetime import timedelta

import pytest

from events.actions.visits import GAP, close_stale_visits, close_visit, open_visit, touch_visits
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
