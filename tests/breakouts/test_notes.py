"""The notes of a room: written together without names, kept whole, signed off, handed on."""

import json
import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import serializers
from hypothesis import given
from hypothesis import strategies as st

from assembly_portal.routing import TABLES
from breakouts.actions import (
    change_note,
    keep_notes,
    mark_note,
    mute,
    place_note,
    remove,
    remove_note,
    reopen_notes,
    restore_note,
    sign_off_notes,
)
from breakouts.models import Act, NoteBlock, NoteSave
from breakouts.notes.queries import notes_of, signed_off_blocks
from breakouts.notes.refusals import NoteCode, NoteRefused
from breakouts.notes.rules import CORRECTED_FOR, MOST_BLOCKS, looks_like_people
from breakouts.refusals import ConductRefused
from realtime.models import Frame
from realtime.registry import Command
from tests.breakouts.days import DOOR, ENDS, MINUTE, STARTS, TICK, make_day_room, make_guest
from tests.breakouts.replay import replay
from tests.breakouts.running import guest_in, make_host, note, told
from tests.factories import make_organiser, make_speaker, make_theme, make_user

pytestmark = pytest.mark.django_db

Mark = NoteBlock.Mark


@pytest.fixture
def joss(room):
    return guest_in(room, name="Dr Joss Ade").user


@pytest.fixture
def amara(room):
    return guest_in(room, name="Dr Amara Okafor").user


def stream(room):
    return f"{room.stream}.notes"


def state(room, at=STARTS):
    return json.loads(json.dumps(TABLES.stream_kind(stream(room)).snapshot(stream(room), at)))


def bodies(room):
    return [block.body for block in notes_of(room)]


def put(user, block, body, *, base=1, cid=None, at=STARTS, **more):
    given = {"room": block.room, "block": block.pk, "base_revision": base, "body": body}
    return change_note(user=user, **given, cid=cid or uuid4(), at=at, **more)


def send(user, room, type, at=STARTS, **data):
    declared = TABLES.command(type)
    fields = {field: declared.fields[field].clean(data.get(field)) for field in declared.fields}
    return declared.action(Command(user, stream(room), fields, at))


def code_of(act):
    with pytest.raises((NoteRefused, ConductRefused)) as refused:
        act()
    assert str(refused.value)
    return refused.value.code


# --- Writing


def test_a_note_reaches_the_room_once_and_without_a_name(room, joss):
    cid = uuid4()

    first = send(joss, room, "note.put", cid=str(cid), body="Nobody hears back.", mark="issue")
    again = send(joss, room, "note.put", cid=str(cid), body="Nobody hears back.", mark="issue")

    block = NoteBlock.objects.get()
    assert first == again
    assert told(stream(room)) == [
        (
            "note.block",
            {
                "id": str(block.id),
                "body": "Nobody hears back.",
                "mark": "issue",
                "revision": 1,
                "after": None,
            },
        )
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [("", NoteCode.EMPTY), (" \n\u200b", NoteCode.EMPTY), ("a" * 2001, NoteCode.TOO_LONG)],
    ids=["empty", "nothing that shows", "too long"],
)
def test_a_note_has_words_and_a_length(room, joss, body, code):
    block = note(joss, room)

    assert code_of(lambda: note(joss, room, body)) is code
    assert code_of(lambda: put(joss, block, body)) is code
    assert bodies(room) == [block.body]


def test_a_room_has_two_hundred_notes_and_removed_ones_do_not_count(room, host, joss):
    rows = [NoteBlock(room=room, body=str(n), position=n) for n in range(MOST_BLOCKS)]
    NoteBlock.objects.bulk_create(rows)

    assert code_of(lambda: note(joss, room)) is NoteCode.FULL
    remove_note(user=joss, room=room, block=rows[7].pk, base_revision=1, at=STARTS)
    note(joss, room)
    given = {"actor": host, "room": room, "block": rows[7].pk, "at": STARTS}
    assert code_of(lambda: restore_note(**given)) is NoteCode.FULL
    assert len(bodies(room)) == MOST_BLOCKS


def test_who_may_write_and_when(room, host, joss, amara):
    outside, speaker = make_guest(room).user, make_user()
    make_speaker(room.session, user=speaker)
    mute(actor=host, room=room, person=amara.pk, because="Rude", at=STARTS)

    assert code_of(lambda: note(outside, room)) is NoteCode.NOT_INSIDE
    assert code_of(lambda: note(amara, room)) is NoteCode.MUTED
    assert code_of(lambda: note(joss, room, at=DOOR - TICK)) is NoteCode.NOT_RUNNING
    assert code_of(lambda: note(joss, room, at=ENDS)) is NoteCode.NOT_HOST
    assert note(speaker, room).revision == 1
    assert note(joss, room, at=ENDS - TICK).revision == 1

    keep_notes(actor=host, room=room, is_on=True, at=STARTS)
    for user in (joss, speaker):
        assert code_of(lambda user=user: note(user, room)) is NoteCode.HOSTS_ONLY
    assert note(host, room).revision == 1
    keep_notes(actor=host, room=room, is_on=False, at=STARTS)
    assert note(joss, room).revision == 1
    with pytest.raises(ConductRefused):
        keep_notes(actor=joss, room=room, is_on=True, at=STARTS)


def test_notes_stand_where_they_were_put(room, host, joss):
    one, two, three = (note(joss, room, body) for body in ("one", "two", "three"))
    given = {"user": joss, "room": room, "at": STARTS}

    note(joss, room, "after one", after=one.pk)
    assert bodies(room) == ["one", "after one", "two", "three"]
    for _ in range(2):
        place_note(**given, block=three.pk, after=None)
        assert bodies(room) == ["three", "one", "after one", "two"]
    place_note(**given, block=three.pk, after=two.pk)
    place_note(**given, block=three.pk, after=three.pk)
    assert bodies(room) == ["one", "after one", "two", "three"]
    remove_note(**given, block=two.pk, base_revision=1)
    note(joss, room, "after what is gone", after=two.pk)
    restore_note(actor=host, room=room, block=two.pk, at=STARTS)
    assert bodies(room) == ["one", "after one", "two", "after what is gone", "three"]


def test_a_removed_note_is_out_of_sight_until_a_host_brings_it_back(room, host, joss, amara):
    block = note(joss, room)
    put(joss, block, "Few hear back.")
    given = {"room": room, "block": block.pk, "at": STARTS}

    assert code_of(lambda: remove_note(user=amara, base_revision=1, **given)) is NoteCode.CHANGED
    for _ in range(2):
        remove_note(user=amara, base_revision=2, **given)
    assert state(room)["blocks"] == []
    assert code_of(lambda: mark_note(user=joss, mark=Mark.ASK, **given)) is NoteCode.NO_SUCH_NOTE
    assert code_of(lambda: restore_note(actor=joss, **given)) is NoteCode.NOT_HOST
    for _ in range(2):
        restore_note(actor=host, **given)
    assert bodies(room) == ["Few hear back."]
    assert [act.detail for act in Act.objects.all()] == ["Few hear back."]


def test_a_note_of_another_room_is_none_of_this_one(room, joss):
    elsewhere = make_day_room("Elsewhere", room.session)
    block = NoteBlock.objects.create(room=elsewhere, body="Theirs", position=0)
    given = {"user": joss, "room": room, "block": block.pk, "at": STARTS}

    assert code_of(lambda: mark_note(**given, mark=Mark.ASK)) is NoteCode.NO_SUCH_NOTE
    assert code_of(lambda: place_note(**given, after=None)) is NoteCode.NO_SUCH_NOTE
    assert code_of(lambda: remove_note(**given, base_revision=1)) is NoteCode.NO_SUCH_NOTE


# --- Two at once


def test_a_text_on_an_old_base_comes_back_with_what_stands(room, joss, amara):
    block = note(joss, room, "Nobody hears back.")
    put(amara, block, "Few hear back.")

    answer = send(
        joss, room, "note.put", cid=str(uuid4()), block=str(block.pk), base_rev=1, body="None hears back."
    )

    assert answer["block"] is None
    assert answer["conflict"] == {
        "mine": "None hears back.",
        "theirs": {"id": str(block.pk), "body": "Few hear back.", "mark": "none", "revision": 2},
    }
    assert bodies(room) == ["Few hear back."]
    assert put(joss, block, "None hears back.", base=2).block.revision == 3


def test_the_same_words_are_no_conflict_and_no_news(room, joss, amara):
    block = note(joss, room)
    put(amara, block, "Few hear back.")
    frames = len(told(stream(room)))

    again = put(joss, block, "Few hear back.", base=1)

    assert (again.is_conflict, again.block.revision) == (False, 2)
    assert len(told(stream(room))) == frames


def test_a_text_that_stood_is_known_when_it_is_sent_again_after_others(room, joss, amara):
    block, cid = note(joss, room), uuid4()
    put(joss, block, "Few hear back.", cid=cid)
    put(amara, block, "Some hear back.", base=2)

    again = put(joss, block, "Few hear back.", cid=cid)

    assert not again.is_conflict
    assert bodies(room) == ["Some hear back."]


def test_who_writes_in_a_note_that_is_removed_meanwhile_gets_the_text_back(room, joss, amara):
    block = note(joss, room)
    remove_note(user=amara, room=room, block=block.pk, base_revision=1, at=STARTS)

    answer = send(joss, room, "note.put", cid=str(uuid4()), block=str(block.pk), base_rev=1, body="Few.")

    assert answer["conflict"] == {"mine": "Few.", "theirs": None}


def test_a_mark_is_no_new_text_and_holds_nobody_up(room, joss, amara):
    block = note(joss, room)
    for _ in range(2):
        mark_note(user=amara, room=room, block=block.pk, mark=Mark.ASK, at=STARTS)

    assert not put(joss, block, "Few hear back.").is_conflict
    kept = put(joss, block, "Few hear back.", base=2, mark=Mark.ISSUE).block
    assert (kept.revision, kept.mark) == (2, "issue")
    assert [frame["mark"] for _, frame in told(stream(room))] == ["none", "ask", "ask", "issue"]


# --- Without names


def test_no_row_and_no_frame_says_who_wrote(room, joss, amara):
    block = note(joss, room)
    put(amara, block, "Few hear back.")

    dump = serializers.serialize("json", [*NoteBlock.objects.all(), *NoteSave.objects.all()])
    frames = Frame.objects.filter(stream__name=stream(room))
    assert not any(name in dump for name in ("user", "author", "Joss", "Amara", '_at": "'))
    assert {(frame.actor_id, frame.cid) for frame in frames} == {(None, None)}
    assert not Act.objects.exists()


NAMES = ["Dr Amara Okafor", "Joss O'Neil-Ade", "Li Na", "Prof Will Grace", "ليلى حسن"]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Nobody hears back from the trust.", []),
        ("Amara Okafor said so.", ["a name: Amara Okafor"]),
        ("AMARA's post, and Okafor", ["a name: AMARA", "a name: Okafor"]),
        ("They will, with grace.", []),
        ("Ask O'Neil-Ade", ["a name: O'Neil-Ade"]),
        ("Li Na told it", []),
        ("ليلى قالت", ["a name: ليلى"]),
        ("Doctors and Drs", []),
        ("Write to j.ade@nhs.net.", ["an email address: j.ade@nhs.net"]),
        ("Ring 020 7946 0018 or +44 20 7946 0018.", None),
        ("In 2022 there were 1,234 of 20 000", []),
    ],
)
def test_what_looks_like_a_person_is_said(body, found):
    told = looks_like_people(body, NAMES)

    if found is None:
        assert told == [f"This looks like a phone number: {n}" for n in ("020 7946 0018", "+44 20 7946 0018")]
    else:
        assert told == [f"This looks like {each}" for each in found]


@given(st.text(max_size=300), st.lists(st.text(max_size=30), max_size=5))
def test_any_text_can_be_looked_at(body, names):
    assert len(looks_like_people(body, names)) == len(set(looks_like_people(body, names)))


def test_whoever_writes_a_name_of_the_room_is_told_and_it_stands(room, host, joss, amara):
    answer = send(joss, room, "note.put", cid=str(uuid4()), body="Amara waited a year.")

    assert answer["looks_like"] == ["This looks like a name: Amara"]
    assert bodies(room) == ["Amara waited a year."]


# --- Signing off


def test_notes_are_signed_off_in_the_name_of_a_role_and_opened_again(room, host, joss):
    assert code_of(lambda: sign_off_notes(actor=host, room=room, at=STARTS)) is NoteCode.NO_NOTES
    block = note(joss, room)
    given = {"actor": host, "room": room}

    for at in (STARTS, STARTS + MINUTE):
        sign_off_notes(**given, at=at)
    assert state(room)["signed_off_at"] == STARTS.isoformat()
    assert state(room)["signed_off_by"] == "Facilitator"
    for act in (
        lambda: note(joss, room),
        lambda: put(host, block, "Few."),
        lambda: mark_note(user=joss, room=room, block=block.pk, mark=Mark.ASK, at=STARTS),
        lambda: remove_note(user=joss, room=room, block=block.pk, base_revision=1, at=STARTS),
        lambda: restore_note(**given, block=block.pk, at=STARTS),
    ):
        assert code_of(act) is NoteCode.SIGNED_OFF
    assert code_of(lambda: reopen_notes(actor=joss, room=room, at=STARTS)) is NoteCode.NOT_HOST

    for _ in range(2):
        reopen_notes(**given, at=STARTS)
    assert state(room)["signed_off_at"] is None
    assert not put(joss, block, "Few.").is_conflict
    assert set(Act.objects.values_list("verb", flat=True)) == {"notes_signed", "notes_reopened"}


def test_afterwards_hosts_correct_and_sign_off_for_seven_days(room, host, joss):
    block, last = note(joss, room), ENDS + CORRECTED_FOR - TICK
    given = {"actor": host, "room": room}

    assert not put(host, block, "Few hear back.", at=ENDS).is_conflict
    sign_off_notes(**given, at=ENDS + MINUTE)
    assert not put(host, block, "Some hear back.", base=2, at=last).is_conflict
    assert code_of(lambda: put(joss, block, "None.", base=3, at=last)) is NoteCode.NOT_HOST
    assert code_of(lambda: reopen_notes(**given, at=last)) is NoteCode.NOT_RUNNING
    assert code_of(lambda: put(host, block, "None.", base=3, at=last + TICK)) is NoteCode.OVER
    assert code_of(lambda: sign_off_notes(**given, at=last + TICK)) is NoteCode.OVER
    verbs = Act.objects.order_by("at").values_list("verb", flat=True)
    assert list(verbs) == ["notes_corrected", "notes_signed", "notes_corrected"]


def test_who_was_removed_from_running_the_room_corrects_nothing(room, host, joss):
    block = note(joss, room)
    other = guest_in(room).user
    remove(actor=host, room=room, person=other.pk, because="Rude", at=STARTS)

    assert code_of(lambda: put(other, block, "None.", at=ENDS)) is NoteCode.NOT_HOST
    assert not put(make_organiser(), block, "None.", at=ENDS + timedelta(days=6)).is_conflict


def test_outcomes_read_what_was_signed_off_by_theme_and_mark(room, host, joss, django_assert_num_queries):
    day = room.session.assembly
    first = make_theme(day, title="Hearing back", position=1)
    second = make_theme(day, title="Access", position=2)
    for theme, title in ((second, "Room B"), (first, "Room A"), (first, "Room C"), (None, "Room D")):
        each = make_day_room(title, room.session, theme=theme)
        leader = make_host(each)
        note(leader, each, f"{title} asks", mark=Mark.ASK)
        note(leader, each, f"{title} has an issue", mark=Mark.ISSUE)
        gone = note(leader, each, f"{title} regrets")
        remove_note(user=leader, room=each, block=gone.pk, base_revision=1, at=STARTS)
        if title != "Room C":
            sign_off_notes(actor=leader, room=each, at=STARTS)

    with django_assert_num_queries(1):
        blocks = [(block.room.theme, block.mark, block.body) for block in signed_off_blocks(day)]

    assert blocks == [
        (first, "issue", "Room A has an issue"),
        (first, "ask", "Room A asks"),
        (second, "issue", "Room B has an issue"),
        (second, "ask", "Room B asks"),
        (None, "issue", "Room D has an issue"),
        (None, "ask", "Room D asks"),
    ]


# --- Order by frames


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_done_frames_lead_to_the_state(room, host, joss, seed):
    chance, keys, seen = random.Random(seed), [], 0
    shown = state(room)

    for step in range(40):
        _something(chance, keys, room, host, joss, step)
        frames = told(stream(room))
        shown = replay(shown, [{"t": type, "d": d, "at": "", "cid": None} for type, d in frames[seen:]])
        seen = len(frames)
        assert shown == state(room)


def _something(chance, keys, room, host, joss, step):
    given = {"user": joss, "room": room, "at": STARTS}
    after = chance.choice([None, *keys])
    if not keys or chance.random() < 0.4:
        keys.append(note(joss, room, f"note {step}", after=after).pk)
        return
    block = NoteBlock.objects.get(pk=chance.choice(keys))
    if block.is_removed:
        restore_note(actor=host, room=room, block=block.pk, at=STARTS)
    elif chance.random() < 0.5:
        place_note(**given, block=block.pk, after=after)
    elif chance.random() < 0.5:
        remove_note(**given, block=block.pk, base_revision=block.revision)
    else:
        put(joss, block, f"text {step}", base=block.revision)
