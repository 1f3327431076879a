"""Calls for help: who may ask for what, who has a call, and that wellbeing leaves no trace in the room."""

import json
from datetime import timedelta

import pytest
from django.core import serializers

from assembly_portal.routing import TABLES
from breakouts.actions import (
    answer_help,
    ask_for_help,
    claim_help,
    mute,
    remove,
    resolve_help,
    tell_overdue_help,
    withdraw_help,
)
from breakouts.help.durable import help_stream
from breakouts.help.notices import WAITING
from breakouts.help.queries import OVERDUE_AFTER, queue
from breakouts.help.refusals import HelpRefused
from breakouts.models import Absence, Act, Conduct, Hand, HelpCall
from events.models import Visit
from notices.kinds import Topic, kind_of
from notices.mails import as_shown
from notices.models import Notice
from realtime.models import Frame, Stream
from tests.breakouts.days import ENDS, MINUTE, OPENS, STARTS, TICK, make_day_room, make_guest
from tests.breakouts.running import guest_in, make_host, told, types_told
from tests.factories import make_delegate, make_organiser, make_user
from tests.races import held_up

pytestmark = pytest.mark.django_db

Kind, State = HelpCall.Kind, HelpCall.State
KINDS = HelpCall.ASKED


@pytest.fixture
def joss(room):
    return guest_in(room, name="Dr Joss")


@pytest.fixture
def organiser():
    return make_organiser(name="Dr Orga", email="orga@example.org")


def ask(delegate, room, kind=Kind.FACILITATOR, words="", at=STARTS):
    return ask_for_help(user=delegate.user, room=room, kind=kind, words=words, at=at)


def state(name, at=STARTS):
    return json.loads(json.dumps(TABLES.stream_kind(name).snapshot(name, at)))


# --- Asking


@pytest.mark.parametrize("kind", KINDS)
def test_a_call_is_one_however_often_it_is_asked(room, joss, kind):
    assert ask(joss, room, kind, "Help") == ask(joss, room, kind, "Again")

    call = HelpCall.objects.get()
    assert (call.name, call.words, call.state, call.asked_at) == ("Dr Joss", "Help", "open", STARTS)


def test_there_is_one_open_call_of_a_kind_wherever_in_the_assembly(room, joss):
    other = make_day_room("Carers", room.session)
    first = ask(joss, room, Kind.ACCESS)

    assert ask(joss, other, Kind.ACCESS) == first
    assert ask(joss, room, Kind.WELLBEING) != first
    withdraw_help(user=joss.user, room=room, kind=Kind.ACCESS, at=STARTS)
    assert ask(joss, other, Kind.ACCESS) != first


@pytest.mark.parametrize(("length", "is_taken"), [(300, True), (301, False)])
def test_words_have_a_length(room, joss, length, is_taken):
    if is_taken:
        ask(joss, room, words="a" * length)
        return
    with pytest.raises(HelpRefused, match=r"300 characters or fewer\. It has 301"):
        ask(joss, room, words="a" * length)


TABLE = [
    ("inside", Kind.FACILITATOR, STARTS, None),
    ("inside", Kind.TECHNICAL, ENDS - TICK, None),
    ("inside", Kind.FACILITATOR, ENDS, "not_running"),
    ("inside", Kind.WELLBEING, ENDS, None),
    ("inside", Kind.ACCESS, OPENS - TICK, "no_place"),
    ("inside", Kind.ACCESS, OPENS, None),
    ("muted", Kind.FACILITATOR, STARTS, None),
    ("muted", Kind.WELLBEING, STARTS, None),
    ("removed", Kind.FACILITATOR, STARTS, "not_inside"),
    ("removed", Kind.TECHNICAL, STARTS, "not_inside"),
    ("removed", Kind.ACCESS, STARTS, None),
    ("removed", Kind.WELLBEING, STARTS, None),
    ("elsewhere", Kind.TECHNICAL, STARTS, "not_inside"),
    ("elsewhere", Kind.WELLBEING, STARTS, None),
    ("cancelled", Kind.WELLBEING, STARTS, "no_place"),
    ("stranger", Kind.ACCESS, STARTS, "no_place"),
    ("host", Kind.TECHNICAL, STARTS, None),
    ("host", Kind.WELLBEING, STARTS, None),
]


@pytest.mark.parametrize(("who", "kind", "at", "code"), TABLE)
def test_who_may_ask_for_what(room, joss, who, kind, at, code):
    host = make_host(room)
    user = {
        "elsewhere": lambda: make_guest(room).user,
        "cancelled": lambda: make_delegate(room.session.assembly, state="cancelled").user,
        "stranger": make_user,
        "host": lambda: host,
    }.get(who, lambda: joss.user)()
    if who in {"muted", "removed"}:
        act = mute if who == "muted" else remove
        act(actor=host, room=room, person=joss.user_id, because="Rude", at=STARTS)

    if code is None:
        assert ask_for_help(user=user, room=room, kind=kind, at=at).is_open
        return
    with pytest.raises(HelpRefused) as refused:
        ask_for_help(user=user, room=room, kind=kind, at=at)
    assert refused.value.code == code
    assert not HelpCall.objects.exists()


# --- Helping


def test_a_call_is_claimed_answered_and_resolved(room, joss, organiser):
    call = ask(joss, room, Kind.TECHNICAL, "No sound")

    claim_help(actor=organiser, call=call.pk, at=STARTS)
    answer_help(actor=organiser, call=call.pk, words=" Load the page again ", at=STARTS)
    for _ in range(2):
        resolve_help(actor=organiser, call=call.pk, at=STARTS + MINUTE)

    call.refresh_from_db()
    assert (call.state, call.claimed_name, call.answer) == ("resolved", "Dr Orga", "Load the page again")
    assert call.resolved_at == STARTS + MINUTE
    own = [(payload["state"], payload["by"], payload["answer"]) for _, payload in told(joss.stream)[-3:]]
    assert own[-1] == ("resolved", "Dr Orga", "Load the page again")
    assert own[0] == ("claimed", "Dr Orga", "")
    with pytest.raises(HelpRefused, match="it is resolved"):
        claim_help(actor=organiser, call=call.pk, at=STARTS)


@pytest.mark.parametrize("act", ["claim", "answer", "resolve"])
def test_who_comes_second_is_told_who_has_it(room, joss, organiser, act):
    call = ask(joss, room, Kind.TECHNICAL)
    claim_help(actor=make_organiser(name="Dr First", email="first@example.org"), call=call.pk, at=STARTS)
    given = {"actor": organiser, "call": call.pk, "at": STARTS}

    with pytest.raises(HelpRefused, match="Dr First has this call"):
        {
            "claim": lambda: claim_help(**given),
            "answer": lambda: answer_help(**given, words="Hello"),
            "resolve": lambda: resolve_help(**given),
        }[act]()

    claim_help(**given, is_takeover=True)
    assert HelpCall.objects.get().claimed_name == "Dr Orga"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_at_once_one_has_it(room, joss, organiser):
    call = ask(joss, room, Kind.TECHNICAL)
    first = make_organiser(name="Dr First", email="first@example.org")

    def claim():
        claim_help(actor=first, call=call.pk, at=STARTS)

    with (
        held_up(HelpCall.objects.filter(pk=call.pk), claim),
        pytest.raises(HelpRefused, match="Dr First has this call"),
    ):
        claim_help(actor=organiser, call=call.pk, at=STARTS)

    assert HelpCall.objects.get().claimed_by == first


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_one_call(room, joss):
    def press():
        ask(joss, room, Kind.WELLBEING)

    with held_up(type(joss).objects.filter(pk=joss.pk), press):
        press()

    assert HelpCall.objects.count() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_who_runs_the_room_helps_only_with_what_was_asked_of_them(room, joss, kind):
    host, speaker = make_host(room), make_user()
    call = ask(joss, room, kind)

    for user in (host, speaker, joss.user):
        if user == host and kind == Kind.FACILITATOR:
            assert claim_help(actor=user, call=call.pk, at=STARTS).is_claimed
            continue
        with pytest.raises(HelpRefused) as refused:
            claim_help(actor=user, call=call.pk, is_takeover=True, at=STARTS)
        assert refused.value.code == "no_such_call"


@pytest.mark.parametrize(("words", "code"), [("", "empty"), (" \u200b", "empty"), ("a" * 301, "too_long")])
def test_an_answer_says_something_of_a_length(room, joss, organiser, words, code):
    call = ask(joss, room)
    with pytest.raises(HelpRefused) as refused:
        answer_help(actor=organiser, call=call.pk, words=words, at=STARTS)
    assert refused.value.code == code
    assert HelpCall.objects.get().state == "open"


def test_a_withdrawn_call_waits_for_nobody(room, joss, organiser):
    call = ask(joss, room)
    for _ in range(2):
        withdraw_help(user=joss.user, room=room, kind=Kind.FACILITATOR, at=STARTS)

    assert queue() == []
    with pytest.raises(HelpRefused, match="it is withdrawn"):
        resolve_help(actor=organiser, call=call.pk, at=STARTS)


def test_the_queue_has_what_nobody_has_first_and_the_longest_waiting_on_top(room, organiser):
    calls = [
        ask(guest_in(make_day_room(f"Room {n}", room.session)), room, Kind.ACCESS, at=STARTS + n * MINUTE)
        for n in (2, 0, 1)
    ]
    claim_help(actor=organiser, call=calls[1].pk, at=STARTS + 3 * MINUTE)

    assert queue() == [calls[2], calls[0], calls[1]]


# --- Who is told


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_reaches_those_it_is_for(room, joss, kind):
    ask(joss, room, kind)

    at_staff = types_told(room.staff_stream).count("help.call")
    assert at_staff == (1 if kind == Kind.FACILITATOR else 0)
    assert types_told(joss.stream).count("help.state") == (0 if kind == Kind.WELLBEING else 1)
    assert types_told(help_stream(room.session.assembly)) == ["help.call"]
    assert len(state(room.staff_stream)["help"]) == at_staff
    assert len(state(help_stream(room.session.assembly))["help"]) == 1


def test_only_organisers_follow_the_queue(room, joss, organiser):
    name = help_stream(room.session.assembly)
    may_follow = TABLES.stream_kind(name).may_follow

    assert may_follow(organiser.pk, name, STARTS)
    for user in (joss.user, make_host(room), make_user()):
        assert not may_follow(user.pk, name, STARTS)
    assert not may_follow(organiser.pk, "help:unknown", STARTS)


def test_wellbeing_leaves_no_trace_in_the_room(room, joss, organiser):
    """Over every stream, state, count and row but the call itself and the organisers' stream."""
    host, secret = make_host(room), "I am not well"
    queue_name = help_stream(room.session.assembly)
    names = [room.stream, room.staff_stream, f"{room.stream}.qa", f"lobby:{room.session.code}", joss.stream]

    def everything():
        models = (Act, Conduct, Hand, Absence, Visit)
        rows = {
            model.__name__: serializers.serialize("json", model.objects.order_by("pk")) for model in models
        }
        streams = list(Stream.objects.exclude(name=queue_name).order_by("pk").values_list("name", "head"))
        states = {name: state(name) for name in names}
        kinds = [(name, TABLES.stream_kind(name)) for name in names]
        tallies = {name: kind.tally.read([name], STARTS) for name, kind in kinds if kind.tally}
        return rows, streams, states, json.dumps(tallies)

    before = everything()
    call = ask(joss, room, Kind.WELLBEING, secret)
    claim_help(actor=organiser, call=call.pk, at=STARTS)
    answer_help(actor=organiser, call=call.pk, words="I call you", at=STARTS)
    resolve_help(actor=organiser, call=call.pk, at=STARTS)
    ask(joss, room, Kind.WELLBEING, secret)
    withdraw_help(user=joss.user, room=room, kind=Kind.WELLBEING, at=STARTS)

    assert everything() == before
    assert not Act.objects.filter(actor__in=[host, organiser]).exists()
    frames = Frame.objects.filter(stream__name=queue_name)
    assert frames.count() == 6
    assert not frames.exclude(actor=None).exists()
    written = json.dumps([frame.payload for frame in frames])
    assert secret not in written
    assert "Joss" not in written
    assert "I call you" not in written


# --- Nobody takes it


@pytest.mark.parametrize(
    ("waited", "count"),
    [(OVERDUE_AFTER - TICK, 0), (OVERDUE_AFTER, 1), (timedelta(hours=1), 1)],
    ids=["just before", "three minutes", "a worker that was down"],
)
def test_organisers_are_told_once_of_a_call_that_waits(room, joss, organiser, waited, count):
    ask(joss, room, Kind.WELLBEING, "I am not well")

    assert tell_overdue_help(at=STARTS + waited) == count
    assert tell_overdue_help(at=STARTS + waited + MINUTE) == 1 - count
    assert list(Notice.objects.filter(kind=WAITING).values_list("recipient", flat=True)) == [organiser.pk]
    assert tell_overdue_help(at=STARTS + waited + 2 * MINUTE) == 0


def test_a_call_that_somebody_has_is_not_overdue(room, joss, organiser):
    call = ask(joss, room)
    claim_help(actor=organiser, call=call.pk, at=STARTS)

    assert tell_overdue_help(at=STARTS + 10 * MINUTE) == 0


def test_the_letter_names_nobody_and_no_kind_and_is_not_sent_in_vain(room, joss, organiser):
    call = ask(joss, room, Kind.WELLBEING, "I am not well")
    tell_overdue_help(at=STARTS + OVERDUE_AFTER)
    notices = list(Notice.objects.filter(kind=WAITING))
    compose = kind_of(WAITING).compose
    (letter,) = compose(notices).values()
    for private in ("Joss", "ellbeing", "not well", room.name):
        assert private not in repr(letter)
    assert "You get this because you are an organiser." in as_shown(letter, Topic.NEWS)[0]
    claim_help(actor=organiser, call=call.pk, at=STARTS)
    assert compose(notices) == {}
