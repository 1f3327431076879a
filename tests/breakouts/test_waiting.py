"""Waiting for a full room: the line, the offers, and what every way of freeing a place does for it."""

import pytest
import time_machine

from breakouts.actions import (
    enter_room,
    join_line,
    leave_line,
    leave_seat,
    lock_room,
    offer_due_seats,
    offer_seats,
    readmit,
    remove,
    take_seat,
    unlock_room,
)
from breakouts.models import Seat, Wait
from breakouts.queries import places_left, rooms_with_a_line
from breakouts.refusals import EnterCode, EnterRefused, SeatCode, SeatRefused
from breakouts.tasks import offer_due_seats as offer_by_the_clock
from breakouts.turns import GIVEN, LAPSED, OFFERED
from events.actions.delegates import cancel_delegate
from events.models import Delegate, Room
from events.notice_occasions import occasion_of
from notices.actions.sending import letters_of, send_due
from notices.kinds import kind_of
from notices.models import Notice
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
    make_set,
)
from tests.breakouts.running import make_host
from tests.factories import make_facilitator

pytestmark = pytest.mark.django_db

LONG_BEFORE = OPENS + 60 * MINUTE
AT_THE_DOOR = STARTS - 10 * MINUTE


def refusal(function, **arguments) -> str:
    with pytest.raises((SeatRefused, EnterRefused)) as caught:
        function(**arguments)
    assert str(caught.value)
    return caught.value.code


def sit(room, at=OPENS) -> Delegate:
    delegate = make_guest(room)
    take_seat(delegate=delegate, room=room, at=at)
    return delegate


def wait_for(room, at=OPENS) -> Delegate:
    delegate = make_guest(room)
    join_line(delegate=delegate, room=room, at=at)
    return delegate


@pytest.fixture
def session():
    return make_set()


@pytest.fixture
def full(session):
    """A room with one place, which is taken."""
    room = make_day_room("Visas", session, capacity=1)
    room.holder = sit(room)
    return room


@pytest.fixture
def other(session):
    return make_day_room("Carers", session, capacity=10)


def offer_to(full, at=AT_THE_DOOR):
    """Free the place, and offer it to somebody who waits."""
    waiting = wait_for(full)
    leave_seat(delegate=full.holder, room=full, at=at)
    offer_seats(room=full, at=at)
    return waiting, Wait.objects.get(delegate=waiting)


def room_of(delegate):
    seat = Seat.objects.filter(delegate=delegate).first()
    return seat and seat.room


# --- The line ----------------------------------------------------------------------------------


def test_people_stand_in_the_order_in_which_they_joined(full):
    first, second, third = (wait_for(full) for _ in range(3))
    leave_line(delegate=second, room=full, at=OPENS)
    join_line(delegate=second, room=full, at=OPENS)

    line = Wait.objects.filter(room=full).in_line(OPENS).with_positions(OPENS)

    assert [each.delegate for each in line] == [first, third, second]
    assert [(each.ahead_count, each.line_count) for each in line] == [(0, 3), (1, 3), (2, 3)]


def test_joining_twice_keeps_the_turn_and_leaving_is_safe_without_one(full):
    first, _ = wait_for(full), wait_for(full)
    wait = join_line(delegate=first, room=full, at=OPENS + MINUTE)
    assert wait.joined_at == OPENS
    for _ in range(2):
        leave_line(delegate=first, room=full, at=OPENS)
    assert Wait.objects.count() == 1


def test_one_waits_for_one_room_of_a_session_and_keeps_the_seat_meanwhile(full, other, session):
    fuller = make_day_room("Leadership", session, capacity=0)
    delegate = sit(other)
    join_line(delegate=delegate, room=full, at=OPENS)
    join_line(delegate=delegate, room=fuller, at=OPENS)
    assert Wait.objects.get().room == fuller
    assert room_of(delegate) == other


def test_who_came_first_by_their_own_clock_and_second_to_the_line_does_not_overtake(full):
    quick = wait_for(full, at=OPENS + MINUTE)
    slow = wait_for(full, at=OPENS)
    assert [each.delegate for each in Wait.objects.in_line(OPENS + MINUTE)] == [quick, slow]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (OPENS - TICK, SeatCode.NOT_OPEN),
        (OPENS, None),
        (ENDS - TICK, None),
        (ENDS, SeatCode.OVER),
    ],
)
def test_one_waits_while_rooms_can_be_chosen(session, at, expected):
    room = make_day_room(session=session, capacity=0)
    arguments = {"delegate": make_guest(room), "room": room, "at": at}
    if expected:
        assert refusal(join_line, **arguments) == expected
    else:
        assert join_line(**arguments)


def test_nobody_waits_without_need(full, other):
    host = make_guest(full)
    make_facilitator(full, user=host.user)
    for delegate, room in ((make_guest(other), other), (full.holder, full), (host, full)):
        assert refusal(join_line, delegate=delegate, room=room, at=OPENS) == SeatCode.NOT_FULL


def test_nobody_waits_for_a_locked_room_or_one_they_were_removed_from(full):
    host, delegate = make_host(full), make_guest(full)
    enter_room(delegate=full.holder, room=full, at=DOOR)
    remove(actor=host, room=full, person=full.holder.user_id, because="Rude", at=DOOR)
    lock_room(actor=host, room=full, at=DOOR)
    arguments = {"room": full, "at": DOOR}
    assert refusal(join_line, delegate=full.holder, **arguments) == SeatCode.REMOVED
    assert refusal(join_line, delegate=delegate, **arguments) == SeatCode.LOCKED


# --- Nobody is overtaken -----------------------------------------------------------------------


def test_a_free_place_is_nobodys_but_whoevers_turn_it_is(full):
    wait_for(full)
    leave_seat(delegate=full.holder, room=full, at=DOOR)
    late = make_guest(full)
    for at in (DOOR, DOOR + MINUTE):
        assert places_left([full], at) == {full.pk: 0}
        assert refusal(take_seat, delegate=late, room=full, at=at) == SeatCode.FULL
        offer_seats(room=full, at=at)
        assert refusal(enter_room, delegate=late, room=full, at=at) == EnterCode.NO_SEAT


def test_who_waits_behind_does_not_get_it_either(full):
    wait_for(full)
    second = wait_for(full)
    leave_seat(delegate=full.holder, room=full, at=AT_THE_DOOR)
    assert refusal(take_seat, delegate=second, room=full, at=AT_THE_DOOR) == SeatCode.FULL


# --- Offers ------------------------------------------------------------------------------------


def test_before_the_door_who_has_no_other_room_has_the_place_at_once(full):
    waiting = wait_for(full)
    leave_seat(delegate=full.holder, room=full, at=LONG_BEFORE)
    assert offer_seats(room=full, at=LONG_BEFORE) == 1
    assert room_of(waiting) == full
    assert not Wait.objects.exists()


def test_who_has_another_room_is_asked_and_moves_by_taking_it(full, other):
    waiting = sit(other)
    join_line(delegate=waiting, room=full, at=OPENS)
    leave_seat(delegate=full.holder, room=full, at=LONG_BEFORE)
    offer_seats(room=full, at=LONG_BEFORE)

    wait = Wait.objects.get()
    assert (wait.offered_at, wait.offer_expires_at) == (LONG_BEFORE, LONG_BEFORE + 120 * MINUTE)
    assert room_of(waiting) == other
    take_seat(delegate=waiting, room=full, at=wait.offer_expires_at - TICK)
    assert room_of(waiting) == full
    assert not Wait.objects.exists()


def test_an_offer_holds_the_place_until_its_instant_and_then_goes_to_the_next(full):
    waiting, wait = offer_to(full)
    behind, until = wait_for(full, at=AT_THE_DOOR), wait.offer_expires_at
    assert until == AT_THE_DOOR + 2 * MINUTE
    assert offer_seats(room=full, at=until - TICK) == 0

    assert offer_seats(room=full, at=until) == 1

    assert refusal(take_seat, delegate=waiting, room=full, at=until) == SeatCode.FULL
    assert take_seat(delegate=behind, room=full, at=until)


def test_an_offer_that_is_over_is_over_for_whoever_asked_in_time_and_came_late(full):
    waiting, wait = offer_to(full)
    wait_for(full, at=AT_THE_DOOR)
    offer_seats(room=full, at=wait.offer_expires_at)
    late = {"delegate": waiting, "room": full, "at": wait.offer_expires_at - TICK}
    assert refusal(take_seat, **late) == SeatCode.FULL


def test_who_did_not_answer_waits_again_at_the_end(full):
    waiting, wait = offer_to(full)
    behind, until = wait_for(full, at=AT_THE_DOOR), wait.offer_expires_at
    again = join_line(delegate=waiting, room=full, at=until)
    assert [each.delegate for each in Wait.objects.in_line(until)] == [behind, waiting]
    assert again.joined_at == until


def test_without_anybody_behind_them_the_place_is_free_for_all(full):
    waiting, wait = offer_to(full)
    until = wait.offer_expires_at
    assert places_left([full], until) == {full.pk: 1}
    assert refusal(join_line, delegate=waiting, room=full, at=until) == SeatCode.NOT_FULL
    assert take_seat(delegate=make_guest(full), room=full, at=until)


def test_letting_it_go_offers_it_to_the_next(full, django_capture_on_commit_callbacks):
    waiting, _ = offer_to(full)
    behind = wait_for(full, at=AT_THE_DOOR)
    with time_machine.travel(AT_THE_DOOR, tick=False), django_capture_on_commit_callbacks(execute=True):
        leave_line(delegate=waiting, room=full, at=AT_THE_DOOR)
    assert Wait.objects.offered(AT_THE_DOOR).get().delegate == behind


def test_who_walks_in_with_an_offer_takes_it(full):
    waiting, _ = offer_to(full, at=DOOR)
    enter_room(delegate=waiting, room=full, at=DOOR + MINUTE)
    assert room_of(waiting) == full
    assert not Wait.objects.exists()


def test_a_locked_room_offers_nothing_and_takes_nobody_in(full):
    host = make_host(full)
    waiting, _ = offer_to(full, at=DOOR)
    behind = wait_for(full, at=DOOR)
    lock_room(actor=host, room=full, at=DOOR)
    assert refusal(take_seat, delegate=waiting, room=full, at=DOOR) == SeatCode.LOCKED
    later = DOOR + 3 * MINUTE
    assert offer_seats(room=full, at=later) == 0
    unlock_room(actor=host, room=full, at=later)
    assert offer_seats(room=full, at=later) == 1
    assert Wait.objects.offered(later).get().delegate == behind


def test_a_cancelled_session_offers_nothing_and_its_lines_go_on_once_it_is_restored(full):
    waiting = wait_for(full)
    leave_seat(delegate=full.holder, room=full, at=AT_THE_DOOR)
    sessions = type(full.session).objects.filter(pk=full.session_id)
    sessions.update(cancelled_at=AT_THE_DOOR)
    assert offer_seats(room=full, at=AT_THE_DOOR) == 0
    arguments = {"delegate": make_guest(full), "room": full, "at": AT_THE_DOOR}
    assert refusal(join_line, **arguments) == SeatCode.CANCELLED
    sessions.update(cancelled_at=None)
    assert offer_seats(room=full, at=AT_THE_DOOR) == 1
    assert Wait.objects.offered(AT_THE_DOOR).get().delegate == waiting


def test_waits_end_with_the_session(full):
    wait_for(full)
    leave_seat(delegate=full.holder, room=full, at=DOOR)
    assert offer_seats(room=full, at=ENDS) == 0
    assert not Wait.objects.in_line(ENDS).exists()
    assert list(rooms_with_a_line(ENDS - TICK)) == [full]
    assert not rooms_with_a_line(ENDS).exists()


def test_the_removed_wait_no_longer(full):
    host, waiting = make_host(full), full.holder
    enter_room(delegate=waiting, room=full, at=DOOR)
    leave_seat(delegate=waiting, room=full, at=DOOR)
    sit(full, at=DOOR)
    join_line(delegate=waiting, room=full, at=DOOR)
    remove(actor=host, room=full, person=waiting.user_id, because="Rude", at=DOOR)
    readmit(actor=host, room=full, person=waiting.user_id, at=DOOR)
    assert not Wait.objects.exists()


# --- What frees a place ------------------------------------------------------------------------


def _leaves(full, other):
    leave_seat(delegate=full.holder, room=full, at=AT_THE_DOOR)


def _moves(full, other):
    take_seat(delegate=full.holder, room=other, at=AT_THE_DOOR)


@pytest.mark.parametrize("frees", [_leaves, _moves])
def test_a_seat_given_up_is_offered_with_the_commit(full, other, frees, django_capture_on_commit_callbacks):
    waiting = wait_for(full)
    with time_machine.travel(AT_THE_DOOR, tick=False), django_capture_on_commit_callbacks(execute=True):
        frees(full, other)
    assert Wait.objects.offered(AT_THE_DOOR).get().delegate == waiting


def test_removing_somebody_and_unlocking_offer_with_the_commit(full, django_capture_on_commit_callbacks):
    host, waiting = make_host(full), wait_for(full)
    with time_machine.travel(DOOR, tick=False), django_capture_on_commit_callbacks(execute=True):
        lock_room(actor=host, room=full, at=DOOR)
        remove(actor=host, room=full, person=full.holder.user_id, because="Rude", at=DOOR)
    assert not Wait.objects.offered(DOOR).exists()
    with time_machine.travel(DOOR, tick=False), django_capture_on_commit_callbacks(execute=True):
        unlock_room(actor=host, room=full, at=DOOR)
    assert Wait.objects.offered(DOOR).get().delegate == waiting


def _lapses(full):
    return LAPSE


def _leaves_the_assembly(full):
    cancel_delegate(delegate=full.holder, actor=full.holder.user, at=DOOR)
    return DOOR


def _gets_more_places(full):
    Room.objects.filter(pk=full.pk).update(capacity=2)
    return DOOR


@pytest.mark.parametrize("frees", [_lapses, _leaves_the_assembly, _gets_more_places])
def test_what_nobody_enqueues_is_found_by_the_clock(full, frees):
    waiting = wait_for(full)
    at = frees(full)
    with time_machine.travel(at, tick=False):
        offer_by_the_clock()
        offer_by_the_clock()
    assert Wait.objects.offered(at).get().delegate == waiting


def test_who_cancels_their_place_holds_up_nobody(full):
    gone, waiting = wait_for(full), wait_for(full)
    cancel_delegate(delegate=gone, actor=gone.user, at=OPENS)
    leave_seat(delegate=full.holder, room=full, at=AT_THE_DOOR)
    offer_seats(room=full, at=AT_THE_DOOR)
    assert Wait.objects.offered(AT_THE_DOOR).get().delegate == waiting


def test_more_places_go_to_as_many_in_order(full):
    first, second, third = (wait_for(full) for _ in range(3))
    Room.objects.filter(pk=full.pk).update(capacity=3)
    assert offer_due_seats(rooms=rooms_with_a_line(LONG_BEFORE), at=LONG_BEFORE) == 2
    assert [room_of(each) for each in (first, second, third)] == [full, full, None]


def test_a_line_for_which_nothing_is_free_costs_two_questions(full, django_assert_num_queries):
    for _ in range(3):
        wait_for(full)
    with django_assert_num_queries(2):
        offer_seats(room=full, at=LONG_BEFORE)


# --- What is told ------------------------------------------------------------------------------


def test_the_person_is_told_on_their_own_stream(full):
    waiting, wait = offer_to(full)
    take_seat(delegate=waiting, room=full, at=AT_THE_DOOR)
    frames = Frame.objects.filter(stream__name=waiting.stream).order_by("seq")
    code, until = full.session.code, wait.offer_expires_at.isoformat()
    assert [(frame.type, frame.payload) for frame in frames] == [
        ("seat.wait", {"session": code, "room": full.code, "until": None}),
        ("seat.wait", {"session": code, "room": full.code, "until": until}),
        ("seat.wait", {"session": code, "room": None, "until": None}),
        ("seat.moved", {"session": code, "room": full.code}),
    ]


def test_the_turn_is_a_notice_in_the_portal_until_it_is_over(full):
    waiting, wait = offer_to(full)
    notice = Notice.objects.get(recipient=waiting.user, kind=OFFERED)
    assert notice.stale_at == wait.offer_expires_at
    with time_machine.travel(AT_THE_DOOR, tick=False):
        letter = letters_of([notice])[notice.code]
        leave_line(delegate=waiting, room=full, at=AT_THE_DOOR)
        assert not letters_of([notice])
    assert letter.headline == "A place in Visas is free for you"
    assert "until 11:32am on Friday 27 May 2022 (UK time)" in letter.introduction[1]
    assert letter.button.path == full.address


def test_who_did_not_answer_is_told_that_it_went_and_who_did_is_not(full):
    waiting, wait = offer_to(full)
    notice = Notice.objects.get(recipient=waiting.user, kind=LAPSED)
    assert notice.due_at == wait.offer_expires_at
    with time_machine.travel(wait.offer_expires_at, tick=False):
        letter = letters_of([notice])[notice.code]
        assert letter.headline == "The place in Visas went to the next in line"
    take_seat(delegate=waiting, room=full, at=AT_THE_DOOR)
    with time_machine.travel(wait.offer_expires_at, tick=False):
        assert not letters_of([notice])


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(take_seat, "The place is yours."), (leave_line, "The place is not kept for you.")],
)
def test_the_notice_of_an_offer_says_what_became_of_it(full, answer, outcome):
    waiting, _ = offer_to(full)
    offer = Notice.objects.filter(recipient=waiting.user, kind=OFFERED)
    with time_machine.travel(AT_THE_DOOR, tick=False):
        send_due(at=AT_THE_DOOR)
        assert offer.unread().open().get().own_path == full.address
        answer(delegate=waiting, room=full, at=AT_THE_DOOR)
    assert not offer.unread().exists()
    assert (offer.get().outcome, offer.get().own_path, offer.get().open_until) == (outcome, "", None)


def test_who_is_given_the_place_is_told_so(full):
    waiting = wait_for(full)
    leave_seat(delegate=full.holder, room=full, at=LONG_BEFORE)
    offer_seats(room=full, at=LONG_BEFORE)
    notice = Notice.objects.get(recipient=waiting.user)
    assert notice.kind == GIVEN
    with time_machine.travel(LONG_BEFORE, tick=False):
        assert letters_of([notice])[notice.code].headline == "You have a place in Visas"


def test_letters_of_many_are_written_with_few_questions(full, django_assert_num_queries):
    for _ in range(3):
        wait_for(full)
    Room.objects.filter(pk=full.pk).update(capacity=4)
    offer_seats(room=full, at=AT_THE_DOOR)
    notices = list(Notice.objects.filter(kind=OFFERED).select_related("recipient"))
    with time_machine.travel(AT_THE_DOOR, tick=False), django_assert_num_queries(2):
        assert len(letters_of(notices)) == 3


def test_organisers_read_what_makes_somebody_be_told_that_an_offer_ended():
    told = "When a place in a room that was kept for somebody is not taken in time"
    assert occasion_of(kind_of(LAPSED)) == told
