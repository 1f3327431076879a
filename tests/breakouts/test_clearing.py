"""What was said in rooms goes 30 days after the end, in batches, and leaves no word; summaries stay."""

import html
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from breakouts.actions import (
    announce,
    announce_widely,
    answer_help,
    ask_for_help,
    begin_clearing,
    clear_due_rooms,
    clear_some,
    hide_message,
    hold_questions,
    move_poll,
    move_question,
    mute,
    raise_hand,
    release_due_questions,
    remove_note,
    report_message,
    set_timer,
    sign_off_notes,
    step_away,
    vote_for_question,
)
from breakouts.clearing.rules import kept_until
from breakouts.models import Clearing, HelpCall, NoteBlock, Poll, Question, Seat
from breakouts.notes.queries import signed_off_blocks
from breakouts.polls.durable import told_poll
from concerns.actions.raising import begin_draft
from events.models import Visit
from realtime import reading, streams
from realtime.models import Frame
from tests.breakouts.days import MINUTE, STARTS, TICK, make_day, make_day_room, make_set
from tests.breakouts.running import (
    answer,
    answered,
    drafted,
    guest_in,
    note,
    opened,
    question,
    said,
)
from tests.factories import log_in, make_organiser

pytestmark = pytest.mark.django_db

MARK = "zzmarkzz"
STAYS = "yymarkyy"
LONDON = ZoneInfo("Europe/London")
CLOSES = datetime(2022, 11, 28, tzinfo=UTC)
GOES = datetime(2022, 12, 28, tzinfo=UTC)
PAGE = "/admin/breakouts/clearing/"


@pytest.fixture
def room():
    found = make_day_room("Visas", capacity=5)
    found.session.assembly.closes_at = CLOSES
    found.session.assembly.save()
    return found


def lived(room, host):
    """Say and write everything that can be said and written in a room; what is to stay bears another mark."""
    joss, amara = guest_in(room, name="Dr Joss").user, guest_in(room, name="Dr Amara").user
    act = {"actor": host, "room": room, "at": STARTS}
    rude = said(joss, room, f"{MARK} chat")
    report_message(reporter=amara, room=room, number=rude.pk, because=f"{MARK} report", at=STARTS)
    open_report = said(joss, room, f"{MARK} reported and left")
    report_message(reporter=amara, room=room, number=open_report.pk, at=STARTS)
    hide_message(**act, number=rude.pk, because=f"{MARK} hidden")
    for way in ({}, {"is_anonymous": True}):
        asked = question(amara, room, f"{MARK} question", **way)
        release_due_questions(at=STARTS + 2 * MINUTE)
        vote_for_question(user=joss, room=room, question=asked.pk, at=STARTS)
        move_question(**act, question=asked.pk, to=Question.State.LATER, owner=f"{MARK} owner")
    move_question(**act, question=asked.pk, to=Question.State.LIVE)
    move_question(**act, question=asked.pk, to=Question.State.DECLINED, because=f"{MARK} declined")
    hold_questions(actor=host, room=room, is_on=True, at=STARTS)
    question(amara, room, f"{MARK} held", is_anonymous=True, at=STARTS + MINUTE)
    shown = opened(host, room, question=f"{STAYS} poll")
    answered(shown, [12, 6])
    answer(joss, shown, 0)
    for to in (Poll.State.CLOSED, Poll.State.REVEALED):
        move_poll(**act, poll=shown.pk, to=to)
    answer(joss, opened(host, room, question=f"{MARK} poll"), 1)
    drafted(host, room, question=f"{MARK} draft")
    note(joss, room, f"{STAYS} note")
    gone = note(amara, room, f"{MARK} removed note")
    remove_note(user=amara, room=room, block=gone.pk, base_revision=1, at=STARTS)
    raise_hand(user=joss, room=room, at=STARTS)
    announce(**act, body=f"{MARK} announcement", cid=uuid4())
    set_timer(**act, minutes=5, label=f"{MARK} label")
    organiser = make_organiser(email="helper@example.org")
    widely = {"assembly": room.session.assembly, "reach": "room", "code": room.code, "cid": uuid4()}
    announce_widely(actor=organiser, **widely, body=f"{MARK} announced widely", at=STARTS)
    for kind in HelpCall.ASKED:
        call = ask_for_help(user=joss, room=room, kind=kind, words=f"{MARK} help", at=STARTS)
        helper = host if kind == "facilitator" else organiser
        answer_help(actor=helper, call=call.pk, words=f"{MARK} answer", at=STARTS)
    mute(**act, person=joss.pk, because=f"{MARK} mute")
    step_away(user=amara, room=room, at=STARTS)
    sign_off_notes(**act)


def unsigned(room):
    """Another room of the set, whose notes nobody signed off."""
    other = make_day_room("Rotas", session=room.session)
    note(guest_in(other, name="Dr Bel").user, other, f"{MARK} unsigned")
    return other


def holding(words):
    """The tables of the whole database of which a row holds these words in any column."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s', [f"%{words}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


@pytest.mark.parametrize(
    ("closes_at", "goes_at"),
    [
        (CLOSES, GOES),
        # Thirty days by the wall: over the end of summer time, and over its beginning.
        (datetime(2022, 9, 30, 23, tzinfo=UTC), datetime(2022, 10, 31, tzinfo=UTC)),
        (datetime(2023, 3, 1, tzinfo=UTC), datetime(2023, 3, 30, 23, tzinfo=UTC)),
    ],
    ids=["winter", "clocks go back", "clocks go forward"],
)
def test_words_are_kept_for_thirty_days_by_the_wall(closes_at, goes_at):
    assert kept_until(closes_at, LONDON) == goes_at


def test_nothing_goes_the_tick_before_and_everything_at_the_instant(room, host):
    lived(room, host)
    unsigned(room)
    begin_draft(at=STARTS)
    held = holding(MARK)
    concerns = {table: rows_of(table) for table in tables_of("concerns_")}
    visits, seats = list(Visit.objects.values()), list(Seat.objects.values())
    result = told_poll(Poll.objects.get(state=Poll.State.REVEALED))
    assert {"realtime_frame", "breakouts_message", "breakouts_report", "breakouts_question"} < set(held)
    assert {"breakouts_act", "breakouts_helpcall", "breakouts_restriction", "breakouts_poll"} < set(held)

    assert clear_due_rooms(at=GOES - TICK) == 0
    assert holding(MARK) == held
    assert not Clearing.objects.exists()

    assert clear_due_rooms(at=GOES) == 1

    assert holding(MARK) == []
    assert holding(STAYS) == ["breakouts_noteblock", "breakouts_poll"]
    assert [block.body for block in signed_off_blocks(room.session.assembly)] == [f"{STAYS} note"]
    assert told_poll(Poll.objects.get()) == result
    assert result["result"]["voters"] == 19
    assert (list(Visit.objects.values()), list(Seat.objects.values())) == (visits, seats)
    assert {table: rows_of(table) for table in concerns} == concerns
    assert any(concerns.values())
    clearing = Clearing.objects.get()
    assert (clearing.done_at, clearing.unhandled_count) == (GOES, 1)
    assert clearing.counts["messages"] == 2
    assert clearing.counts["answers"] == 20
    assert clearing.counts["notes"] == 2


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT row::text FROM "{table}" AS row ORDER BY 1')
        return cursor.fetchall()


def tables_of(prefix):
    with connection.cursor() as cursor:
        return [name for name in connection.introspection.table_names(cursor) if name.startswith(prefix)]


def test_no_page_that_stood_open_resumes_over_what_is_gone(room, host):
    said(guest_in(room, name="Dr Joss").user, room, "Hello")
    name, before = room.stream, streams.head(room.stream)

    clear_due_rooms(at=GOES)

    after = streams.head(name)
    assert after.seq == before.seq
    assert after.epoch != before.epoch
    assert reading.missed(name, reading.Since(before.seq, before.epoch), GOES) is None
    assert not Frame.objects.filter(stream__name=name).exists()


def test_killed_after_any_batch_it_goes_on_and_counts_each_thing_once(room, host):
    lived(room, host)
    expected = None
    for killed_after, most in ((10_000, 500), (0, 1), (7, 3), (40, 1)):
        with transaction.atomic():
            clearing = begin_clearing(assembly=room.session.assembly, at=GOES)
            for _ in range(killed_after):
                if not clear_some(clearing=clearing, most=most, at=GOES):
                    break
            clear_due_rooms(at=GOES + timedelta(days=40))

            again = Clearing.objects.get()
            expected = expected or again.counts
            assert again.counts == expected
            assert again.began_at == GOES
            assert holding(MARK) == []
            # Safe twice: nothing is left, and nothing is counted again.
            assert clear_due_rooms(at=GOES + timedelta(days=80)) == 0
            assert not clear_some(clearing=again, at=GOES + timedelta(days=81))
            assert Clearing.objects.get().done_at == again.done_at
            transaction.set_rollback(True)


def test_whoever_moves_the_end_in_time_keeps_everything(room, host):
    lived(room, host)
    assembly = room.session.assembly
    assembly.closes_at = CLOSES + timedelta(days=31)
    assembly.save()

    assert clear_due_rooms(at=GOES) == 0
    assert begin_clearing(assembly=assembly, at=GOES) is None
    assert NoteBlock.objects.count() == 2


def test_other_assemblies_keep_theirs(room, host):
    later = make_day(closes_at=CLOSES + timedelta(days=1))
    other = make_day_room("Another year", session=make_set(later))
    said(guest_in(other, name="Dr Joss").user, other, "Still there")
    lived(room, host)

    clear_due_rooms(at=GOES)

    assert other.messages.get().body == "Still there"
    assert Frame.objects.filter(stream__name=other.stream).exists()


def test_organisers_read_what_goes_when_and_what_went(client, room, host, django_assert_num_queries):
    lived(room, host)
    log_in(client, make_organiser())

    with django_assert_num_queries(5):
        before = words_of(client.get(PAGE))
    clear_due_rooms(at=GOES)
    after = words_of(client.get(PAGE))

    assert f"{room.session.assembly.name} 11:59pm on Tuesday 27 December 2022" in before
    assert "Nothing yet." in before
    assert "midnight on Wednesday 28 December 2022" in after
    for words in (
        "2 chat messages",
        "3 questions",
        "20 answers to polls",
        "1 of the reports had not been handled",
    ):
        assert words in after
    assert MARK not in after
    assert "No assembly has rooms" not in before
    assert f'href="{PAGE}"' in client.get("/admin/").content.decode()


def words_of(response):
    assert response.status_code == 200
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))
