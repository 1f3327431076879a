"""Hiding, muting and removing: with a reason, logged, told to the person affected, and undone."""

import pytest

from breakouts.actions import (
    enter_room,
    hide_message,
    mute,
    raise_hand,
    readmit,
    remove,
    show_message,
    take_seat,
    unmute,
)
from breakouts.models import Act, Hand, Message, Restriction, Seat
from breakouts.queries import places_left
from breakouts.refusals import ConductCode, ConductRefused, EnterRefused, SeatRefused
from events.models import Delegate, Visit
from tests.breakouts.days import ENDS, MINUTE, STARTS, make_day_room, make_guest
from tests.breakouts.running import guest_in, make_host, said, told, types_told
from tests.factories import make_organiser, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def joss(room):
    return guest_in(room, name="Dr Joss")


def acts():
    return list(Act.objects.values_list("verb", "about_name", "because", "detail"))


# --- Messages


def test_a_message_is_hidden_and_shown_again_and_nothing_is_deleted(room, host, joss):
    message = said(joss.user, room, "Something rude")

    for _ in range(2):
        hide_message(actor=host, room=room, number=message.pk, because=" Rude ", at=STARTS)
    assert Message.objects.get().is_hidden
    for _ in range(2):
        show_message(actor=host, room=room, number=message.pk, at=STARTS)

    assert not Message.objects.get().is_hidden
    assert told(room.stream)[1:] == [
        ("chat.hide", {"id": message.pk, "body": None}),
        ("chat.hide", {"id": message.pk, "body": "Something rude"}),
    ]
    assert acts() == [
        ("hidden", "Dr Joss", "Rude", "Something rude"),
        ("shown", "Dr Joss", "", "Something rude"),
    ]
    assert types_told(joss.stream) == ["seat.moved"]


@pytest.mark.parametrize(
    ("number", "because", "code"),
    [
        (None, "", ConductCode.NO_REASON),
        (None, "  ", ConductCode.NO_REASON),
        (None, "x" * 501, ConductCode.REASON_TOO_LONG),
        (0, "Rude", ConductCode.NO_SUCH_MESSAGE),
    ],
)
def test_a_message_is_hidden_only_with_a_reason(room, host, joss, number, because, code):
    message = said(joss.user, room)

    with pytest.raises(ConductRefused) as refused:
        hide_message(
            actor=host, room=room, number=message.pk if number is None else number, because=because, at=STARTS
        )

    assert refused.value.code is code
    assert not Message.objects.get().is_hidden


def test_a_message_of_another_room_is_none_of_their_business(room, host, joss):
    message = said(joss.user, room)
    other = make_day_room("Carers", room.session)

    with pytest.raises(ConductRefused) as refused:
        hide_message(actor=make_host(other), room=other, number=message.pk, because="Rude", at=STARTS)

    assert refused.value.code is ConductCode.NO_SUCH_MESSAGE


# --- Muting


def test_a_mute_is_told_to_the_person_and_logged_and_the_same_again_is_nothing(room, host, joss):
    for minutes in (5, 10):
        mute(actor=host, room=room, person=joss.user_id, because="Shouting", minutes=minutes, at=STARTS)

    restriction = Restriction.objects.get()
    assert restriction.until_at == STARTS + 5 * MINUTE
    until = (STARTS + 5 * MINUTE).isoformat()
    about = {"room": room.code, "kind": "muted", "because": "Shouting", "until": until}
    assert told(joss.stream)[1:] == [("you.restricted", about | {"is_over": False})]
    assert types_told(room.stream) == [], "the others hear nothing of it"
    assert acts() == [("muted", "Dr Joss", "Shouting", "for 5 minutes")]

    for _ in range(2):
        unmute(actor=host, room=room, person=joss.user_id, because="Sorry", at=STARTS + MINUTE)
    assert told(joss.stream)[2:] == [("you.restricted", about | {"is_over": True})]
    assert acts()[1:] == [("unmuted", "Dr Joss", "Sorry", "")]


def test_somebody_whose_mute_ran_out_can_be_muted_again_and_needs_no_end(room, host, joss):
    mute(actor=host, room=room, person=joss.user_id, because="Shouting", minutes=1, at=STARTS)
    unmute(actor=host, room=room, person=joss.user_id, at=STARTS + MINUTE)
    mute(actor=host, room=room, person=joss.user_id, because="Again", at=STARTS + 2 * MINUTE)

    first, second = Restriction.objects.all()
    assert (first.until_at, first.ended_at) == (STARTS + MINUTE, STARTS + MINUTE)
    assert (second.until_at, second.ended_at) == (None, None)
    assert acts()[-1] == ("muted", "Dr Joss", "Again", "for the rest of the session")


@pytest.mark.parametrize(("minutes", "code"), [(0, "minutes"), (181, "minutes"), (1, None), (180, None)])
def test_a_mute_lasts_up_to_three_hours(room, host, joss, minutes, code):
    told_no = None
    try:
        mute(actor=host, room=room, person=joss.user_id, because="Shouting", minutes=minutes, at=STARTS)
    except ConductRefused as refused:
        told_no = refused.code
    assert told_no == code


# --- Removing


def test_the_removed_give_up_their_place_their_visit_and_their_hand(room, host, joss):
    raise_hand(user=joss.user, room=room, at=STARTS)
    free = places_left([room], STARTS)[room.pk]

    for _ in range(2):
        remove(actor=host, room=room, person=joss.user_id, because="Shouting", at=STARTS + MINUTE)

    assert not Seat.objects.exists()
    assert Visit.objects.get().ended_at is not None
    assert Hand.objects.get().lowered_at == STARTS + MINUTE
    assert places_left([room], STARTS)[room.pk] == free + 1
    assert told(room.stream)[-1] == ("hand.queue", {"hands": [], "given": None})
    assert told(joss.stream)[1:] == [
        (
            "you.restricted",
            {"room": room.code, "kind": "removed", "because": "Shouting", "until": None, "is_over": False},
        ),
        ("seat.moved", {"session": room.session.code, "room": None}),
    ]
    assert acts() == [("removed", "Dr Joss", "Shouting", "")]


def test_the_removed_come_back_when_somebody_lets_them_and_not_before(room, host, joss):
    remove(actor=host, room=room, person=joss.user_id, because="Shouting", at=STARTS)
    with pytest.raises(EnterRefused, match="You were removed from Visas, because: Shouting"):
        enter_room(delegate=joss, room=room, at=STARTS)
    with pytest.raises(SeatRefused, match="You were removed"):
        take_seat(delegate=joss, room=room, at=STARTS)

    for _ in range(2):
        readmit(actor=host, room=room, person=joss.user_id, at=STARTS + MINUTE)

    assert told(joss.stream)[-1][1]["is_over"] is True
    enter_room(delegate=joss, room=room, at=STARTS + MINUTE)
    assert [verb for verb, *_ in acts()] == ["removed", "readmitted"]


def test_who_has_cancelled_meanwhile_is_still_let_in_and_told(room, host, joss):
    remove(actor=host, room=room, person=joss.user_id, because="Shouting", at=STARTS)
    Delegate.objects.filter(pk=joss.pk).update(state=Delegate.State.CANCELLED)

    readmit(actor=host, room=room, person=joss.user_id, at=STARTS + MINUTE)

    assert not Restriction.objects.in_force(STARTS + MINUTE).exists()


@pytest.mark.parametrize("act", [mute, remove])
def test_nobody_is_restricted_without_a_reason_nor_by_anybody_but_those_who_run_the_room(
    room, host, joss, act
):
    stranger = make_guest(room)
    for actor, person, because, at, code in [
        (host, joss.user_id, "", STARTS, ConductCode.NO_REASON),
        (host, joss.user_id, "x" * 501, STARTS, ConductCode.REASON_TOO_LONG),
        (host, stranger.user_id, "Shouting", STARTS, ConductCode.NO_SUCH_PERSON),
        (host, 0, "Shouting", STARTS, ConductCode.NO_SUCH_PERSON),
        (host, joss.user_id, "Shouting", ENDS, ConductCode.NOT_RUNNING),
        (joss.user, joss.user_id, "Shouting", STARTS, ConductCode.NOT_HOST),
        (make_user(), joss.user_id, "Shouting", STARTS, ConductCode.NOT_HOST),
    ]:
        with pytest.raises(ConductRefused) as refused:
            act(actor=actor, room=room, person=person, because=because, at=at)
        assert refused.value.code is code
    assert not Restriction.objects.exists()
    assert not Act.objects.exists()


def test_hosts_are_neither_muted_nor_removed_and_nobody_restricts_themselves(room, host):
    organiser = make_organiser(name="Dr Orga")
    inside = guest_in(room, user=organiser, name="Dr Orga")
    own = guest_in(room, user=host)

    for act in (mute, remove):
        with pytest.raises(ConductRefused) as refused:
            act(actor=host, room=room, person=inside.user_id, because="Shouting", at=STARTS)
        assert str(refused.value) == "Dr Orga hosts Visas, so they cannot be muted or removed."
        with pytest.raises(ConductRefused) as refused:
            act(actor=host, room=room, person=own.user_id, because="Shouting", at=STARTS)
        assert refused.value.code is ConductCode.YOURSELF
