"""The frames of a room that is run: commands, who follows the staff's stream, and the proof by replay."""

import json
from uuid import uuid4

import pytest

from assembly_portal.routing import TABLES
from breakouts import durable, policies
from breakouts.actions import (
    announce,
    call_off_recall,
    edit_message,
    enter_room,
    handle_report,
    hide_message,
    join_line,
    leave_line,
    leave_seat,
    lock_room,
    lower_hand,
    mute,
    offer_seats,
    raise_hand,
    readmit,
    recall_room,
    remove,
    report_message,
    set_slow_mode,
    set_timer,
    show_message,
    stop_timer,
    take_hand,
    take_seat,
    unmute,
    withdraw_announcement,
)
from breakouts.models import Act, Announcement, Message, Restriction
from common.policy import Refused
from events import frames as events_frames
from events.actions.programme import move_session
from events.models import Room
from realtime import streams, wire
from realtime.registry import Command, Direction
from tests.breakouts.days import DOOR, ENDS, MINUTE, STARTS, TICK, make_day_room, make_guest
from tests.breakouts.replay import REDUCERS, replay
from tests.breakouts.running import guest_in, make_host, said, types_told
from tests.factories import make_chair, make_facilitator, make_organiser, make_speaker, make_user

pytestmark = pytest.mark.django_db


def kind(name):
    return TABLES.stream_kind(name)


def state_of(name, at=STARTS):
    """The state as it goes over the wire."""
    return json.loads(json.dumps(kind(name).snapshot(name, at)))


def send(user, name, type, at=STARTS, **data):
    """Carry out a command as the engine does, from its checked fields."""
    declared = TABLES.command(type)
    fields = {field: declared.fields[field].clean(data.get(field)) for field in declared.fields}
    return declared.action(Command(user, name, fields, at))


# --- The staff's stream


def test_the_stream_of_the_staff_is_followed_by_those_who_run_the_room(room, host):
    chair, speaker, organiser, guest = make_user(), make_user(), make_organiser(), guest_in(room)
    make_chair(room.session, user=chair)
    make_speaker(room.session, user=speaker)
    elsewhere = make_host(make_day_room("Carers", room.session))
    may_follow = kind(room.staff_stream).may_follow
    people = {"host": host, "chair": chair, "organiser": organiser}
    others = {"speaker": speaker, "guest": guest.user, "host elsewhere": elsewhere, "stranger": make_user()}

    for who, user in (people | others).items():
        assert may_follow(user.pk, room.staff_stream, STARTS) is (who in people), who
        assert not may_follow(user.pk, room.staff_stream, DOOR - TICK)
        assert not may_follow(user.pk, room.staff_stream, ENDS)
    assert not may_follow(host.pk, "room:unknown.staff", STARTS)


def test_who_still_runs_a_room_is_the_same_for_many_at_once_as_for_one(room, host, django_assert_num_queries):
    other = make_day_room("Carers", room.session)
    chair, removed, organiser = make_user(), guest_in(room), make_organiser()
    make_chair(room.session, user=chair)
    remove(actor=host, room=room, person=removed.user_id, because="Rude", at=STARTS)
    removed_host = removed.user
    former = make_host(room)
    room.facilitators.filter(contributor__user=former).delete()
    late_host = guest_in(room)
    remove(actor=host, room=room, person=late_host.user_id, because="Rude", at=STARTS)
    make_facilitator(room, user=late_host.user)
    users = [host, chair, organiser, removed_host, former, late_host.user, make_host(other), make_user()]
    names = [room.staff_stream, other.staff_stream]
    pairs = {(user.pk, name) for user in users for name in names}

    with django_assert_num_queries(5):
        found = kind(room.staff_stream).followers(pairs, STARTS)

    rooms = {room.staff_stream: room, other.staff_stream: other}
    assert found == {
        (user.pk, name)
        for user in users
        for name in names
        if policies.can_run_room(user, rooms[name], at=STARTS)
    }
    assert (host.pk, room.staff_stream) in found
    assert (late_host.user_id, room.staff_stream) not in found


def test_the_state_of_the_staff_names_no_reporter(room, host, django_assert_num_queries):
    author, reporter = guest_in(room, name="Dr Joss"), guest_in(room, name="Dr Amara Secret")
    report_message(
        reporter=reporter.user, room=room, number=said(author.user, room).pk, because="Rude", at=STARTS
    )
    mute(actor=host, room=room, person=author.user_id, because="Rude", minutes=5, at=STARTS)

    with django_assert_num_queries(4):
        state = state_of(room.staff_stream)

    assert [line["verb"] for line in state["log"]] == ["muted"]
    assert [report["author"] for report in state["reports"]] == ["Dr Joss"]
    assert state["muted"] == [{"id": str(author.user_id), "name": "Dr Joss"}]
    assert state["removed"] == []
    assert "Secret" not in json.dumps(state)
    assert state_of(room.staff_stream, STARTS + 5 * MINUTE)["muted"] == []


def test_the_log_tells_the_last_fifty_acts(room, host):
    for minutes in range(1, 53):
        set_timer(actor=host, room=room, minutes=minutes, at=STARTS + minutes * TICK)

    log = state_of(room.staff_stream)["log"]

    assert [line["detail"] for line in (log[0], log[-1])] == ["3 minutes", "52 minutes"]


# --- Removed on every door


def test_the_removed_neither_follow_nor_stay_nor_come_back_until_they_may(room, host):
    delegate = guest_in(room)
    room_kind = kind(room.stream)
    pair = (delegate.user_id, room.stream)
    assert pair in room_kind.followers({pair}, STARTS)

    remove(actor=host, room=room, person=delegate.user_id, because="Rude", at=STARTS)
    assert not room_kind.may_follow(delegate.user_id, room.stream, STARTS)
    assert pair not in room_kind.followers({pair}, STARTS)
    room_kind.presence.arrived([delegate.user_id], room.stream, STARTS)
    room_kind.presence.touched([delegate.user_id], room.stream, STARTS)
    assert not delegate.visits.filter(ended_at=None).exists()

    readmit(actor=host, room=room, person=delegate.user_id, at=STARTS)
    enter_room(delegate=delegate, room=room, at=STARTS)
    assert room_kind.may_follow(delegate.user_id, room.stream, STARTS)
    assert pair in room_kind.followers({pair}, STARTS)


def test_an_organiser_helps_in_the_room_under_that_name_and_leaves_no_visit(room):
    organiser = make_organiser(name="Dr Orga")
    presence = kind(room.stream).presence

    assert kind(room.stream).may_follow(organiser.pk, room.stream, STARTS)
    presence.arrived([organiser.pk], room.stream, STARTS)

    assert (
        presence.badges([(organiser.pk, room.stream)], STARTS)[organiser.pk, room.stream]["role"]
        == "Organiser"
    )
    assert said(organiser, room).author_role == "Organiser"


# --- Commands


def test_every_command_of_the_room_reaches_its_action(room, host):
    guest = guest_in(room, name="Dr Joss")
    message = said(guest.user, room, "Helo")
    mine = said(host, room, "Welcome")
    joss = str(guest.user_id)
    number = {"id": message.pk}

    for user, type, data in [
        (guest.user, "chat.edit", number | {"body": "Hello"}),
        (guest.user, "chat.report", {"id": mine.pk, "because": None}),
        (guest.user, "hand.up", {}),
        (guest.user, "hand.down", {}),
        (guest.user, "hand.up", {}),
        (host, "fac.timer", {"minutes": 5, "label": "Pairs"}),
        (host, "fac.extend", {"minutes": 1}),
        (host, "fac.timer", {"minutes": None}),
        (host, "fac.announce", {"cid": str(uuid4()), "body": "Tea"}),
        (host, "fac.lock", {"is_locked": True}),
        (host, "fac.lock", {"is_locked": False}),
        (host, "fac.slow", {"seconds": 15}),
        (host, "fac.recall", {"is_on": True}),
        (host, "fac.recall", {"is_on": False}),
        (host, "fac.hide", number | {"is_hidden": True, "because": "Rude"}),
        (host, "fac.hide", number | {"is_hidden": False}),
        (host, "fac.hand", {"person": joss}),
        (host, "fac.mute", {"person": joss, "is_on": True, "because": "Rude", "minutes": 5}),
        (host, "fac.mute", {"person": joss, "is_on": False}),
        (host, "fac.remove", {"person": joss, "is_on": True, "because": "Rude"}),
        (host, "fac.remove", {"person": joss, "is_on": False}),
    ]:
        assert send(user, room.stream, type, **data) is None
    send(host, room.stream, "fac.report", id=mine.reports.get().pk)
    send(host, room.stream, "fac.withdraw", id=Announcement.objects.get().pk)

    assert set(Act.objects.values_list("verb", flat=True)) == set(Act.Verb.values)
    assert Message.objects.get(pk=message.pk).body == "Hello"
    assert not Restriction.objects.in_force(STARTS).exists()


@pytest.mark.parametrize("person", ["0", "x", "-1", "9" * 18, "²", "1.5"])
def test_a_person_who_does_not_exist_is_refused_in_words(room, host, person):
    with pytest.raises(Refused, match="There is no such person in Visas"):
        send(host, room.stream, "fac.mute", person=person, is_on=True, because="Rude")


COMMANDS_OF_HOSTS = sorted(frame.type for frame in TABLES.frames if frame.type.startswith("fac."))
SOME_DATA = {
    "fac.timer": {"minutes": 5},
    "fac.extend": {"minutes": 5},
    "fac.announce": {"cid": str(uuid4()), "body": "Tea"},
    "fac.withdraw": {"id": 1},
    "fac.lock": {"is_locked": True},
    "fac.slow": {"seconds": 15},
    "fac.recall": {"is_on": True},
    "fac.hide": {"id": 1, "is_hidden": True, "because": "Rude"},
    "fac.mute": {"person": "1", "is_on": True, "because": "Rude"},
    "fac.remove": {"person": "1", "is_on": True, "because": "Rude"},
    "fac.hand": {"person": "1"},
    "fac.report": {"id": 1},
}


@pytest.mark.parametrize("type", COMMANDS_OF_HOSTS)
def test_no_command_of_hosts_is_carried_out_for_a_guest_or_a_speaker(room, host, type):
    speaker = make_user()
    make_speaker(room.session, user=speaker)
    for user in (guest_in(room).user, speaker):
        with pytest.raises(Refused) as refused:
            send(user, room.stream, type, **SOME_DATA[type])
        assert refused.value.code == "not_host"
    assert not Act.objects.exists()


# --- The proof by replay


def _scenes(room, host):
    """Everything that can happen, in steps; each returns nothing."""
    delegate, other = guest_in(room, name="Dr Joss"), guest_in(room, name="Dr Amara")
    joss, amara, ids = delegate.user, other.user, {}
    about = {"actor": host, "room": room}
    full, fuller = (make_day_room(title, room.session, capacity=0) for title in ("Full", "Fuller"))

    def speak():
        ids["message"] = said(joss, room, "Something rude").pk
        said(host, room, "Welcome")

    def report():
        ids["report"] = report_message(reporter=amara, room=room, number=ids["message"], at=STARTS).pk

    return delegate, [
        speak,
        lambda: edit_message(author=joss, room=room, number=ids["message"], body="Ruder", at=STARTS),
        report,
        lambda: handle_report(**about, number=ids["report"], at=STARTS),
        lambda: hide_message(**about, number=ids["message"], because="Rude", at=STARTS),
        lambda: show_message(**about, number=ids["message"], at=STARTS),
        lambda: raise_hand(user=joss, room=room, at=STARTS),
        lambda: raise_hand(user=amara, room=room, at=STARTS),
        lambda: take_hand(**about, person=amara.pk, at=STARTS),
        lambda: lower_hand(user=joss, room=room, at=STARTS),
        lambda: raise_hand(user=amara, room=room, at=STARTS),
        lambda: set_timer(**about, minutes=5, label="Pairs", at=STARTS),
        lambda: stop_timer(**about, at=STARTS),
        lambda: [announce(**about, body=body, cid=uuid4(), at=STARTS) for body in ("Tea", "Coffee")],
        lambda: withdraw_announcement(**about, number=Announcement.objects.get(body="Tea").pk, at=STARTS),
        lambda: [join_line(delegate=delegate, room=each, at=STARTS) for each in (full, fuller)],
        lambda: leave_line(delegate=delegate, room=fuller, at=STARTS),
        lambda: join_line(delegate=delegate, room=full, at=STARTS),
        lambda: Room.objects.filter(pk=full.pk).update(capacity=1),
        lambda: offer_seats(room=full, at=STARTS),
        lambda: take_seat(delegate=delegate, room=full, at=STARTS),
        lambda: take_seat(delegate=delegate, room=room, at=STARTS),
        lambda: set_slow_mode(**about, seconds=15, at=STARTS),
        lambda: lock_room(**about, at=STARTS),
        lambda: recall_room(**about, at=STARTS),
        lambda: call_off_recall(**about, at=STARTS),
        lambda: mute(**about, person=joss.pk, because="Rude", minutes=5, at=STARTS),
        lambda: unmute(**about, person=joss.pk, at=STARTS),
        lambda: mute(**about, person=joss.pk, because="Rude", at=STARTS),
        lambda: leave_seat(delegate=other, room=room, at=STARTS),
        lambda: remove(**about, person=joss.pk, because="Rude", at=STARTS),
        lambda: readmit(**about, person=joss.pk, at=STARTS),
        lambda: move_session(
            session=room.session, starts_at=STARTS + MINUTE, actor=make_organiser(), at=STARTS
        ),
    ]


def _without_people(state):
    """The lists of the muted and removed follow from the log, and are asked for anew by the page."""
    return {key: value for key, value in state.items() if key not in {"muted", "removed"}}


def test_state_before_and_frames_are_the_state_fetched_afresh_after_every_act(room, host):
    delegate, scenes = _scenes(room, host)
    followed = (room.stream, room.staff_stream, delegate.stream)
    states = {name: _without_people(state_of(name)) for name in followed}
    seen = dict.fromkeys(followed, 0) | {
        name: head.seq for name, head in streams.heads(list(followed)).items()
    }
    played = set()

    for scene in scenes:
        scene()
        for name in followed:
            frames = [json.loads(wire.durable(name, frame)) for frame in streams.since(name, seen[name])]
            seen[name] += len(frames)
            played |= {frame["t"] for frame in frames}
            after = replay(states[name], [{"cid": None, **frame} for frame in frames])
            states[name] = _without_people(state_of(name))
            assert after == states[name], [frame["t"] for frame in frames]

    assert played == set(REDUCERS)


def test_every_durable_frame_has_its_reducer_and_every_type_a_document():
    ours = {frame.type for frame in (*durable.FRAMES, *events_frames.FRAMES)}

    assert ours == {frame.type for frame in TABLES.frames if frame.is_durable}
    assert set(REDUCERS) == ours
    assert {frame.direction for frame in TABLES.frames if frame.type == "chat.edit"} == set(Direction)


def test_nothing_of_the_staff_travels_on_the_streams_of_others(room, host):
    delegate, scenes = _scenes(room, host)
    for scene in scenes:
        scene()

    assert not [type for type in types_told(room.stream) if type.startswith(("mod.", "you."))]
    assert set(types_told(delegate.stream)) == {"seat.moved", "seat.wait", "you.restricted"}
    assert set(types_told(room.staff_stream)) == {"mod.log", "mod.report", "mod.handled"}


def test_the_state_of_a_person_tells_what_is_forbidden_to_them_anywhere(room, host):
    delegate = guest_in(room)
    mute(actor=host, room=room, person=delegate.user_id, because="Rude", minutes=5, at=STARTS)
    other = make_guest(room)

    told = state_of(delegate.stream)["restrictions"]

    until = (STARTS + 5 * MINUTE).isoformat()
    assert told == [{"room": room.code, "kind": "muted", "because": "Rude", "until": until}]
    assert state_of(delegate.stream, STARTS + 5 * MINUTE)["restrictions"] == []
    assert state_of(other.stream)["restrictions"] == []
