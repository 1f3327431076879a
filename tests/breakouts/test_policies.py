"""Who may take a seat, enter and speak, at the instant before, at and after every edge."""

import pytest

from breakouts.actions import enter_room, leave_seat, take_seat
from breakouts.models import Seat
from breakouts.policies import can_enter_room, can_give_up_seat, can_speak, can_stay, can_take_seat
from breakouts.queries import role_of
from breakouts.refusals import EnterCode, EnterRefused, SayCode, SayRefused, SeatCode, SeatRefused
from events.models import Delegate
from tests.breakouts.days import (
    DOOR,
    ENDS,
    LAPSE,
    MINUTE,
    OPENS,
    PUBLISHED,
    STARTS,
    TICK,
    make_day_room,
    make_guest,
    make_set,
)  # fmt: skip
from tests.factories import make_chair, make_facilitator, make_organiser, make_speaker, make_user

pytestmark = pytest.mark.django_db

NOT_HELD = [state for state in Delegate.State if state != Delegate.State.REGISTERED]


def words(verdict, refused):
    return str(refused(verdict.code, **verdict.facts))


# --- Taking a seat


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (PUBLISHED, SeatCode.NOT_OPEN),
        (OPENS - TICK, SeatCode.NOT_OPEN),
        (OPENS, None),
        (STARTS, None),
        (ENDS - TICK, None),
        (ENDS, SeatCode.OVER),
        (ENDS + TICK, SeatCode.OVER),
    ],
)
def test_a_seat_can_be_taken_from_the_opening_of_the_assembly_to_the_end_of_the_session(at, code):
    room = make_day_room()

    assert can_take_seat(make_guest(room), room, at=at).code is code


@pytest.mark.parametrize("state", NOT_HELD)
def test_a_wish_for_a_place_at_the_assembly_takes_no_seat(state):
    room = make_day_room()

    verdict = can_take_seat(make_guest(room, state=state), room, at=STARTS)

    assert verdict.code is SeatCode.NOT_REGISTERED
    assert words(verdict, SeatRefused) == f"Register for {room.session.assembly} to choose a room."


def test_nobody_and_a_delegate_of_another_assembly_take_no_seat():
    room, elsewhere = make_day_room(), make_day_room()

    assert can_take_seat(None, room, at=STARTS).code is SeatCode.NOT_REGISTERED
    assert can_take_seat(make_guest(elsewhere), room, at=STARTS).code is SeatCode.NOT_REGISTERED


def test_a_room_of_an_unpublished_session_or_assembly_cannot_be_chosen():
    draft = make_day_room(session=make_set(published_at=None))
    early = make_day_room(session=make_set(published_at=STARTS + TICK))
    hidden = make_day_room()
    hidden.session.assembly.published_at = None

    for room in (draft, early, hidden):
        assert can_take_seat(make_guest(room), room, at=STARTS).code is SeatCode.NOT_OPEN


@pytest.mark.parametrize(
    ("locked_at", "code"),
    [(STARTS - TICK, SeatCode.LOCKED), (STARTS, SeatCode.LOCKED), (STARTS + TICK, None), (None, None)],
)
def test_a_locked_room_takes_nobody_from_the_moment_it_was_locked(locked_at, code):
    room = make_day_room(locked_at=locked_at)

    assert can_take_seat(make_guest(room), room, at=STARTS).code is code


@pytest.mark.parametrize(("taken", "code"), [(0, None), (1, None), (2, SeatCode.FULL), (3, SeatCode.FULL)])
def test_a_room_takes_as_many_as_it_has_places(taken, code):
    room = make_day_room(capacity=3)
    for _ in range(taken):
        take_seat(delegate=make_guest(room), room=room, at=OPENS)
    room.capacity = 2

    assert can_take_seat(make_guest(room), room, at=STARTS).code is code


def test_a_room_without_places_takes_nobody_and_one_without_a_limit_everybody():
    assert can_take_seat(make_guest(none := make_day_room(capacity=0)), none, at=STARTS).code is SeatCode.FULL
    assert can_take_seat(make_guest(stage := make_day_room(capacity=None)), stage, at=STARTS)


def test_who_has_the_seat_keeps_it_when_the_room_is_lowered_full_or_locked():
    room = make_day_room(capacity=1)
    delegate = make_guest(room)
    take_seat(delegate=delegate, room=room, at=OPENS)
    room.capacity, room.locked_at = 0, OPENS

    assert can_take_seat(delegate, room, at=LAPSE - TICK)
    assert can_take_seat(delegate, room, at=LAPSE).code is SeatCode.LOCKED


@pytest.mark.parametrize("kind", ["facilitator", "chair", "speaker"])
def test_hosts_fit_into_a_full_and_locked_room(kind):
    room = make_day_room(capacity=0, locked_at=OPENS)
    host = make_guest(room)
    if kind == "facilitator":
        make_facilitator(room, user=host.user)
    elif kind == "chair":
        make_chair(room.session, user=host.user)
    else:
        make_speaker(room.session, user=host.user)

    assert can_take_seat(host, room, at=STARTS)


def test_a_refusal_names_the_rooms_that_have_places_left():
    full = make_day_room("Flexible training", capacity=0)
    for title, capacity in [("Visas", 1), ("Supervision", None), ("Carers", 0)]:
        make_day_room(title, full.session, capacity=capacity)

    verdict = can_take_seat(make_guest(full), full, at=STARTS)

    assert (
        words(verdict, SeatRefused)
        == "Flexible training is full. There are places left in Visas and Supervision."
    )


def test_a_refusal_says_when_no_room_has_places_left_and_nothing_more_of_an_only_room():
    only = make_day_room("Only", capacity=0)
    full = make_day_room("Full", locked_at=OPENS)
    make_day_room("Full too", full.session, locked_at=OPENS)

    assert words(can_take_seat(make_guest(only), only, at=STARTS), SeatRefused) == "Only is full."
    assert words(can_take_seat(make_guest(full), full, at=STARTS), SeatRefused) == (
        "Full is closed to more people. No other room of this session has places left."
    )


@pytest.mark.parametrize(
    ("at", "code"), [(ENDS - TICK, None), (ENDS, SeatCode.OVER), (ENDS + TICK, SeatCode.OVER)]
)
def test_a_seat_can_be_given_up_until_the_session_ends(at, code):
    assert can_give_up_seat(make_day_room(), at=at).code is code


# --- Entering


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (OPENS, EnterCode.NOT_RUNNING),
        (DOOR - TICK, EnterCode.NOT_RUNNING),
        (DOOR, None),
        (STARTS, None),
        (ENDS - TICK, None),
        (ENDS, EnterCode.NOT_RUNNING),
        (ENDS + TICK, EnterCode.NOT_RUNNING),
    ],
)
@pytest.mark.parametrize("capacity", [None, 2], ids=["a stage", "a room with places"])
def test_a_room_can_be_entered_only_from_five_minutes_before_the_start_to_the_end(capacity, at, code):
    room = make_day_room(capacity=capacity)
    delegate = make_guest(room)
    take_seat(delegate=delegate, room=room, at=OPENS)

    assert can_enter_room(delegate, room, at=at).code is code
    assert can_stay(delegate.user, room, at=at) is (code is None and (at < LAPSE or capacity is None))


def test_a_shut_door_says_when_it_opens():
    room = make_day_room("Visas")

    assert words(can_enter_room(make_guest(room), room, at=OPENS), EnterRefused) == (
        "Visas can be entered from 11:35am on Friday 27 May 2022 until 12:25pm."
    )


@pytest.mark.parametrize("state", NOT_HELD)
def test_a_wish_for_a_place_at_the_assembly_opens_no_door(state):
    stage = make_day_room(capacity=None)
    delegate = make_guest(stage, state=state)

    assert can_enter_room(delegate, stage, at=STARTS).code is EnterCode.NOT_REGISTERED
    assert not can_stay(delegate.user, stage, at=STARTS)
    assert can_enter_room(None, stage, at=STARTS).code is EnterCode.NOT_REGISTERED


def test_a_room_of_a_draft_session_stays_shut():
    room = make_day_room(session=make_set(published_at=None), capacity=None)

    assert can_enter_room(make_guest(room), room, at=STARTS).code is EnterCode.NOT_RUNNING
    assert not can_stay(make_guest(room).user, room, at=STARTS)


def test_walking_in_without_a_seat_needs_a_place_left():
    room = make_day_room("Visas", capacity=1)
    early, late = make_guest(room), make_guest(room)

    assert can_enter_room(late, room, at=STARTS)
    assert not can_stay(late.user, room, at=STARTS), "a page that was never let in stays out"

    take_seat(delegate=early, room=room, at=OPENS)
    verdict = can_enter_room(late, room, at=LAPSE - TICK)
    assert verdict.code is EnterCode.NO_SEAT
    assert words(verdict, EnterRefused) == "You do not have a place in Visas. It is full."
    assert can_enter_room(late, room, at=LAPSE), "nobody came to the seat in time"


def test_a_locked_room_lets_in_only_those_with_a_seat():
    room = make_day_room("Visas", locked_at=STARTS)
    make_day_room("Carers", room.session)
    holder, other = make_guest(room), make_guest(room)
    take_seat(delegate=holder, room=room, at=OPENS)

    assert can_enter_room(holder, room, at=STARTS)
    assert words(can_enter_room(other, room, at=STARTS), EnterRefused) == (
        "You do not have a place in Visas. It is closed to more people. There are places left in Carers."
    )


def test_a_door_does_not_move_anybody_away_from_the_room_of_their_choice():
    chosen = make_day_room("Visas")
    other = make_day_room("Carers", chosen.session)
    open_to_all = make_day_room("Stage", chosen.session, capacity=None)
    delegate = make_guest(chosen)
    take_seat(delegate=delegate, room=chosen, at=OPENS)

    for room in (other, open_to_all):
        verdict = can_enter_room(delegate, room, at=STARTS)
        assert (
            words(verdict, EnterRefused) == f"You do not have a place in {room.name}. Your place is in Visas."
        )
        assert not can_stay(delegate.user, room, at=STARTS)
        assert can_enter_room(delegate, room, at=LAPSE), "a seat that nobody came to holds nobody back"


def test_hosts_are_let_into_their_full_room_with_and_without_a_place_at_the_assembly():
    room = make_day_room(capacity=0, locked_at=OPENS)
    registered, unregistered = make_guest(room), make_user()
    for user in (registered.user, unregistered):
        make_facilitator(room, user=user)

    assert can_enter_room(registered, room, at=DOOR)
    for user in (registered.user, unregistered):
        assert can_stay(user, room, at=DOOR)
        assert not can_stay(user, room, at=DOOR - TICK)
        assert not can_stay(user, room, at=ENDS)


def test_organisers_enter_every_room_as_helpers_without_using_up_a_place():
    full = make_day_room(capacity=0, locked_at=OPENS)
    organiser = make_organiser()
    registered = make_guest(full, user=organiser)

    assert can_enter_room(registered, full, at=STARTS)
    assert can_stay(organiser, full, at=DOOR)
    assert not can_stay(organiser, full, at=DOOR - TICK)
    assert not can_stay(organiser, full, at=ENDS)
    enter_room(delegate=registered, room=full, at=STARTS)
    assert not Seat.objects.counted(STARTS).exists()
    assert role_of(organiser, full) == "Organiser"


def test_who_has_stopped_organising_is_a_helper_no_more():
    room, organiser = make_day_room(), make_organiser()
    organiser.appointments.update(ended_at=OPENS)

    assert not can_stay(organiser, room, at=STARTS)


# --- Speaking


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (DOOR - TICK, SayCode.NOT_RUNNING),
        (DOOR, None),
        (ENDS - TICK, None),
        (ENDS, SayCode.NOT_RUNNING),
    ],
)
def test_the_chat_is_open_as_long_as_the_doors_are(at, code):
    room = make_day_room()
    delegate = make_guest(room)
    enter_room(delegate=delegate, room=room, at=DOOR)

    assert can_speak(delegate.user, room, at=at).code is code


def test_only_who_has_entered_speaks():
    room = make_day_room("Visas")
    holder, host, stranger = make_guest(room), make_user(), make_user()
    take_seat(delegate=holder, room=room, at=OPENS)
    make_facilitator(room, user=host)

    assert words(can_speak(holder.user, room, at=STARTS), SayRefused) == (
        "Go into Visas to write in its chat."
    )
    assert can_speak(stranger, room, at=STARTS).code is SayCode.NOT_INSIDE
    assert can_speak(host, room, at=STARTS)
    enter_room(delegate=holder, room=room, at=STARTS)
    assert can_speak(holder.user, room, at=STARTS + 40 * MINUTE), (
        "a page without scripts is silent between clicks"
    )


def test_who_moved_on_left_or_cancelled_speaks_no_more():
    room = make_day_room()
    other = make_day_room("Carers", room.session)
    moved, left, cancelled = (make_guest(room) for _ in range(3))
    room.capacity = 3
    room.save()
    for delegate in (moved, left, cancelled):
        enter_room(delegate=delegate, room=room, at=DOOR)
    take_seat(delegate=moved, room=other, at=STARTS)
    leave_seat(delegate=left, room=room, at=STARTS)
    Delegate.objects.filter(pk=cancelled.pk).update(state=Delegate.State.CANCELLED)

    for delegate in (moved, left, cancelled):
        assert can_speak(delegate.user, room, at=STARTS).code is SayCode.NOT_INSIDE
