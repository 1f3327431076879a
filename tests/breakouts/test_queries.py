from datetime import timedelta

import pytest

from breakouts import policies
from breakouts.actions import enter_room, remove, take_seat
from breakouts.queries import Host, allowed_inside, hosts_of, places_left, role_of
from events.models import Delegate
from tests.breakouts.days import OPENS, STARTS, TICK, make_day_room, make_guest
from tests.factories import (
    make_chair,
    make_facilitator,
    make_organiser,
    make_room,
    make_speaker,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_places_left_of_many_rooms_are_one_query(django_assert_num_queries):
    rooms = [make_day_room(f"Room {number}", capacity=3) for number in range(3)]
    for count, room in enumerate(rooms):
        for _ in range(count):
            take_seat(delegate=make_guest(room), room=room, at=OPENS)

    with django_assert_num_queries(1):
        assert list(places_left(rooms, OPENS).values()) == [3, 2, 1]


def test_places_left_are_none_without_a_limit_and_never_below_zero(django_assert_num_queries):
    stage = make_day_room(capacity=None)
    lowered = make_day_room()
    for _ in range(2):
        take_seat(delegate=make_guest(lowered), room=lowered, at=OPENS)
    lowered.capacity = 1

    assert places_left([stage, lowered], OPENS) == {stage.pk: None, lowered.pk: 0}
    with django_assert_num_queries(0):
        assert places_left([stage], OPENS) == {stage.pk: None}
        assert places_left([], OPENS) == {}


def test_a_locked_room_has_no_places_left():
    rooms = [make_day_room(locked_at=STARTS), make_day_room(locked_at=STARTS, capacity=None)]

    assert set(places_left(rooms, STARTS).values()) == {0}
    assert set(places_left(rooms, STARTS - TICK).values()) == {2, None}


def test_hosts_are_named_with_their_post_and_role_facilitators_first():
    room = make_day_room()
    topic = make_topic(room.session, question_room=room)
    make_speaker(room.session, topic, name="Cal")
    make_chair(room.session, name="Bo")
    user = make_user()
    make_facilitator(room, name="Ada", post="Associate dean", user=user)
    make_facilitator(make_day_room("Elsewhere", room.session), name="Nobody here")

    assert hosts_of(room) == [
        Host(user.pk, "Ada", "Associate dean", "Facilitator"),
        Host(None, "Bo", "", "Chair"),
        Host(None, "Cal", "", "Speaker"),
    ]
    assert role_of(user, room) == "Facilitator"
    assert role_of(make_user(), room) == ""


def test_who_does_several_things_is_named_once():
    room = make_day_room()
    contributor = make_facilitator(room).contributor
    room.session.chairs.create(contributor=contributor)

    assert [host.role for host in hosts_of(room)] == ["Facilitator"]


def test_who_may_stay_is_the_same_for_many_at_once_as_for_one(django_assert_num_queries):
    room = make_day_room(capacity=3)
    beside = make_room(room.session, capacity=5)
    seated, moved, without, cancelled = (make_guest(room) for _ in range(4))
    for delegate in (seated, cancelled):
        take_seat(delegate=delegate, room=room, at=OPENS)
    take_seat(delegate=moved, room=beside, at=OPENS)
    Delegate.objects.filter(pk=cancelled.pk).update(state=Delegate.State.CANCELLED)
    host = make_user()
    make_facilitator(room, user=host)
    organiser = make_organiser()
    removed = make_guest(room)
    take_seat(delegate=removed, room=room, at=OPENS)
    enter_room(delegate=removed, room=room, at=STARTS)
    remove(actor=host, room=room, person=removed.user_id, because="Shouting", at=STARTS)
    known = (seated, moved, without, cancelled, removed)
    users = [each.user for each in known] + [host, organiser, make_user()]

    with django_assert_num_queries(5):
        found = allowed_inside({room.code: [user.pk for user in users]}, STARTS)

    assert found == {room.code: {user.pk for user in users if policies.can_stay(user, room, at=STARTS)}}
    assert found == {room.code: {seated.user_id, host.pk, organiser.pk}}


def test_who_may_stay_is_told_for_rooms_that_need_a_seat_and_for_those_that_do_not():
    open_room = make_day_room(capacity=None)
    limited = make_room(open_room.session, capacity=5)
    seated, elsewhere, without = (make_guest(open_room) for _ in range(3))
    take_seat(delegate=seated, room=open_room, at=OPENS)
    take_seat(delegate=elsewhere, room=limited, at=OPENS)
    people = [delegate.user for delegate in (seated, elsewhere, without)] + [make_user()]
    user_ids = [user.pk for user in people]

    found = allowed_inside({open_room.code: user_ids, limited.code: user_ids}, STARTS)

    assert found == {
        open_room.code: {seated.user_id, without.user_id},
        limited.code: {elsewhere.user_id},
    }
    assert found == {
        room.code: {user.pk for user in people if policies.can_stay(user, room, at=STARTS)}
        for room in (open_room, limited)
    }


def test_nobody_is_asked_after_where_no_room_is_running(django_assert_num_queries):
    room = make_day_room()
    delegate = make_guest(room)

    with django_assert_num_queries(1):
        assert allowed_inside({room.code: [delegate.user_id]}, OPENS - timedelta(days=30)) == {}
