"""Running a room: what each act leaves behind, once and a second time, and what its streams are told."""

from datetime import timedelta
from uuid import uuid4

import pytest

from breakouts.actions import (
    announce,
    call_off_recall,
    enter_room,
    extend_timer,
    lock_room,
    recall_room,
    set_slow_mode,
    set_timer,
    stop_timer,
    take_seat,
    unlock_room,
    withdraw_announcement,
)
from breakouts.conduct.queries import latest_announcements
from breakouts.models import Act, Announcement, Conduct
from breakouts.refusals import ConductCode, ConductRefused, SeatRefused
from events.models import Session, Visit
from realtime.models import Frame
from tests.breakouts.days import DOOR, ENDS, MINUTE, STARTS, make_day_room, make_guest, make_set
from tests.breakouts.running import guest_in, told, types_told
from tests.factories import make_organiser, make_place, make_user

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
EVERY_ACT = {
    "set_timer": lambda **given: set_timer(minutes=5, **given),
    "extend_timer": lambda **given: extend_timer(minutes=5, **given),
    "stop_timer": stop_timer,
    "announce": lambda **given: announce(body="Hello", cid=uuid4(), **given),
    "withdraw_announcement": lambda **given: withdraw_announcement(number=1, **given),
    "lock_room": lock_room,
    "unlock_room": unlock_room,
    "set_slow_mode": lambda **given: set_slow_mode(seconds=15, **given),
    "recall_room": recall_room,
    "call_off_recall": call_off_recall,
}


@pytest.fixture
def room():
    return make_day_room("Visas")


def acts():
    return list(Act.objects.values_list("verb", "detail"))


@pytest.mark.parametrize("act", EVERY_ACT.values(), ids=EVERY_ACT)
def test_only_who_runs_the_room_acts_and_only_while_it_runs(room, host, act):
    for actor, at, code in [
        (guest_in(room).user, STARTS, ConductCode.NOT_HOST),
        (make_user(), STARTS, ConductCode.NOT_HOST),
        (host, ENDS, ConductCode.NOT_RUNNING),
    ]:
        with pytest.raises(ConductRefused) as refused:
            act(actor=actor, room=room, at=at)
        assert refused.value.code is code
    assert not Act.objects.exists()
    assert not Frame.objects.filter(stream__name__startswith="room").exists()


# --- The timer


def test_the_timer_is_told_to_everybody_and_logged_for_those_who_run_the_room(room, host):
    conduct = set_timer(actor=host, room=room, minutes=5, label=" Talk in  pairs ", at=STARTS)

    assert (conduct.timer_ends_at, conduct.timer_label) == (STARTS + 5 * MINUTE, "Talk in pairs")
    ends_at = (STARTS + 5 * MINUTE).isoformat()
    assert told(room.stream) == [("timer", {"ends_at": ends_at, "label": "Talk in pairs"})]
    act = Act.objects.get()
    assert told(room.staff_stream) == [
        (
            "mod.log",
            {
                "id": act.pk,
                "verb": "timer_set",
                "by": "Professor Ada",
                "about": None,
                "because": "",
                "detail": "5 minutes: Talk in pairs",
            },
        )
    ]


def test_a_timer_is_extended_from_its_end_or_from_now_and_stopped_once(room, host):
    set_timer(actor=host, room=room, minutes=5, at=STARTS)

    extend_timer(actor=host, room=room, minutes=1, at=STARTS)
    assert Conduct.objects.get().timer_ends_at == STARTS + 6 * MINUTE
    extend_timer(actor=host, room=room, minutes=2, at=STARTS + 10 * MINUTE)
    assert Conduct.objects.get().timer_ends_at == STARTS + 12 * MINUTE
    for _ in range(2):
        stop_timer(actor=host, room=room, at=STARTS + 11 * MINUTE)

    assert Conduct.objects.get().timer_ends_at is None
    assert told(room.stream)[-1] == ("timer", {"ends_at": None, "label": ""})
    assert acts() == [
        ("timer_set", "5 minutes"),
        ("timer_extended", "1 minute"),
        ("timer_extended", "2 minutes"),
        ("timer_stopped", ""),
    ]


def test_a_button_pressed_twice_extends_the_timer_that_it_showed_once(room, host):
    ends_at = set_timer(actor=host, room=room, minutes=5, at=STARTS).timer_ends_at

    for _ in range(2):
        extend_timer(actor=host, room=room, minutes=5, seen_ends_at=ends_at, at=STARTS + SECOND)

    assert Conduct.objects.get().timer_ends_at == STARTS + 10 * MINUTE
    assert types_told(room.stream) == ["timer", "timer"]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda **given: set_timer(minutes=0, **given), ConductCode.MINUTES),
        (lambda **given: set_timer(minutes=181, **given), ConductCode.MINUTES),
        (lambda **given: set_timer(minutes=180, label="x" * 61, **given), ConductCode.LABEL_TOO_LONG),
        (lambda **given: set_timer(minutes=180, label="x" * 60, **given), None),
        (lambda **given: set_timer(minutes=1, **given), None),
        (lambda **given: extend_timer(minutes=1, **given), ConductCode.NO_TIMER),
        (lambda **given: extend_timer(minutes=61, **given), ConductCode.MINUTES),
        (lambda **given: set_slow_mode(seconds=7, **given), ConductCode.SECONDS),
        (lambda **given: set_slow_mode(seconds=60, **given), None),
        (lambda **given: announce(body=" \n", cid=uuid4(), **given), ConductCode.EMPTY),
        (lambda **given: announce(body="x" * 501, cid=uuid4(), **given), ConductCode.TOO_LONG),
        (lambda **given: announce(body="x" * 500, cid=uuid4(), **given), None),
    ],
)
def test_what_does_not_fit_is_refused(room, host, act, code):
    if code is None:
        act(actor=host, room=room, at=STARTS)
        return
    with pytest.raises(ConductRefused) as refused:
        act(actor=host, room=room, at=STARTS)
    assert refused.value.code is code
    assert str(refused.value)


# --- Announcements, doors, pace


def test_an_announcement_is_taken_back_once_and_only_in_its_room(room, host):
    tea = announce(actor=host, room=room, body="Tea", cid=uuid4(), at=STARTS)
    beside = make_day_room("Visas again", session=room.session)
    about = {"actor": make_organiser(), "number": tea.pk, "at": STARTS}

    with pytest.raises(ConductRefused) as refused:
        withdraw_announcement(room=beside, **about)
    assert refused.value.code is ConductCode.NO_SUCH_ANNOUNCEMENT
    for _ in range(2):
        withdraw_announcement(room=room, **about)

    assert latest_announcements(room) == []
    assert [type for type, _ in told(room.stream)] == ["announce", "announce.off"]
    assert acts() == [("announced", "Tea"), ("withdrawn", "Tea")]


def test_an_announcement_sent_twice_stands_once(room, host):
    cid = uuid4()

    first, again = (
        announce(actor=host, room=room, body="Tea at noon ", cid=cid, at=STARTS) for _ in range(2)
    )

    assert first == again == Announcement.objects.get()
    assert told(room.stream) == [
        ("announce", {"id": first.pk, "by": "Professor Ada", "body": "Tea at noon"}),
    ]
    assert acts() == [("announced", "Tea at noon")]


def test_locking_evicts_nobody_and_lets_nobody_else_in_until_it_is_unlocked(room, host):
    inside, late = guest_in(room), make_guest(room)

    for _ in range(2):
        lock_room(actor=host, room=room, at=STARTS)
    enter_room(delegate=inside, room=room, at=STARTS)
    with pytest.raises(SeatRefused, match="closed to more people"):
        take_seat(delegate=late, room=room, at=STARTS)
    for _ in range(2):
        unlock_room(actor=host, room=room, at=STARTS)
    take_seat(delegate=late, room=room, at=STARTS)

    assert Visit.objects.filter(delegate=inside, ended_at=None).exists()
    assert [payload["is_locked"] for _, payload in told(room.stream)] == [True, False]
    assert acts() == [("locked", ""), ("unlocked", "")]


def test_slow_mode_is_set_and_ended_and_the_same_again_is_nothing(room, host):
    for seconds in (15, 15, 0, 0):
        set_slow_mode(actor=host, room=room, seconds=seconds, at=STARTS)

    state = {"is_locked": False}
    assert told(room.stream) == [
        ("room.state", state | {"slow_seconds": 15}),
        ("room.state", state | {"slow_seconds": 0}),
    ]
    assert acts() == [("slowed", "15 seconds"), ("slowed", "off")]


def test_time_in_a_room_does_not_run_back_behind_its_last_act(room, host):
    """Both waited for the room: the later one was let through first, and has locked it."""
    lock_room(actor=host, room=room, at=STARTS)

    lock_room(actor=host, room=room, at=STARTS - SECOND)
    set_slow_mode(actor=host, room=room, seconds=15, at=STARTS - SECOND)

    assert acts() == [("locked", ""), ("slowed", "15 seconds")]
    assert told(room.stream)[-1][1]["is_locked"] is True


# --- Recall


def make_stage_room(room, starts_at, **fields):
    """A room of the main stage, for 45 minutes."""
    place = room.session.assembly.places.filter(is_stage=True).first()
    place = place or make_place(room.session.assembly, is_stage=True)
    session = make_set(room.session.assembly, starts_at=starts_at, ends_at=starts_at + 45 * MINUTE, **fields)
    return make_day_room("Stage", session, place=place, capacity=None)


def test_everybody_is_called_to_the_stage_that_is_next_within_a_minute(room, host):
    make_stage_room(room, STARTS - 60 * MINUTE)
    make_stage_room(room, ENDS, kind=Session.Kind.BREAK)
    make_stage_room(room, ENDS, published_at=None)
    stage = make_stage_room(room, ENDS + 5 * MINUTE)
    make_stage_room(room, ENDS + 60 * MINUTE)
    at = ENDS - 11 * MINUTE

    for later in (at, at + SECOND):
        recall_room(actor=host, room=room, at=later)

    due = (at + 60 * SECOND).isoformat()
    assert told(room.stream) == [("recall", {"at": due, "to": stage.address})]
    for _ in range(2):
        call_off_recall(actor=host, room=room, at=at)
    assert told(room.stream)[1:] == [("recall", {"at": None, "to": ""})]
    assert acts() == [("recalled", ""), ("recall_off", "")]


@pytest.mark.parametrize("begins", [None, DOOR + 16 * MINUTE + SECOND])
def test_without_a_stage_that_is_about_to_run_everybody_is_called_to_my_day(room, host, begins):
    if begins:
        make_stage_room(room, begins)

    conduct = recall_room(actor=host, room=room, at=DOOR)

    assert conduct.recall_to == room.session.assembly.my_day_address
