"""What the realtime engine asks of a room: who may follow, the state, the badge, and who came and went."""

from datetime import timedelta
from uuid import uuid4

import pytest

from assembly_portal.routing import TABLES
from breakouts.actions import enter_room, leave_seat, say, take_seat
from breakouts.models import Message, Seat
from breakouts.refusals import SayRefused
from common.policy import Refused
from events.actions.visits import GAP
from events.models import Visit
from realtime.registry import Command
from tests.breakouts.days import DOOR, ENDS, LAPSE, MINUTE, OPENS, STARTS, TICK, make_day_room, make_guest
from tests.factories import make_facilitator, make_user

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def kind(name):
    return TABLES.stream_kind(name)


def guest_in(room):
    delegate = make_guest(room)
    enter_room(delegate=delegate, room=room, at=DOOR)
    return delegate


def test_the_stream_of_a_room_is_followed_by_who_may_be_there_now():
    room = make_day_room()
    inside, outside, host = guest_in(room), make_guest(room), make_user()
    make_facilitator(room, user=host)
    may_follow = kind(room.stream).may_follow

    assert may_follow(inside.user_id, room.stream, STARTS)
    assert may_follow(host.pk, room.stream, STARTS)
    assert not may_follow(outside.user_id, room.stream, STARTS)
    assert not may_follow(inside.user_id, room.stream, ENDS)
    assert not may_follow(inside.user_id, "room:unknown", STARTS)


def test_the_stream_of_a_person_is_their_own():
    mine, other = make_guest(make_day_room()), make_guest(make_day_room())

    assert kind(mine.stream).may_follow(mine.user_id, mine.stream, OPENS)
    assert not kind(mine.stream).may_follow(other.user_id, mine.stream, OPENS)


def test_the_state_of_a_person_is_where_their_standing_seats_are():
    room = make_day_room()
    delegate = make_guest(room)
    take_seat(delegate=delegate, room=room, at=OPENS)
    snapshot = kind(delegate.stream).snapshot

    assert snapshot(delegate.stream, STARTS) == {
        "seats": {room.session.code: room.code},
        "waits": {},
        "restrictions": [],
        "help": [],
    }
    assert snapshot(delegate.stream, LAPSE) == {"seats": {}, "waits": {}, "restrictions": [], "help": []}


def test_the_state_of_a_room_is_its_end_and_what_was_said_last(django_assert_num_queries):
    room = make_day_room()
    delegate, host = guest_in(room), make_user()
    make_facilitator(room, user=host)
    for number in range(51):
        say(author=delegate.user, room=room, body=f"{number}", cid=uuid4(), at=STARTS + number * SECOND)
    last = say(author=host, room=room, body="Welcome", cid=uuid4(), at=STARTS + MINUTE)

    with django_assert_num_queries(4):
        state = kind(room.stream).snapshot(room.stream, STARTS + MINUTE)

    assert state["ends_at"] == ENDS.isoformat()
    assert [message["body"] for message in state["messages"]] == [str(n) for n in range(2, 51)] + ["Welcome"]
    assert state["messages"][-1] == {
        "id": last.pk,
        "by": {"id": str(host.pk), "name": str(host), "role": "Facilitator"},
        "body": "Welcome",
        "at": last.sent_at.isoformat(),
        "cid": str(last.cid),
        "is_edited": False,
    }


def test_a_badge_shows_the_name_given_at_registering_and_the_role(django_assert_num_queries):
    room = make_day_room()
    delegate = make_guest(room, name="Dr Amara", pronouns="she/her")
    host = make_user(name="Dr Joss")
    make_facilitator(room, user=host)
    pairs = [(delegate.user_id, room.stream), (host.pk, room.stream)]

    with django_assert_num_queries(5):
        badges = kind(room.stream).presence.badges(pairs, STARTS)

    assert badges[delegate.user_id, room.stream] == {
        "id": str(delegate.user_id),
        "name": "Dr Amara",
        "pronouns": "she/her",
        "role": "",
    }
    assert badges[host.pk, room.stream]["role"] == "Facilitator"
    assert badges[host.pk, room.stream]["name"] == "Dr Joss"


def test_arriving_opens_a_visit_and_marks_the_seat_but_takes_none():
    room = make_day_room()
    holder, outsider = make_guest(room), make_guest(room)
    take_seat(delegate=holder, room=room, at=OPENS)
    arrived = kind(room.stream).presence.arrived

    for _ in range(2):
        arrived([holder.user_id], room.stream, STARTS)
        arrived([outsider.user_id], room.stream, STARTS)

    assert Visit.objects.get().delegate == holder
    assert Seat.objects.get().entered_at == STARTS


def test_a_host_without_a_place_arrives_without_a_visit():
    room = make_day_room()
    host = make_user()
    make_facilitator(room, user=host)

    kind(room.stream).presence.arrived([host.pk], room.stream, STARTS)
    kind(room.stream).presence.touched([host.pk], room.stream, STARTS)

    assert not Visit.objects.exists()


def test_being_there_moves_visits_on(django_assert_num_queries):
    room = make_day_room(capacity=None)
    people = [guest_in(room).user_id for _ in range(3)]

    with django_assert_num_queries(3):
        kind(room.stream).presence.touched(people, room.stream, DOOR + 15 * SECOND)

    assert set(Visit.objects.values_list("last_seen_at", flat=True)) == {DOOR + 15 * SECOND}


def test_who_is_there_after_a_long_silence_of_the_servers_has_a_new_visit():
    room = make_day_room()
    delegate = guest_in(room)

    kind(room.stream).presence.touched([delegate.user_id], room.stream, DOOR + GAP)

    assert list(Visit.objects.order_by("started_at").values_list("started_at", "ended_at")) == [
        (DOOR, DOOR),
        (DOOR + GAP, None),
    ]


def test_a_second_tab_that_stays_open_brings_nobody_back_who_left():
    room = make_day_room()
    delegate = guest_in(room)
    leave_seat(delegate=delegate, room=room, at=DOOR + SECOND)

    kind(room.stream).presence.touched([delegate.user_id], room.stream, DOOR + 2 * SECOND)
    kind(room.stream).presence.arrived([delegate.user_id], room.stream, DOOR + 3 * SECOND)

    assert not Seat.objects.exists()
    assert Visit.objects.get().ended_at == DOOR + SECOND


def test_a_page_left_open_after_the_end_adds_no_minutes():
    room = make_day_room()
    delegate = guest_in(room)
    touched = kind(room.stream).presence.touched
    seconds = 15
    while DOOR + seconds * SECOND < ENDS + 2 * MINUTE:
        touched([delegate.user_id], room.stream, DOOR + seconds * SECOND)
        seconds += 15

    assert Visit.objects.get().last_seen_at == ENDS


def test_lost_connections_leave_the_visits_open_at_the_moment_last_seen(django_assert_num_queries):
    room = make_day_room(capacity=None)
    people = [guest_in(room).user_id for _ in range(3)]

    with django_assert_num_queries(4):
        kind(room.stream).presence.left(people, room.stream, DOOR + 20 * SECOND)

    assert list(Visit.objects.values_list("last_seen_at", "ended_at")) == [(DOOR + 20 * SECOND, None)] * 3


@pytest.mark.parametrize("hook", ["arrived", "touched", "left"])
def test_a_room_that_an_organiser_removed_is_no_error(hook):
    getattr(kind("room:gone").presence, hook)([make_user().pk], "room:gone", STARTS)


def test_a_message_sent_over_the_socket_is_the_same_use_case():
    room = make_day_room()
    delegate = guest_in(room)
    send = TABLES.command("chat.send")
    cid = uuid4()

    answer = send.action(Command(delegate.user, room.stream, {"cid": cid, "body": "Hello"}, STARTS))

    assert Message.objects.get(cid=cid).pk == answer["id"]
    with pytest.raises(SayRefused) as refused:
        send.action(Command(delegate.user, room.stream, {"cid": uuid4(), "body": "x" * 2001}, STARTS))
    assert isinstance(refused.value, Refused)
    assert str(refused.value).startswith("Message must be 2,000 characters or fewer")


def test_a_seat_that_lapsed_closes_the_stream():
    room = make_day_room()
    delegate = make_guest(room)
    take_seat(delegate=delegate, room=room, at=OPENS)

    assert kind(room.stream).may_follow(delegate.user_id, room.stream, LAPSE - TICK)
    assert not kind(room.stream).may_follow(delegate.user_id, room.stream, LAPSE)
