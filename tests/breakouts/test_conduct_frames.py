"""The frames of a room that is run: commands, who follows the staff's stream, and the proof by replay."""

import json
from functools import partial
from uuid import uuid4

import pytest

from assembly_portal.routing import TABLES
from breakouts import durable, policies
from breakouts.absences import durable as durable_absences
from breakouts.actions import (
    announce,
    answer_help,
    ask_for_help,
    call_off_recall,
    change_note,
    claim_help,
    come_back_to,
    edit_message,
    end_deputising,
    enter_room,
    give_next,
    hand_room,
    handle_report,
    hide_message,
    hold_questions,
    join_line,
    keep_notes,
    leave_line,
    leave_seat,
    lock_room,
    lower_hand,
    mark_note,
    move_poll,
    move_question,
    mute,
    offer_seats,
    pass_word,
    place_note,
    put_down_hand,
    raise_hand,
    readmit,
    recall_room,
    release_due_questions,
    remove,
    remove_note,
    reopen_notes,
    report_message,
    resolve_help,
    restore_note,
    set_slow_mode,
    set_speaking_order,
    set_timer,
    show_message,
    sign_off_notes,
    step_away,
    stop_timer,
    take_hand,
    take_seat,
    take_word,
    unmute,
    withdraw_announcement,
    withdraw_help,
    withdraw_question,
)
from breakouts.deputies import durable as durable_deputies
from breakouts.help import durable as durable_help
from breakouts.models import Act, Announcement, Message, Restriction, Word
from breakouts.notes import durable as durable_notes
from breakouts.polls import durable as durable_polls
from breakouts.questions import durable as durable_questions
from breakouts.roundtable import durable as durable_table
from common.policy import Refused
from events import frames as events_frames
from events.actions.programme import move_session
from events.actions.sources import save_source
from events.models import Room, RoomSource, Session
from networking import frames as networking_frames
from realtime import streams, wire
from realtime.registry import Command, Direction
from tests.breakouts.days import DOOR, ENDS, MINUTE, STARTS, TICK, make_day_room, make_guest
from tests.breakouts.replay import REDUCERS, replay
from tests.breakouts.running import drafted, guest_in, make_host, note, question, said, types_told
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

    with django_assert_num_queries(6):
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

    with django_assert_num_queries(7):
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
        (guest.user, "away", {}),
        (guest.user, "back", {}),
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

    of_questions = {Act.Verb.HELD_QUESTIONS, Act.Verb.LET_QUESTIONS, Act.Verb.MOVED_QUESTION}
    of_polls = {verb for verb in Act.Verb.values if verb.startswith("poll_")}
    of_notes = {verb for verb in Act.Verb.values if verb.startswith("note")}
    of_tables = {Act.Verb.TOOK_WORD, Act.Verb.PUT_DOWN, Act.Verb.SET_ORDER}
    of_deputies = {verb for verb in Act.Verb.values if verb.startswith("deputy_")}
    elsewhere = of_questions | of_polls | of_notes | of_tables | of_deputies
    assert set(Act.objects.values_list("verb", flat=True)) == set(Act.Verb.values) - elsewhere
    assert Message.objects.get(pk=message.pk).body == "Hello"
    assert not Restriction.objects.in_force(STARTS).exists()


@pytest.mark.parametrize("person", ["0", "x", "-1", "9" * 18, "²", "1.5"])
def test_a_person_who_does_not_exist_is_refused_in_words(room, host, person):
    with pytest.raises(Refused, match="There is no such person in Visas"):
        send(host, room.stream, "fac.mute", person=person, is_on=True, because="Rude")


COMMANDS_OF_HOSTS = sorted(frame.type for frame in TABLES.frames if frame.type.startswith("fac."))
PARTS = {
    "fac.qa": ".qa",
    "fac.hold": ".qa",
    "fac.draft": ".polls",
    "fac.poll": ".polls",
    "fac.notes": ".notes",
    "fac.note": ".notes",
    "fac.table": ".table",
    "fac.order": ".table",
    "fac.deputy": ".deputy",
}
SOME_DATA = {
    "fac.deputy": {"person": "1"},
    "fac.notes": {"to": "signed_off"},
    "fac.note": {"id": str(uuid4())},
    "fac.table": {"to": "next", "seen": 0},
    "fac.order": {"minutes": 3, "newcomers_first": True},
    "fac.qa": {"id": str(uuid4()), "to": "answered"},
    "fac.hold": {"is_on": True},
    "fac.draft": {"cid": str(uuid4()), "question": "Tea?", "options": ["Yes", "No"], "is_multiple": False},
    "fac.poll": {"id": 1, "to": "open"},
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
            send(user, f"{room.stream}{PARTS.get(type, '')}", type, **SOME_DATA[type])
        assert refused.value.code == "not_host"
    assert not Act.objects.exists()


# --- The proof by replay


def _scenes(room, host):
    """Everything that can happen, in steps; each returns nothing."""
    delegate, other = guest_in(room, name="Dr Joss"), guest_in(room, name="Dr Amara")
    joss, amara, ids = delegate.user, other.user, {}
    about = {"actor": host, "room": room}
    # What is said there is what a roundtable says, and more.
    room.session.kind = Session.Kind.ROUNDTABLE
    room.session.save()
    deputy = make_user()
    make_chair(room.session, user=deputy)
    full, fuller = (make_day_room(title, room.session, capacity=0) for title in ("Full", "Fuller"))

    def put_off():
        # A roundtable would be met in one room.
        Session.objects.filter(pk=room.session.pk).update(kind=Session.Kind.BREAKOUTS)
        move_session(session=room.session, starts_at=STARTS + MINUTE, actor=make_organiser(), at=STARTS)

    def speak():
        ids["message"] = said(joss, room, "Something rude").pk
        said(host, room, "Welcome")

    def report():
        ids["report"] = report_message(reporter=amara, room=room, number=ids["message"], at=STARTS).pk

    def ask():
        ids["question"] = question(joss, room, "Who answers?").id
        question(amara, room, "And when?", is_anonymous=True)
        release_due_questions(at=STARTS + 2 * MINUTE)

    def move(to, **more):
        move_question(**about, question=ids["question"], to=to, at=STARTS, **more)

    def poll():
        ids["poll"] = drafted(host, room).pk

    def to(state):
        move_poll(**about, poll=ids["poll"], to=state, at=STARTS)

    def write():
        ids["note"] = note(joss, room, "Nobody hears back.").id
        ids["last"] = note(amara, room, "Tell people when they will.", mark="ask").id

    def rewrite():
        given = {"user": amara, "room": room, "block": ids["note"], "at": STARTS}
        change_note(**given, base_revision=1, body="Few hear back.", cid=uuid4())
        mark_note(**given, mark="issue")
        place_note(**given, after=ids["last"])
        remove_note(**given, base_revision=2)

    def seen():
        return Word.objects.order_by("pk").last().pk

    def call(kind):
        ids["call"] = ask_for_help(user=joss, room=room, kind=kind, at=STARTS).pk

    return delegate, [
        poll,
        lambda: to("withdrawn"),
        poll,
        lambda: to("open"),
        lambda: to("closed"),
        lambda: to("revealed"),
        speak,
        write,
        rewrite,
        lambda: restore_note(**about, block=ids["note"], at=STARTS),
        lambda: keep_notes(**about, is_on=True, at=STARTS),
        lambda: sign_off_notes(**about, at=STARTS),
        lambda: reopen_notes(**about, at=STARTS),
        lambda: keep_notes(**about, is_on=False, at=STARTS),
        ask,
        lambda: move("answering"),
        lambda: move("answered"),
        lambda: move("live"),
        lambda: move("later", owner="The dean"),
        lambda: move("live"),
        lambda: move("declined", because="Asked before"),
        lambda: hold_questions(**about, is_on=True, at=STARTS),
        ask,
        lambda: move("live"),
        lambda: withdraw_question(user=joss, room=room, question=ids["question"], at=STARTS),
        ask,
        lambda: withdraw_question(user=joss, room=room, question=ids["question"], at=STARTS),
        lambda: hold_questions(**about, is_on=False, at=STARTS),
        lambda: edit_message(author=joss, room=room, number=ids["message"], body="Ruder", at=STARTS),
        report,
        lambda: handle_report(**about, number=ids["report"], at=STARTS),
        lambda: hide_message(**about, number=ids["message"], because="Rude", at=STARTS),
        lambda: show_message(**about, number=ids["message"], at=STARTS),
        lambda: raise_hand(user=joss, room=room, at=STARTS),
        lambda: raise_hand(user=amara, room=room, at=STARTS),
        lambda: take_hand(**about, person=amara.pk, at=STARTS),
        lambda: raise_hand(user=amara, room=room, at=STARTS),
        lambda: set_speaking_order(**about, minutes=3, newcomers_first=True, at=STARTS),
        lambda: give_next(**about, seen=seen(), at=STARTS),
        lambda: pass_word(user=joss, room=room, at=STARTS),
        lambda: give_next(**about, seen=seen(), at=STARTS),
        lambda: take_word(**about, seen=seen(), at=STARTS),
        lambda: [raise_hand(user=each, room=room, at=STARTS) for each in (joss, amara)],
        lambda: put_down_hand(**about, person=amara.pk, at=STARTS),
        lambda: set_speaking_order(**about, minutes=0, newcomers_first=False, at=STARTS),
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
        lambda: call("facilitator"),
        lambda: claim_help(actor=host, call=ids["call"], at=STARTS),
        lambda: answer_help(actor=host, call=ids["call"], words="I come", at=STARTS),
        lambda: resolve_help(actor=host, call=ids["call"], at=STARTS),
        *[partial(call, kind) for kind in ("technical", "access", "wellbeing", "facilitator")],
        lambda: withdraw_help(user=joss, room=room, kind="technical", at=STARTS),
        lambda: withdraw_help(user=joss, room=room, kind="wellbeing", at=STARTS),
        lambda: hand_room(**about, person=deputy.pk, at=STARTS),
        lambda: end_deputising(actor=deputy, room=room, at=STARTS),
        lambda: step_away(user=amara, room=room, at=STARTS),
        lambda: step_away(user=host, room=room, at=STARTS),
        lambda: enter_room(delegate=other, room=room, at=STARTS),
        lambda: step_away(user=amara, room=room, at=STARTS),
        lambda: come_back_to(user=host, room=room, at=STARTS),
        lambda: leave_seat(delegate=other, room=room, at=STARTS),
        lambda: remove(**about, person=joss.pk, because="Rude", at=STARTS),
        lambda: readmit(**about, person=joss.pk, at=STARTS),
        put_off,
        lambda: save_source(source=RoomSource(call_words="x"), room=room, actor=make_organiser(), at=STARTS),
    ]


def _without_people(state):
    """The lists of the muted and removed follow from the log, and are asked for anew by the page.

    In which order questions stand is another proof.
    """
    kept = {key: value for key, value in state.items() if key not in {"muted", "removed"}}
    if "help" in kept:
        kept["help"] = sorted(kept["help"], key=lambda each: each["id"])
    if "questions" in kept:
        kept["questions"] = sorted(kept["questions"], key=lambda each: each["id"])
    return kept


def test_state_before_and_frames_are_the_state_fetched_afresh_after_every_act(room, host):
    delegate, scenes = _scenes(room, host)
    parts = tuple(f"{room.stream}.{part}" for part in ("qa", "polls", "notes", "table", "deputy"))
    queue = durable_help.help_stream(room.session.assembly)
    followed = (room.stream, room.staff_stream, delegate.stream, *parts, queue)
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
            after = _without_people(replay(states[name], [{"cid": None, **frame} for frame in frames]))
            states[name] = _without_people(state_of(name))
            assert after == states[name], [frame["t"] for frame in frames]

    assert played == set(REDUCERS)


def test_every_durable_frame_has_its_reducer_and_every_type_a_document():
    ours = {
        frame.type
        for frame in (
            *durable.FRAMES,
            *durable_absences.FRAMES,
            *durable_help.FRAMES,
            *durable_questions.FRAMES,
            *durable_polls.FRAMES,
            *durable_notes.FRAMES,
            *durable_table.FRAMES,
            *durable_deputies.FRAMES,
            *durable_absences.FRAMES,
            *events_frames.FRAMES,
        )
    }

    # Conversations are no rooms: their pages have a reducer of their own.
    talked = {frame.type for frame in networking_frames.FRAMES if frame.is_durable}
    assert ours | talked == {frame.type for frame in TABLES.frames if frame.is_durable}
    assert set(REDUCERS) == ours
    assert {frame.direction for frame in TABLES.frames if frame.type == "chat.edit"} == set(Direction)


def test_nothing_of_the_staff_travels_on_the_streams_of_others(room, host):
    delegate, scenes = _scenes(room, host)
    for scene in scenes:
        scene()

    assert not [type for type in types_told(room.stream) if type.startswith(("mod.", "you."))]
    assert set(types_told(delegate.stream)) == {"seat.moved", "seat.wait", "you.restricted", "help.state"}
    assert set(types_told(room.staff_stream)) == {
        "mod.log",
        "mod.report",
        "mod.handled",
        "help.call",
        "qa.held",
        "qa.looked",
        "poll.draft",
        "poll.gone",
    }


def test_the_state_of_a_person_tells_what_is_forbidden_to_them_anywhere(room, host):
    delegate = guest_in(room)
    mute(actor=host, room=room, person=delegate.user_id, because="Rude", minutes=5, at=STARTS)
    other = make_guest(room)

    told = state_of(delegate.stream)["restrictions"]

    until = (STARTS + 5 * MINUTE).isoformat()
    assert told == [{"room": room.code, "kind": "muted", "because": "Rude", "until": until}]
    assert state_of(delegate.stream, STARTS + 5 * MINUTE)["restrictions"] == []
    assert state_of(other.stream)["restrictions"] == []
