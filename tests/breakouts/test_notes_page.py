"""The notes of a room by plain forms: who finds what, what is written, and both texts where two wrote."""

import io
import logging
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session as LogIn

from breakouts.actions import change_note, keep_notes, remove_note, sign_off_notes
from breakouts.models import Conduct, HostSeen, NoteBlock
from events.models import Visit
from tests.breakouts.days import ENDS, MINUTE, STARTS, make_guest
from tests.breakouts.running import guest_in, note
from tests.factories import log_in, make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def during():
    with time_machine.travel(STARTS + MINUTE, tick=False):
        yield


@pytest.fixture
def afterwards():
    with time_machine.travel(ENDS + timedelta(days=1), tick=False):
        yield


@pytest.fixture
def joss(room):
    return guest_in(room, name="Dr Joss Ade").user


@pytest.fixture
def logged():
    """What the portal's own handler writes, with its filters."""
    text = io.StringIO()
    handler = next(each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler)
    was = handler.setStream(text)
    yield text
    handler.setStream(was)


def address(room, *parts):
    return "/".join([f"{room.address}notes", *map(str, parts), ""])


def written(body, **more):
    return {"cid": str(uuid4()), "body": body, "mark": "none", **more}


def page_of(client, room):
    return client.get(address(room)).content.decode()


def bodies(room):
    return list(NoteBlock.objects.filter(room=room).in_sight().in_order().values_list("body", flat=True))


def changed(host, block, body, base=1):
    given = {"user": host, "room": block.room, "block": block.pk, "at": STARTS}
    return change_note(**given, base_revision=base, body=body, cid=uuid4())


def test_no_row_of_whoever_writes_a_note_is_written_beside_it(client, room, joss):
    with time_machine.travel(STARTS + MINUTE, tick=False):
        client.force_login(joss)
        client.get(room.address)
    rows = _rows_of_people()

    with time_machine.travel(STARTS + 2 * MINUTE, tick=False):
        page = client.post(address(room), written("Nobody hears back."), follow=True).content.decode()
        block = NoteBlock.objects.get()
        change = written("Nobody ever hears back.", base="1")
        client.post(address(room, block.pk), change, follow=True)
        client.post(address(room, block.pk, "remove"), {"base": "2"}, follow=True)

    assert "Nobody hears back." in page
    assert NoteBlock.objects.get().is_removed
    assert _rows_of_people() == rows


def _rows_of_people():
    return [set(model.objects.values_list()) for model in (Visit, HostSeen, LogIn)]


def test_a_note_is_added_and_read_by_others(client, room, joss, during):
    client.force_login(joss)

    answer = client.post(address(room), written("Nobody hears back.", mark="issue"))

    block = NoteBlock.objects.get()
    assert answer.headers["Location"] == f"{address(room)}?written#note-{block.pk}"
    client.force_login(guest_in(room).user)
    page = page_of(client, room)
    assert "Nobody hears back." in page
    assert '<strong class="nhsuk-tag nhsuk-tag--red">Issue</strong>' in page
    assert "Leave names out" in page


def test_a_note_goes_below_another_one_and_moves(client, room, joss, during):
    one, two = note(joss, room, "one"), note(joss, room, "two")
    client.force_login(joss)

    form = client.get(address(room), {"after": one.pk}).content.decode()
    assert f'name="after" value="{one.pk}"' in form
    client.post(address(room), written("between", after=str(one.pk)))
    assert bodies(room) == ["one", "between", "two"]
    client.post(address(room, two.pk, "place"), {"after": ""})
    assert bodies(room) == ["two", "one", "between"]
    client.post(address(room, two.pk, "place"), {"after": str(one.pk)})
    assert bodies(room) == ["one", "two", "between"]


def test_what_was_typed_is_there_again_with_its_error(client, room, joss, during):
    block = note(joss, room)
    client.force_login(joss)

    for where in (address(room), address(room, block.pk)):
        page = client.post(where, written("a" * 2001, base="1")).content.decode()
        assert "Note must be 2,000 characters or fewer. It has 2,001." in page
        assert "a" * 2001 in page
        assert "<title>Error: " in page
    assert bodies(room) == [block.body]


@pytest.mark.parametrize(
    ("keep", "left"),
    [("mine", ["Mine"]), ("theirs", ["Theirs"]), ("both", ["Theirs", "Mine"])],
)
def test_where_two_wrote_both_texts_are_shown_and_one_says_which_stands(
    client, room, host, joss, during, keep, left
):
    block = note(joss, room, "As it was")
    changed(host, block, "Theirs")
    client.force_login(joss)

    page = client.post(address(room, block.pk), written("Mine", base="1")).content.decode()

    assert "Which text stands?" in page
    assert bodies(room) == ["Theirs"]
    assert '<p class="app-as-typed" dir="auto">Theirs</p>' in page
    assert "Mine</textarea>" in page
    assert 'name="base" value="2"' in page
    client.post(address(room, block.pk), written("Mine", base="2", keep=keep))
    assert bodies(room) == left


def test_the_mark_is_chosen_where_both_texts_are_shown(client, room, host, joss, during):
    block = note(joss, room)
    changed(host, block, "Theirs")
    client.force_login(joss)

    page = client.post(address(room, block.pk), written("Mine", base="1", mark="ask")).content.decode()

    assert "What is it?" in page
    assert re.search(r'value="ask"[^>]* checked', page)


def test_whoever_loses_twice_is_asked_twice(client, room, host, joss, during):
    block = note(joss, room, "As it was")
    changed(host, block, "Theirs")
    changed(host, block, "Theirs again", base=2)
    client.force_login(joss)

    page = client.post(address(room, block.pk), written("Mine", base="2", keep="mine")).content.decode()

    assert "Theirs again" in page
    assert "Mine</textarea>" in page


def test_a_note_removed_meanwhile_gives_the_text_back(client, room, host, joss, during):
    block = note(joss, room, "As it was")
    remove_note(user=host, room=room, block=block.pk, base_revision=1, at=STARTS)
    client.force_login(joss)

    page = client.post(address(room, block.pk), written("Mine", base="1")).content.decode()

    assert "They removed it." in page
    assert "Mine</textarea>" in page
    client.post(address(room, block.pk), written("Mine", base="1", keep="both"))
    assert bodies(room) == ["Mine"]
    assert client.get(address(room, block.pk)).status_code == 302


def test_a_name_of_the_room_is_warned_of_and_stands(client, room, host, joss, during):
    client.force_login(joss)

    client.post(address(room), written("Ask Ade, joss@nhs.net"))

    page = page_of(client, room)
    assert "This looks like a name: Ade.</strong> Notes leave the room." in page
    assert "This looks like an email address: joss@nhs.net." in page


def test_a_removed_note_is_brought_back_by_a_host_alone(client, room, host, joss, during):
    block = note(joss, room, "Gone")
    client.force_login(joss)
    client.post(address(room, block.pk, "remove"), {"base": "1"})
    assert bodies(room) == []
    assert client.get(address(room, "removed")).status_code == 404
    client.post(address(room, block.pk, "restore"))
    assert bodies(room) == []

    client.force_login(host)
    assert "Gone" in client.get(address(room, "removed")).content.decode()
    client.post(address(room, block.pk, "restore"))
    assert bodies(room) == ["Gone"]


def test_a_text_that_was_changed_is_not_removed_unread(client, room, host, joss, during):
    block = note(joss, room)
    changed(host, block, "Theirs")
    client.force_login(joss)

    for forged in ("9" * 5000, "9" * 18, "-1", "²", ""):
        assert client.post(address(room, block.pk, "remove"), {"base": forged}).status_code == 302
    answer = client.post(address(room, block.pk, "remove"), {"base": "1"}, follow=True)

    assert "Somebody has changed this note." in answer.content.decode()
    assert bodies(room) == ["Theirs"]


def test_signed_off_notes_say_so_and_lose_nothing_that_is_typed(client, room, host, joss, during):
    block = note(joss, room)
    client.force_login(host)
    client.post(address(room, "sign-off"))
    client.force_login(joss)

    page = page_of(client, room)
    assert "Signed off by the facilitators at 11:41am" in page
    assert "Sign the notes off" not in page
    typed = client.post(address(room, block.pk), written("Mine", base="1")).content.decode()
    assert "are signed off" in typed
    assert "Mine</textarea>" in typed
    added = client.post(address(room), written("A new one")).content.decode()
    assert "A new one</textarea>" in added
    client.post(address(room, "reopen"))
    assert Conduct.objects.get(room=room).notes_signed_off_at
    client.force_login(host)
    client.post(address(room, "reopen"))
    assert not Conduct.objects.get(room=room).notes_signed_off_at


def test_notes_kept_to_hosts_are_read_by_all(client, room, host, joss, during):
    note(host, room, "From the front")
    keep_notes(actor=host, room=room, is_on=True, at=STARTS)
    client.force_login(joss)

    page = page_of(client, room)

    assert "From the front" in page
    assert "The facilitators write the notes of Visas." in page
    assert ">Edit<" not in page


def test_outside_the_door_is_found_with_what_was_typed(client, room, joss, during):
    block = note(joss, room, "Something bold")
    client.force_login(make_guest(room).user)

    for where in (address(room), address(room, block.pk)):
        page = client.post(where, written("Mine", base="1")).content.decode()
        assert "Mine" in page
        assert "Something bold" not in page
    assert client.get(address(room, block.pk)).status_code == 302


def test_afterwards_hosts_alone_read_correct_and_sign_off(client, room, host, joss, afterwards):
    block = note(joss, room, "Few hear back.")
    client.force_login(joss)
    assert "Few hear back." not in page_of(client, room)
    assert "sign off the notes" not in client.get(room.address).content.decode()

    client.force_login(host)
    assert f'href="{address(room)}"' in client.get(room.address).content.decode()
    page = page_of(client, room)
    assert "Few hear back." in page
    assert "until 12:25pm on Friday 3 June 2022" in page
    client.post(address(room, block.pk), written("Some hear back.", base="1"))
    client.post(address(room, "sign-off"))
    page = page_of(client, room)
    assert "Some hear back." in page
    assert "Signed off by the facilitators at 12:25pm on Saturday 28 May 2022" in page
    assert "Open the notes again" not in page


def test_later_they_are_read_and_no_more(client, room, host, joss):
    note(joss, room, "Few hear back.")
    sign_off_notes(actor=host, room=room, at=STARTS)
    with time_machine.travel(ENDS + timedelta(days=8), tick=False):
        for user in (host, make_organiser()):
            log_in(client, user)
            page = page_of(client, room)
            assert "Few hear back." in page
            assert ">Edit<" not in page
            assert "could be changed until" in page


def test_no_line_of_the_log_tells_who_wrote(client, room, joss, during, logged):
    client.force_login(joss)

    client.post(address(room), written("Nobody hears back."))
    client.get(address(room, NoteBlock.objects.get().pk))
    client.get("/nowhere/")

    assert "/nowhere/" in logged.getvalue()
    assert "notes" not in logged.getvalue()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_costs_the_same_with_one_note_as_with_thirty(
    client, room, host, joss, during, django_assert_num_queries, count
):
    for number in range(count):
        note(host, room, f"Note {number}")
    client.force_login(joss)
    client.get(address(room))

    with django_assert_num_queries(QUERIES):
        client.get(address(room))


QUERIES = 34
