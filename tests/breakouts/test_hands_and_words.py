"""Hands, changed messages and reports: what people in a room do, once and a second time."""

from uuid import uuid4

import pytest

from breakouts.actions import (
    edit_message,
    enter_room,
    handle_report,
    hide_message,
    leave_seat,
    lower_hand,
    mute,
    raise_hand,
    report_message,
    say,
    set_slow_mode,
    take_hand,
    take_seat,
)
from breakouts.models import Act, Hand, Message, Report
from breakouts.refusals import (
    ConductCode,
    ConductRefused,
    EditCode,
    EditRefused,
    HandCode,
    HandRefused,
    ReportCode,
    ReportRefused,
    SayCode,
    SayRefused,
)
from tests.breakouts.days import ENDS, MINUTE, STARTS, TICK, make_day, make_day_room, make_guest, make_set
from tests.breakouts.running import guest_in, make_host, said, told, types_told

pytestmark = pytest.mark.django_db


# --- Hands


def test_hands_stand_in_the_order_in_which_they_were_raised(room):
    first, second = guest_in(room, name="Dr Amara"), guest_in(room, name="Dr Joss")

    raise_hand(user=second.user, room=room, at=STARTS)
    raise_hand(user=first.user, room=room, at=STARTS + TICK)
    again = raise_hand(user=second.user, room=room, at=STARTS + MINUTE)

    assert again.raised_at == STARTS
    amara = {"id": str(first.user_id), "name": "Dr Amara", "is_first": True}
    joss = {"id": str(second.user_id), "name": "Dr Joss", "is_first": True}
    assert told(room.stream) == [
        ("hand.queue", {"hands": [joss], "given": None}),
        ("hand.queue", {"hands": [joss, amara], "given": None}),
    ]


def test_lowering_ones_own_hand_is_not_having_had_the_word(room):
    delegate = guest_in(room)
    raise_hand(user=delegate.user, room=room, at=STARTS)

    for _ in range(2):
        lower_hand(user=delegate.user, room=room, at=STARTS)

    assert types_told(room.stream) == ["hand.queue", "hand.queue"]
    assert told(room.stream)[-1] == ("hand.queue", {"hands": [], "given": None})
    assert raise_hand(user=delegate.user, room=room, at=STARTS).is_first
    assert not Act.objects.exists()


def test_who_was_given_the_word_is_no_first_time_speaker_at_the_whole_assembly(host):
    day = make_day()
    room, later = make_day_room(session=make_set(day)), make_day_room("Later", session=make_set(day))
    elsewhere = make_day_room("Another assembly")
    host = make_host(room)
    delegate = guest_in(room, name="Dr Amara")
    raise_hand(user=delegate.user, room=room, at=STARTS)

    for _ in range(2):
        take_hand(actor=host, room=room, person=delegate.user_id, at=STARTS + MINUTE)

    hand = Hand.objects.get()
    assert hand.lowered_at == hand.taken_at == STARTS + MINUTE
    given = {"id": str(delegate.user_id), "name": "Dr Amara"}
    assert told(room.stream)[1:] == [("hand.queue", {"hands": [], "given": given})]
    act = Act.objects.get()
    assert (act.verb, act.about, act.about_name) == ("hand_taken", delegate.user, "Dr Amara")
    assert not raise_hand(user=delegate.user, room=room, at=STARTS + MINUTE).is_first
    enter_room(delegate=delegate, room=later, at=STARTS)
    assert not raise_hand(user=delegate.user, room=later, at=STARTS).is_first
    other = guest_in(elsewhere, user=delegate.user)
    assert raise_hand(user=other.user, room=elsewhere, at=STARTS).is_first


@pytest.mark.parametrize("how", ["leaves", "moves"])
def test_who_goes_takes_their_hand_along(room, how):
    delegate, other = guest_in(room), make_day_room("Carers", room.session)
    raise_hand(user=delegate.user, room=room, at=STARTS)

    if how == "leaves":
        leave_seat(delegate=delegate, room=room, at=STARTS)
    else:
        take_seat(delegate=delegate, room=other, at=STARTS)

    assert told(room.stream)[-1] == ("hand.queue", {"hands": [], "given": None})
    assert types_told(other.stream) == []


def test_outsiders_raise_no_hand_and_guests_take_none(room, host):
    delegate = guest_in(room)
    raise_hand(user=delegate.user, room=room, at=STARTS)

    with pytest.raises(HandRefused) as refused:
        raise_hand(user=make_guest(room).user, room=room, at=STARTS)
    assert refused.value.code is HandCode.NOT_INSIDE
    with pytest.raises(ConductRefused) as refused:
        take_hand(actor=delegate.user, room=room, person=delegate.user_id, at=STARTS)
    assert refused.value.code is ConductCode.NOT_HOST
    take_hand(actor=host, room=room, person=0, at=STARTS)
    assert Hand.objects.get().lowered_at is None


# --- Changing a message


def test_a_message_is_changed_and_the_same_words_again_change_nothing(room):
    delegate = guest_in(room)
    message = said(delegate.user, room, "Helo")

    for at in (STARTS + MINUTE, STARTS + 2 * MINUTE):
        edit_message(author=delegate.user, room=room, number=message.pk, body=" Hello\r\n", at=at)

    message.refresh_from_db()
    assert (message.body, message.edited_at) == ("Hello", STARTS + MINUTE)
    assert told(room.stream)[1:] == [("chat.edit", {"id": message.pk, "body": "Hello"})]


@pytest.mark.parametrize(
    ("body", "at", "code"),
    [
        ("", STARTS, EditCode.EMPTY),
        (" \u200b", STARTS, EditCode.EMPTY),
        ("x" * 2001, STARTS, EditCode.TOO_LONG),
        ("x" * 2000, STARTS + 5 * MINUTE - TICK, None),
        ("Hello", STARTS + 5 * MINUTE, EditCode.TOO_LATE),
        ("Hello", ENDS, EditCode.NOT_RUNNING),
    ],
)
def test_a_change_obeys_the_rules_of_saying(room, body, at, code):
    delegate = guest_in(room)
    message = said(delegate.user, room, "Before")

    if code is None:
        edit_message(author=delegate.user, room=room, number=message.pk, body=body, at=at)
        return
    with pytest.raises(EditRefused) as refused:
        edit_message(author=delegate.user, room=room, number=message.pk, body=body, at=at)
    assert refused.value.code is code
    assert str(refused.value)
    assert Message.objects.get().body == "Before"


def test_nobody_changes_what_others_said_what_is_hidden_or_stands_in_another_room(room, host):
    author, other = guest_in(room), guest_in(room)
    message = said(author.user, room)
    elsewhere = said(author.user, room)
    Message.objects.filter(pk=elsewhere.pk).update(room=make_day_room("Carers"))
    hidden = said(author.user, room, at=STARTS + TICK)
    hide_message(actor=host, room=room, number=hidden.pk, because="Rude", at=STARTS)

    for user, number, code in [
        (other.user, message.pk, EditCode.NOT_YOURS),
        (author.user, hidden.pk, EditCode.HIDDEN),
        (author.user, elsewhere.pk, EditCode.NO_SUCH_MESSAGE),
        (author.user, 0, EditCode.NO_SUCH_MESSAGE),
    ]:
        with pytest.raises(EditRefused) as refused:
            edit_message(author=user, room=room, number=number, body="Changed", at=STARTS)
        assert refused.value.code is code


def test_slow_mode_does_not_stop_a_change(room, host):
    delegate = guest_in(room)
    message = said(delegate.user, room)
    set_slow_mode(actor=host, room=room, seconds=60, at=STARTS)

    edit_message(author=delegate.user, room=room, number=message.pk, body="Changed", at=STARTS)
    with pytest.raises(SayRefused) as refused:
        say(author=delegate.user, room=room, body="New", cid=uuid4(), at=STARTS)

    assert refused.value.code is SayCode.TOO_SOON
    assert say(author=delegate.user, room=room, body="Hello", cid=message.cid, at=STARTS) == message, (
        "what stands already is not refused"
    )


def test_a_message_keeps_the_role_in_which_it_was_said(room, host):
    assert said(host, room).author_role == "Facilitator"
    assert said(guest_in(room).user, room).author_role == ""


# --- Reports


def test_a_report_keeps_the_words_and_names_nobody_who_reported(room, host):
    author, reporter = guest_in(room, name="Dr Joss"), guest_in(room, name="Dr Amara")
    message = said(author.user, room, "Something rude")

    first, again = (
        report_message(reporter=reporter.user, room=room, number=message.pk, because="Rude", at=STARTS)
        for _ in range(2)
    )
    edit_message(author=author.user, room=room, number=message.pk, body="Something nice", at=STARTS)

    assert first == again
    payload = {
        "id": first.pk,
        "message": message.pk,
        "body": "Something rude",
        "author": "Dr Joss",
        "because": "Rude",
    }
    assert told(room.staff_stream) == [("mod.report", payload)]
    assert "mod.report" not in types_told(room.stream)


def test_a_report_is_handled_once_and_logged(room, host):
    author, reporter = guest_in(room, name="Dr Joss"), guest_in(room)
    report = report_message(reporter=reporter.user, room=room, number=said(author.user, room).pk, at=STARTS)

    for _ in range(2):
        handle_report(actor=host, room=room, number=report.pk, at=STARTS + MINUTE)

    report.refresh_from_db()
    assert (report.handled_at, report.handled_by) == (STARTS + MINUTE, host)
    assert types_told(room.staff_stream) == ["mod.report", "mod.handled", "mod.log"]
    with pytest.raises(ConductRefused) as refused:
        handle_report(actor=host, room=room, number=0, at=STARTS)
    assert refused.value.code is ConductCode.NO_SUCH_REPORT


def test_hiding_a_message_handles_its_reports(room, host):
    author, reporter = guest_in(room), guest_in(room)
    message = said(author.user, room)
    report_message(reporter=reporter.user, room=room, number=message.pk, at=STARTS)

    hide_message(actor=host, room=room, number=message.pk, because="Rude", at=STARTS)

    assert Report.objects.get().handled_by == host
    assert types_told(room.staff_stream) == ["mod.report", "mod.log", "mod.handled"]


@pytest.mark.parametrize(("length", "code"), [(500, None), (501, ReportCode.TOO_LONG)])
def test_a_reason_has_500_characters_at_most(room, length, code):
    author, reporter = guest_in(room), guest_in(room)
    message = said(author.user, room)
    if code is None:
        report_message(reporter=reporter.user, room=room, number=message.pk, because="x" * length, at=STARTS)
        return
    with pytest.raises(ReportRefused) as refused:
        report_message(reporter=reporter.user, room=room, number=message.pk, because="x" * length, at=STARTS)
    assert refused.value.code is code


def test_the_muted_report_and_nobody_reports_themselves(room, host):
    author, muted = guest_in(room), guest_in(room)
    mute(actor=host, room=room, person=muted.user_id, because="Shouting", at=STARTS)
    message = said(author.user, room)

    report_message(reporter=muted.user, room=room, number=message.pk, at=STARTS)
    with pytest.raises(ReportRefused) as refused:
        report_message(reporter=author.user, room=room, number=message.pk, at=STARTS)
    assert refused.value.code is ReportCode.OWN
