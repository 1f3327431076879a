"""Who may write, change, report, raise a hand and run a room: at every edge, in words."""

from datetime import timedelta

import pytest

from breakouts import policies
from breakouts.actions import leave_seat, mute, remove, set_slow_mode, take_seat
from breakouts.refusals import (
    ConductCode,
    ConductRefused,
    EditCode,
    EditRefused,
    EnterCode,
    EnterRefused,
    HandCode,
    HandRefused,
    ReportCode,
    ReportRefused,
    SayCode,
    SayRefused,
    SeatCode,
    SeatRefused,
)
from tests.breakouts.days import (
    DOOR,
    ENDS,
    MINUTE,
    STARTS,
    TICK,
    make_day_room,
    make_guest,
)  # fmt: skip
from tests.breakouts.running import guest_in, make_host, said
from tests.factories import make_chair, make_organiser, make_speaker, make_user

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def words(verdict, refused):
    return str(refused(verdict.code, **verdict.facts))


def loaded(room):
    """The room with its conduct as it stands now."""
    room.refresh_from_db()
    return room


# --- Running


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (DOOR - TICK, ConductCode.NOT_RUNNING),
        (DOOR, None),
        (STARTS, None),
        (ENDS - TICK, None),
        (ENDS, ConductCode.NOT_RUNNING),
    ],
)
def test_a_room_is_run_while_its_doors_are_open(at, code):
    room = make_day_room()

    assert policies.can_run_room(make_host(room), room, at=at).code is code
    assert policies.can_run_room(make_organiser(), room, at=at).code is code


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("facilitator", True),
        ("chair", True),
        ("organiser", True),
        ("speaker", False),
        ("speaker who organises", True),
        ("guest", False),
        ("facilitator of another room", False),
        ("stranger", False),
    ],
)
def test_facilitators_chairs_and_organisers_run_a_room_and_nobody_else(who, may):
    room = make_day_room("Visas")
    user = make_organiser() if "organise" in who or who == "organiser" else make_user()
    if who == "facilitator":
        user = make_host(room)
    elif who == "chair":
        make_chair(room.session, user=user)
    elif who.startswith("speaker"):
        make_speaker(room.session, user=user)
    elif who == "guest":
        user = guest_in(room).user
    elif who == "facilitator of another room":
        user = make_host(make_day_room("Carers", room.session))

    verdict = policies.can_run_room(user, room, at=STARTS)

    assert verdict.is_allowed is may
    if not may:
        assert words(verdict, ConductRefused) == (
            "Only the facilitators and chairs of Visas, and organisers, can do this."
        )


# --- Muted


@pytest.mark.parametrize(
    ("at", "is_muted"),
    [(STARTS, True), (STARTS + 5 * MINUTE - TICK, True), (STARTS + 5 * MINUTE, False)],
)
def test_the_muted_neither_write_nor_change_nor_raise_a_hand_until_it_runs_out(at, is_muted):
    room = make_day_room()
    delegate = guest_in(room)
    message = said(delegate.user, room, at=STARTS + MINUTE)
    mute(
        actor=make_host(room),
        room=room,
        person=delegate.user_id,
        because="Shouting",
        minutes=5,
        at=STARTS,
    )

    spoken = policies.can_speak(delegate.user, room, at=at)
    hand = policies.can_raise_hand(delegate.user, room, at=at)
    edit = policies.can_edit(delegate.user, room, message, at=at)

    assert [spoken.code, hand.code, edit.code] == (
        [SayCode.MUTED, HandCode.MUTED, EditCode.MUTED] if is_muted else [None, None, None]
    )
    assert policies.can_stay(delegate.user, room, at=at)
    if is_muted:
        sentence = "You are muted until 11:45am, because: Shouting"
        assert words(spoken, SayRefused) == sentence
        assert words(hand, HandRefused) == sentence
        assert words(edit, EditRefused) == sentence


def test_a_mute_without_minutes_lasts_as_long_as_the_session():
    room = make_day_room()
    delegate = guest_in(room)
    mute(actor=make_host(room), room=room, person=delegate.user_id, because="Shouting", at=STARTS)

    verdict = policies.can_speak(delegate.user, room, at=ENDS - TICK)

    assert words(verdict, SayRefused) == "You are muted for the rest of this session, because: Shouting"


def test_the_muted_of_one_room_write_in_another():
    room, other = make_day_room(), make_day_room("Elsewhere")
    delegate = guest_in(room)
    mute(actor=make_host(room), room=room, person=delegate.user_id, because="Shouting", at=STARTS)
    elsewhere = guest_in(other, user=delegate.user)

    assert policies.can_speak(elsewhere.user, other, at=STARTS)


# --- Slow mode


@pytest.mark.parametrize("seconds", [5, 15, 30, 60])
def test_in_slow_mode_people_wait_between_two_messages(seconds):
    room = make_day_room()
    delegate, host = guest_in(room), make_host(room)
    said(delegate.user, room)
    set_slow_mode(actor=host, room=room, seconds=seconds, at=STARTS)
    room = loaded(room)
    free = STARTS + seconds * SECOND

    early = policies.can_speak(delegate.user, room, at=free - SECOND)
    assert early.code is SayCode.TOO_SOON
    assert words(early, SayRefused) == "Slow mode is on. You can write again in 1 second."
    assert early.facts["retry_ms"] == 1000
    last = policies.can_speak(delegate.user, room, at=free - TICK)
    assert (last.code, last.facts["retry_ms"]) == (SayCode.TOO_SOON, 1)
    assert policies.can_speak(delegate.user, room, at=free)


def test_slow_mode_says_how_many_seconds_and_leaves_the_first_message_and_the_hosts_alone():
    room = make_day_room()
    delegate, quiet, host, speaker = guest_in(room), guest_in(room), make_host(room), make_user()
    make_speaker(room.session, user=speaker)
    set_slow_mode(actor=host, room=room, seconds=30, at=STARTS)
    room = loaded(room)
    for user in (delegate.user, host, speaker):
        said(user, room)

    verdict = policies.can_speak(delegate.user, room, at=STARTS + 10 * SECOND)

    assert words(verdict, SayRefused) == "Slow mode is on. You can write again in 20 seconds."
    for user in (quiet.user, host, speaker):
        assert policies.can_speak(user, room, at=STARTS)
    assert policies.can_raise_hand(delegate.user, room, at=STARTS)


# --- Changing and reporting a message


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (STARTS, None),
        (STARTS + 5 * MINUTE - TICK, None),
        (STARTS + 5 * MINUTE, EditCode.TOO_LATE),
        (ENDS, EditCode.NOT_RUNNING),
    ],
)
def test_a_message_can_be_changed_by_its_author_for_five_minutes(at, code):
    room = make_day_room()
    delegate = guest_in(room)
    message = said(delegate.user, room)

    verdict = policies.can_edit(delegate.user, room, message, at=at)

    assert verdict.code is code
    if code is EditCode.TOO_LATE:
        assert words(verdict, EditRefused) == (
            "A message can be changed for 5 minutes. This one was sent at 11:40am."
        )


def test_only_the_author_changes_a_message_and_nobody_a_hidden_or_unknown_one():
    room = make_day_room("Visas")
    author, other, host = guest_in(room), guest_in(room), make_host(room)
    message = said(author.user, room)

    assert policies.can_edit(other.user, room, message, at=STARTS).code is EditCode.NOT_YOURS
    assert policies.can_edit(host, room, message, at=STARTS).code is EditCode.NOT_YOURS
    assert policies.can_edit(author.user, room, None, at=STARTS).code is EditCode.NO_SUCH_MESSAGE
    message.hidden_at = STARTS
    assert policies.can_edit(author.user, room, message, at=STARTS).code is EditCode.HIDDEN
    leave_seat(delegate=author, room=room, at=STARTS)
    assert policies.can_edit(author.user, room, message, at=STARTS).code is EditCode.NOT_INSIDE


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("other guest", None),
        ("host", None),
        ("muted", None),
        ("author", ReportCode.OWN),
        ("outsider", ReportCode.NOT_INSIDE),
    ],
)
def test_everybody_in_the_room_reports_what_others_said(who, code):
    room = make_day_room(capacity=3)
    author, other, muted, host = guest_in(room), guest_in(room), guest_in(room), make_host(room)
    mute(actor=host, room=room, person=muted.user_id, because="Shouting", at=STARTS)
    people = {"author": author.user, "other guest": other.user, "muted": muted.user, "host": host}
    user = people.get(who) or make_guest(room).user

    assert policies.can_report(user, room, said(author.user, room), at=STARTS).code is code


def test_there_is_nothing_to_report_of_unknown_and_hidden_messages_nor_after_the_end():
    room = make_day_room("Visas")
    author, other = guest_in(room), guest_in(room)
    message = said(author.user, room)

    unknown = policies.can_report(other.user, room, None, at=STARTS)
    assert words(unknown, ReportRefused) == "There is no such message in Visas."
    assert policies.can_report(other.user, room, message, at=ENDS).code is ReportCode.NOT_RUNNING
    message.hidden_at = STARTS
    assert policies.can_report(other.user, room, message, at=STARTS).code is ReportCode.HIDDEN


# --- Hands


@pytest.mark.parametrize(
    ("at", "code"), [(DOOR - TICK, HandCode.NOT_RUNNING), (DOOR, None), (ENDS, HandCode.NOT_RUNNING)]
)
def test_hands_are_raised_while_the_doors_are_open(at, code):
    room = make_day_room("Visas")
    delegate = guest_in(room)

    verdict = policies.can_raise_hand(delegate.user, room, at=at)

    assert verdict.code is code
    if code:
        assert words(verdict, HandRefused) == (
            "Hands can be raised in Visas from 11:35am on Friday 27 May 2022 until 12:25pm."
        )
    outsider = policies.can_raise_hand(make_guest(room).user, room, at=DOOR)
    assert words(outsider, HandRefused) == "Go into Visas to raise your hand."


# --- Removed


@pytest.mark.parametrize("capacity", [None, 3], ids=["a stage", "a room with places"])
def test_the_removed_are_refused_on_every_way_in_and_with_the_reason(capacity):
    room = make_day_room("Visas", capacity=capacity)
    delegate, host = guest_in(room), make_host(room)
    other = make_day_room("Carers", room.session)
    remove(actor=host, room=room, person=delegate.user_id, because="Shouting", at=STARTS)

    entering = policies.can_enter_room(delegate, room, at=STARTS)
    seat = policies.can_take_seat(delegate, room, at=STARTS)

    assert (entering.code, seat.code) == (EnterCode.REMOVED, SeatCode.REMOVED)
    sentence = "You were removed from Visas, because: Shouting"
    assert words(entering, EnterRefused) == words(seat, SeatRefused) == sentence
    assert not policies.can_stay(delegate.user, room, at=STARTS)
    assert policies.can_speak(delegate.user, room, at=STARTS).code is SayCode.NOT_INSIDE
    assert policies.can_raise_hand(delegate.user, room, at=STARTS).code is HandCode.NOT_INSIDE
    assert policies.can_take_seat(delegate, other, at=STARTS), "the other rooms are open to them"


def test_who_was_removed_and_is_made_a_host_afterwards_waits_to_be_let_in():
    room = make_day_room()
    delegate = guest_in(room)
    remove(actor=make_host(room), room=room, person=delegate.user_id, because="Shouting", at=STARTS)
    make_chair(room.session, user=delegate.user)

    assert not policies.can_stay(delegate.user, room, at=STARTS)
    assert policies.can_run_room(delegate.user, room, at=STARTS).code is ConductCode.NOT_HOST


# --- About whom


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("guest", None),
        ("who wrote and left", None),
        ("who has a seat", None),
        ("nobody", ConductCode.NO_SUCH_PERSON),
        ("delegate never here", ConductCode.NO_SUCH_PERSON),
        ("themselves", ConductCode.YOURSELF),
        ("facilitator", ConductCode.HOST),
        ("chair", ConductCode.HOST),
        ("speaker", ConductCode.HOST),
        ("organiser", ConductCode.HOST),
    ],
)
def test_guests_are_muted_and_removed_hosts_and_oneself_are_not(who, code):
    room = make_day_room(capacity=9)
    actor = make_host(room)
    organiser = make_organiser()
    about = guest_in(room, user=organiser) if who == "organiser" else guest_in(room)
    if who == "who wrote and left":
        said(about.user, room)
        leave_seat(delegate=about, room=room, at=STARTS)
    elif who == "who has a seat":
        about = make_guest(room)
        take_seat(delegate=about, room=room, at=STARTS)
    elif who == "delegate never here":
        about = make_guest(room)
    elif who == "nobody":
        about = None
    elif who == "themselves":
        about = guest_in(room, user=actor)
    elif who == "chair":
        make_chair(room.session, user=about.user)
    elif who == "speaker":
        make_speaker(room.session, user=about.user)
    elif who == "facilitator":
        about = guest_in(room, user=make_host(room))

    assert policies.can_restrict(actor, about, room).code is code
