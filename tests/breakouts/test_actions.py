"""Taking and giving up seats, entering, speaking: what each use-case leaves behind."""

from uuid import uuid4

import pytest

from breakouts.actions import enter_room, leave_seat, say, take_seat
from breakouts.models import Message, Seat
from breakouts.queries import places_left
from breakouts.refusals import EnterCode, EnterRefused, SayCode, SayRefused, SeatCode, SeatRefused
from events.models import Delegate, Visit
from realtime.models import Frame
from tests.breakouts.days import (
    DOOR,
    ENDS,
    LAPSE,
    MINUTE,
    OPENS,
    STARTS,
    TICK,
    make_day_room,
    make_guest,
)  # fmt: skip
from tests.factories import make_facilitator, make_user

pytestmark = pytest.mark.django_db


# --- Seats


def test_a_seat_is_one_for_each_person_and_session():
    room = make_day_room()
    delegate = make_guest(room)

    first = take_seat(delegate=delegate, room=room, at=OPENS)
    again = take_seat(delegate=delegate, room=room, at=OPENS + MINUTE)

    assert first == again
    assert again.taken_at == OPENS


def test_moving_gives_up_the_first_room_and_ends_the_visit_to_it():
    first = make_day_room(capacity=1)
    second = make_day_room("Carers", first.session, capacity=1)
    delegate = make_guest(first)
    enter_room(delegate=delegate, room=first, at=DOOR)

    seat = take_seat(delegate=delegate, room=second, at=DOOR + TICK)

    assert (seat.room, seat.entered_at) == (second, None)
    assert places_left([first, second], DOOR + TICK) == {first.pk: 1, second.pk: 0}
    assert Visit.objects.get().ended_at == DOOR + TICK


def test_a_full_room_leaves_you_where_you_are():
    mine = make_day_room()
    full = make_day_room("Carers", mine.session, capacity=0)
    delegate = make_guest(mine)
    enter_room(delegate=delegate, room=mine, at=DOOR)

    with pytest.raises(SeatRefused) as refused:
        take_seat(delegate=delegate, room=full, at=STARTS)

    assert refused.value.code is SeatCode.FULL
    assert Seat.objects.get().room == mine
    assert Visit.objects.get().ended_at is None


def test_lowering_and_locking_evict_nobody():
    room = make_day_room(capacity=1)
    delegate = make_guest(room)
    take_seat(delegate=delegate, room=room, at=OPENS)
    room.capacity, room.locked_at = 0, OPENS
    room.save()

    enter_room(delegate=delegate, room=room, at=STARTS)

    assert Seat.objects.get().entered_at == STARTS
    assert places_left([room], STARTS) == {room.pk: 0}


def test_a_seat_that_nobody_came_to_goes_to_whoever_walks_in():
    room = make_day_room(capacity=1)
    late, quick = make_guest(room), make_guest(room)
    take_seat(delegate=late, room=room, at=OPENS)

    with pytest.raises(EnterRefused):
        enter_room(delegate=quick, room=room, at=LAPSE - TICK)
    enter_room(delegate=quick, room=room, at=LAPSE)

    with pytest.raises(EnterRefused) as refused:
        enter_room(delegate=late, room=room, at=LAPSE + MINUTE)
    assert refused.value.code is EnterCode.NO_SEAT


def test_a_late_holder_gets_back_in_while_there_is_room():
    room = make_day_room(capacity=1)
    late = make_guest(room)
    take_seat(delegate=late, room=room, at=OPENS)

    enter_room(delegate=late, room=room, at=LAPSE + MINUTE)

    seat = Seat.objects.get()
    assert (seat.taken_at, seat.entered_at) == (LAPSE + MINUTE, LAPSE + MINUTE)


def test_time_in_a_room_does_not_run_back_behind_its_last_claim():
    """Both waited for the room: the later one was let through first, because the seat had lapsed by then."""
    room = make_day_room(capacity=1)
    holder, quick = make_guest(room), make_guest(room)
    take_seat(delegate=holder, room=room, at=OPENS)
    take_seat(delegate=quick, room=room, at=LAPSE)

    with pytest.raises(EnterRefused):
        enter_room(delegate=holder, room=room, at=LAPSE - TICK)

    assert Seat.objects.counted(LAPSE - TICK).count() <= 2
    assert Seat.objects.counted(LAPSE).get().delegate == quick


def test_coming_back_after_cancelling_claims_anew():
    room = make_day_room(capacity=1)
    back, other = make_guest(room), make_guest(room)
    take_seat(delegate=back, room=room, at=OPENS)
    Delegate.objects.filter(pk=back.pk).update(registered_at=OPENS + 2 * MINUTE)
    take_seat(delegate=other, room=room, at=OPENS + MINUTE)

    with pytest.raises(SeatRefused, match="is full"):
        take_seat(delegate=back, room=room, at=OPENS + 3 * MINUTE)


def test_an_entered_seat_of_before_cancelling_opens_no_door():
    room = make_day_room(capacity=1)
    back, other = make_guest(room), make_guest(room)
    enter_room(delegate=back, room=room, at=DOOR)
    Delegate.objects.filter(pk=back.pk).update(registered_at=DOOR + 2 * MINUTE)
    enter_room(delegate=other, room=room, at=DOOR + MINUTE)

    with pytest.raises(EnterRefused):
        enter_room(delegate=back, room=room, at=STARTS)


def test_giving_up_a_seat_frees_it_and_ends_the_visit():
    room = make_day_room(capacity=1)
    delegate = make_guest(room)
    enter_room(delegate=delegate, room=room, at=STARTS)

    for _ in range(2):
        leave_seat(delegate=delegate, room=room, at=STARTS + MINUTE / 2)

    assert not Seat.objects.exists()
    assert Visit.objects.get().ended_at == STARTS + MINUTE / 2
    assert places_left([room], STARTS + MINUTE / 2) == {room.pk: 1}


def test_leaving_another_room_than_ones_own_changes_nothing():
    mine = make_day_room()
    other = make_day_room("Carers", mine.session)
    delegate = make_guest(mine)
    take_seat(delegate=delegate, room=mine, at=OPENS)

    leave_seat(delegate=delegate, room=other, at=STARTS)

    assert Seat.objects.get().room == mine


def test_what_happened_stays_on_record():
    room = make_day_room("Visas")
    delegate = make_guest(room)
    enter_room(delegate=delegate, room=room, at=STARTS)

    with pytest.raises(SeatRefused, match=r"Visas is over\. It ended at 12:25pm\."):
        leave_seat(delegate=delegate, room=room, at=ENDS)


# --- Entering


def test_entering_opens_a_visit_and_marks_the_seat():
    room = make_day_room()
    delegate = make_guest(room)
    take_seat(delegate=delegate, room=room, at=OPENS)

    visit = enter_room(delegate=delegate, room=room, at=STARTS)

    assert (visit.started_at, visit.room, visit.session) == (STARTS, room, room.session)
    assert (Seat.objects.get().entered_at, Seat.objects.get().taken_at) == (STARTS, OPENS)


def test_walking_in_with_places_left_takes_a_seat():
    room = make_day_room()

    enter_room(delegate=make_guest(room), room=room, at=STARTS)

    assert Seat.objects.get().entered_at == STARTS


def test_a_stage_is_entered_without_a_seat():
    stage = make_day_room(capacity=None)

    enter_room(delegate=make_guest(stage), room=stage, at=STARTS)

    assert not Seat.objects.exists()


def test_entering_twice_is_one_visit():
    room = make_day_room()
    delegate = make_guest(room)

    first = enter_room(delegate=delegate, room=room, at=STARTS)
    second = enter_room(delegate=delegate, room=room, at=STARTS + TICK)

    assert first == second
    assert Seat.objects.get().entered_at == STARTS


def test_facilitators_use_up_no_place():
    room = make_day_room(capacity=1)
    facilitator, guest = make_guest(room), make_guest(room)
    make_facilitator(room, user=facilitator.user)

    for delegate in (facilitator, guest):
        enter_room(delegate=delegate, room=room, at=STARTS)

    assert places_left([room], STARTS) == {room.pk: 0}


# --- Speaking


def speaker_in(room):
    delegate = make_guest(room)
    enter_room(delegate=delegate, room=room, at=DOOR)
    return delegate


def test_what_is_said_stands_in_the_room_and_on_its_stream():
    room = make_day_room()
    delegate = speaker_in(room)
    cid = uuid4()

    message = say(author=delegate.user, room=room, body=" Hello\r\nall ", cid=cid, at=STARTS)

    assert (message.author_name, message.body, message.sent_at) == (delegate.name, "Hello\nall", STARTS)
    frame = Frame.objects.get(stream__name=room.stream)
    assert (frame.type, frame.seq, frame.cid, frame.actor) == ("chat.msg", 1, cid, delegate.user)
    assert frame.payload == {
        "id": message.pk,
        "by": {"id": str(delegate.user_id), "name": delegate.name, "role": ""},
        "body": "Hello\nall",
    }


def test_a_message_sent_twice_stands_once_even_after_the_end():
    room = make_day_room()
    delegate = speaker_in(room)
    cid = uuid4()

    first = say(author=delegate.user, room=room, body="Hello", cid=cid, at=STARTS)
    again = say(author=delegate.user, room=room, body="Hello", cid=cid, at=ENDS)

    assert first == again
    assert Frame.objects.filter(type="chat.msg").count() == 1


def test_a_persons_other_pages_are_told_where_their_seat_is():
    room = make_day_room()
    other = make_day_room("Carers", room.session)
    delegate = make_guest(room)

    take_seat(delegate=delegate, room=room, at=OPENS)
    take_seat(delegate=delegate, room=room, at=OPENS)
    enter_room(delegate=delegate, room=room, at=DOOR)
    take_seat(delegate=delegate, room=other, at=STARTS)
    for _ in range(2):
        leave_seat(delegate=delegate, room=other, at=STARTS)

    told = Frame.objects.filter(stream__name=delegate.stream).order_by("seq")
    assert [(frame.payload["session"], frame.payload["room"]) for frame in told] == [
        (room.session.code, room.code),
        (room.session.code, other.code),
        (room.session.code, None),
    ]


def test_two_people_may_draw_the_same_number():
    room = make_day_room()
    cid = uuid4()

    for delegate in (speaker_in(room), speaker_in(room)):
        say(author=delegate.user, room=room, body="Hello", cid=cid, at=STARTS)

    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", SayCode.EMPTY),
        (" \r\n\t ", SayCode.EMPTY),
        ("\x00\x07", SayCode.EMPTY),
        ("x", None),
        ("x" * 2000, None),
        (" " + "é" * 2000 + "\r\n", None),
        ("x" * 2001, SayCode.TOO_LONG),
    ],
    ids=["empty", "blank", "control characters", "shortest", "longest", "longest, untidy", "too long"],
)
def test_a_message_has_1_to_2000_characters(body, code):
    room = make_day_room()
    user = speaker_in(room).user

    if code is None:
        say(author=user, room=room, body=body, cid=uuid4(), at=STARTS)
    else:
        with pytest.raises(SayRefused) as refused:
            say(author=user, room=room, body=body, cid=uuid4(), at=STARTS)
        assert refused.value.code is code
    assert Message.objects.exists() is (code is None)


def test_an_over_long_message_is_told_its_length():
    room = make_day_room()

    with pytest.raises(SayRefused, match=r"Message must be 2,000 characters or fewer\. It has 2,001\."):
        say(author=speaker_in(room).user, room=room, body="x" * 2001, cid=uuid4(), at=STARTS)


@pytest.mark.parametrize(
    "body", ["مرحبا بالجميع", "\u202eabc\u2067", "half \ud83d of a face", "null \x00 byte", "🙂"]
)
def test_text_of_every_script_arrives_and_what_is_no_text_is_dropped(body):
    room = make_day_room()

    message = say(author=speaker_in(room).user, room=room, body=body, cid=uuid4(), at=STARTS)

    message.refresh_from_db()
    dropped = dict.fromkeys(map(ord, "\ud83d\x00\u202e\u2067"))
    assert message.body == body.translate(dropped)


def test_who_is_not_inside_is_not_heard():
    room = make_day_room()

    with pytest.raises(SayRefused) as refused:
        say(author=make_guest(room).user, room=room, body="Hello", cid=uuid4(), at=STARTS)

    assert refused.value.code is SayCode.NOT_INSIDE
    assert not Frame.objects.filter(type="chat.msg").exists()


def test_a_facilitator_without_a_place_at_the_assembly_speaks_under_their_own_name():
    room = make_day_room()
    host = make_user(name="Dr Joss Quillbrook")
    make_facilitator(room, user=host)

    message = say(author=host, room=room, body="Welcome", cid=uuid4(), at=STARTS)

    assert message.author_name == "Dr Joss Quillbrook"
    assert Frame.objects.get().payload["by"]["role"] == "Facilitator"


def test_who_speaks_is_there():
    room = make_day_room()
    delegate = speaker_in(room)

    say(author=delegate.user, room=room, body="Hello", cid=uuid4(), at=DOOR + MINUTE / 2)

    assert Visit.objects.get().last_seen_at == DOOR + MINUTE / 2
