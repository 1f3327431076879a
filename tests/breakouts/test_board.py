"""The day board as organisers see it: rows, totals, help, and announcements to many rooms."""

import re
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from breakouts.actions import (
    announce_widely,
    ask_for_help,
    claim_help,
    hand_room,
    raise_hand,
    withdraw_broadcast,
)
from breakouts.board.refusals import BroadcastRefused
from breakouts.models import Act, Announcement, Broadcast
from events.models import AccessRequest, Deputy, Session
from realtime import presence
from realtime.presence import show
from tests.breakouts.days import MINUTE, STARTS, make_day, make_day_room, make_set
from tests.breakouts.running import guest_in, make_host, question, types_told
from tests.factories import (
    log_in,
    make_assembly,
    make_chair,
    make_contributor,
    make_delegate,
    make_facilitator,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_user,
)

pytestmark = pytest.mark.django_db
NOW = STARTS + 4 * MINUTE
SECRET = "I am not well"


@pytest.fixture(autouse=True)
def during():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def nobody_there():
    from realtime import doorbell

    doorbell.client().flushall()


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser(name="Dr Orga"))


@pytest.fixture
def day(room):
    return room.session.assembly


def board(client, day):
    return text(client.get(reverse("admin:breakouts_board_day", args=[day.slug])))


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def row_of(page, room) -> str:
    return re.sub(r"<[^>]+>", " ", page.partition(f'data-key="{room.code}"')[2].partition("</li>")[0])


def words(row: str) -> str:
    return " ".join(row.split())


def present(room, *users):
    for user in users:
        show(room.stream, user.pk, f'{{"id":{user.pk}}}')


def act(client, day, name, *args, **fields):
    address = reverse(f"admin:breakouts_board_{name}", args=[day.slug, *args])
    return client.post(address, fields, follow=True)


# --- Rows


def test_a_room_without_its_host_is_late_and_stands_first(client, organiser, day, room):
    fine = make_day_room("Wellbeing", session=room.session)
    make_facilitator(room, user=make_user(), name="Professor Late")
    here = make_facilitator(fine, user=make_user(), name="Dr There").contributor.user
    present(fine, here)

    page = board(client, day)

    late = words(row_of(page, room))
    assert "Should have begun 4 minutes ago, and nobody who runs it is there Late" in late
    assert "Professor Late , not there" in late
    assert "Live since 11:40am, ends 12:25pm" in row_of(page, fine)
    assert "Dr There , there" in words(row_of(page, fine))
    assert page.index(f'data-key="{room.code}"') < page.index(f'data-key="{fine.code}"')


def test_a_room_that_a_deputy_runs_is_not_late(client, organiser, day, room):
    host, deputy = make_host(room, name="Professor Late"), make_user(name="Dr Deputy")
    contributor = make_contributor(day, user=deputy, name="Dr Deputy")
    Deputy.objects.create(room=room, contributor=contributor)
    hand_room(actor=host, room=room, person=deputy.pk, at=STARTS)
    present(room, deputy)

    row = words(row_of(board(client, day), room))

    assert "Dr Deputy , there" in row
    assert ", not there" in row
    assert "Late:" not in row
    assert "nobody who runs it is there" not in row


def test_a_row_counts_what_waits_there(client, organiser, day, room):
    host, joss = make_host(room), guest_in(room)
    present(room, host, joss.user)
    raise_hand(user=joss.user, room=room, at=STARTS - MINUTE)
    question(joss.user, room)
    ask_for_help(user=joss.user, room=room, kind="technical", at=NOW)

    row = words(row_of(board(client, day), room))

    assert "Hand up for 5 minutes" in row
    assert "1 call for help" in row
    assert "Inside 2 (2 on the basic connection) Seats 1 of 5 seats chosen" in row
    assert "Open questions 1 Hands up 1, the first for 5 minutes" in row
    assert "Technical help: 1" in row


def test_the_parts_of_the_day_stand_in_their_order(client, organiser, day, room):
    def at(minutes, **fields):
        session = make_session(day, starts_at=NOW + minutes * MINUTE, **fields)
        return make_room(session, title=f"In {minutes}")

    soon, later, over = at(6), at(31), at(-120)
    draft = make_room(make_session(day, starts_at=NOW, published_at=None), title="Draft")
    pause = at(1, kind=Session.Kind.BREAK)

    page = board(client, day)

    order = [page.index(f'data-key="{each.code}"') for each in (room, soon, pause, later, over)]
    assert order[0] < min(order[1:3])
    assert max(order[1:3]) < order[3] < order[4]
    assert "Starts in 6 minutes" in row_of(page, soon)
    assert "Nobody is named to run it" in row_of(page, soon)
    assert "Nobody is named" not in row_of(page, pause)
    assert "2 rooms later or over" in page
    assert draft.code not in page


def test_while_nobody_can_tell_who_is_there_nobody_is_called_late(client, organiser, day, room, monkeypatch):
    make_host(room)
    monkeypatch.setattr(presence.doorbell.breaker, "is_open", lambda now: True)

    page = board(client, day)

    assert "Who is in which room is not known at this moment." in page
    assert "Should have begun" not in page
    assert "Inside Not known now" in words(row_of(page, room))


def test_totals_and_access_requests_due_first(client, organiser, day, room):
    inside, outside = guest_in(room), make_delegate(day, name="Dr Outside")
    for delegate in (inside, outside):
        delegate.arrivals.create(phase="live", arrived_at=NOW)
    for delegate, due_on in ((outside, "2022-06-02"), (inside, None)):
        AccessRequest.objects.create(delegate=delegate, kind="captions", asked_at=NOW, due_on=due_on)

    page = board(client, day)

    totals = words(re.sub(r"<[^>]+>", " ", page.partition("<dl")[2].partition("</dl>")[0]))
    assert "Rooms live now 1 of 1 In a room 1 Came, in no room 1" in totals
    assert "Access requests open 2" in totals
    assert page.index("Due today") < page.index("Due on 2 June")


def test_only_organisers_find_it(client, day, room):
    for user in (make_host(room), guest_in(room).user, make_user()):
        client.force_login(user)
        for name in ("day", "live"):
            assert client.get(reverse(f"admin:breakouts_board_{name}", args=[day.slug])).status_code == 404
        assert act(client, day, "announce", body="Hello", where="running").status_code == 404
    client.logout()
    assert client.get(reverse("admin:breakouts_board_day", args=[day.slug])).status_code == 302
    assert not Broadcast.objects.exists()


def test_there_is_a_board_for_each_assembly_and_a_way_to_the_next(client, organiser, day):
    assert client.get(reverse("admin:breakouts_board"))["Location"].endswith(f"/{day.slug}/")
    assert client.get(reverse("admin:breakouts_board_day", args=["1999"])).status_code == 404
    assert reverse("admin:breakouts_board") in text(client.get("/admin/"))


@pytest.mark.parametrize("many", [3, 12])
def test_the_board_costs_the_same_with_three_rooms_as_with_twelve(
    client, organiser, django_assert_num_queries, many
):
    day = make_day()
    session = make_set(day)
    make_chair(session)
    for number in range(many):
        room = make_day_room(f"Room {number}", session=session, capacity=5)
        host, guest = make_host(room), guest_in(room)
        present(room, host)
        question(guest.user, room)
        raise_hand(user=guest.user, room=room, at=NOW)
        ask_for_help(user=guest.user, room=room, kind="technical", at=NOW)
        AccessRequest.objects.create(delegate=guest, kind="captions", asked_at=NOW)
    address = reverse("admin:breakouts_board_live", args=[day.slug])
    client.get(address)
    cache.clear()

    with django_assert_num_queries(17):
        client.get(address)


# --- What changes, by itself


def test_the_part_that_changes_is_sent_only_if_it_has(client, organiser, day, room):
    address = reverse("admin:breakouts_board_live", args=[day.slug])
    first = client.get(address)
    assert "csrfmiddlewaretoken" in first.content.decode()
    assert first["X-Read-At"] == "11:44:00am"

    same = client.get(address, headers={"If-None-Match": first["ETag"]})
    ask_for_help(user=guest_in(room).user, room=room, kind="access", at=NOW)
    other = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (same.status_code, same.content, same["X-Read-At"]) == (304, b"", "11:44:00am")
    assert other.status_code == 200
    assert "Access: captions" in other.content.decode()


# --- Help


def test_a_call_is_taken_and_resolved_on_the_board(client, organiser, day, room):
    call = ask_for_help(user=guest_in(room).user, room=room, kind="technical", at=NOW)

    assert "You have this call." in text(act(client, day, "help", call.pk, "claim"))
    page = text(act(client, day, "help", call.pk, "resolve"))

    assert "The call is resolved." in page
    assert "Nobody is asking for help." in page


def test_who_comes_second_reads_who_has_it(client, organiser, day, room):
    call = ask_for_help(user=guest_in(room).user, room=room, kind="technical", at=NOW)
    claim_help(actor=make_organiser(name="Dr First"), call=call.pk, at=NOW)

    page = text(act(client, day, "help", call.pk, "claim"))

    assert "There is a problem" in page
    assert '<a href="#help">Dr First has this call.</a>' in page
    assert "Dr First has it" in page


def test_a_call_for_wellbeing_shows_no_room_and_no_name(client, organiser, day, room):
    joss = guest_in(room, name="Dr Quiet")
    ask_for_help(user=joss.user, room=room, kind="wellbeing", words=SECRET, at=NOW)

    page = board(client, day)

    assert "1 for wellbeing" in page
    assert "Dr Quiet" not in page
    assert SECRET not in page
    assert "1 call for help" not in row_of(page, room)
    assert "Wellbeing" not in page


# --- Announcements


@pytest.fixture
def stage(room):
    place = make_place(room.session.assembly, name="Main stage", is_stage=True)
    return make_room(make_session(room.session.assembly, starts_at=STARTS), place=place, title="Keynote")


def tell(day, reach="running", **fields):
    given = {"actor": make_organiser(), "assembly": day, "reach": reach, "body": "Tea", "cid": uuid4()}
    return announce_widely(**given | {"at": NOW} | fields)


def test_an_announcement_is_looked_at_and_then_stands_in_every_open_room(client, organiser, day, room, stage):
    present(room, guest_in(room).user), present(stage, make_user())

    look = text(act(client, day, "announce", body="  Tea is ready ", where="running"))
    assert "It goes to 2 rooms. 2 people are there now." in look
    assert not Announcement.objects.exists()
    cid = re.search(r'name="cid" value="([^"]+)"', look)[1]
    for _ in range(2):
        page = text(act(client, day, "announce", body="Tea is ready", where="running", cid=cid))

    assert "Announced in 2 rooms." in page
    assert "2 rooms: “<bdi>Tea is ready</bdi>”" in page
    assert {each.room: each.body for each in Announcement.objects.all()} == {
        room: "Tea is ready",
        stage: "Tea is ready",
    }
    assert types_told(room.stream)[-1] == "announce"
    assert Act.objects.filter(verb="announced", room=stage).count() == 1


@pytest.mark.parametrize(("where", "rooms"), [("stage", {"Keynote"}), ("room", {"Visas"})])
def test_it_reaches_one_room_or_the_stage(day, room, stage, where, rooms):
    spread = tell(day, where, code=room.code)

    assert {each.name for each in spread.done} == rooms
    assert {each.room.name for each in spread.broadcast.announcements.all()} == rooms


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"body": " "}, "Enter an announcement"),
        ({"where": "\x00"}, "Select where it is announced"),
        ({"body": "a" * 501}, "Announcement must be 500 characters or fewer. It has 501."),
        ({"where": "moon"}, "Select where it is announced"),
        ({"where": "stage"}, "Nothing is on the stage now"),
        ({"where": "room:nothing"}, "That room is not open now"),
    ],
)
@pytest.mark.parametrize("cid", ["", "7a6c3f0e-8a0a-4e5e-9d0c-0f3b4d5e6f70"])
def test_what_is_refused_stands_there_again(client, organiser, day, room, fields, sentence, cid):
    given = {"body": "Tea is ready", "where": "running"} | fields

    page = text(act(client, day, "announce", cid=cid, **given))

    assert "<title> Error:" in page
    assert sentence in page
    assert given["body"].strip() in page
    assert not Announcement.objects.exists()


def test_a_body_that_no_text_may_hold_is_refused_as_an_empty_one(client, organiser, day):
    page = text(act(client, day, "announce", body="Tea\x00", where="running"))

    assert "Enter an announcement" in page


def test_a_call_of_another_assembly_is_not_taken_on_this_board(client, organiser, day, room):
    call = ask_for_help(user=make_host(room), room=room, kind="technical", words="", at=STARTS)
    other = make_assembly(slug="other")

    assert act(client, other, "help", call.pk, "claim").status_code == 404


def test_only_organisers_announce_in_many_rooms(day, room):
    with pytest.raises(BroadcastRefused, match="Only organisers"):
        tell(day, actor=make_host(room))


def test_a_room_that_shuts_meanwhile_is_named_and_the_others_have_it(day, room, stage, monkeypatch):
    from breakouts.actions import broadcasting

    told = broadcasting.announce

    def shut_before(**given):
        if given["room"] == room:
            Session.objects.filter(pk=room.session_id).update(cancelled_at=NOW)
        return told(**given)

    monkeypatch.setattr(broadcasting, "announce", shut_before)
    spread = tell(day)

    assert [each.name for each in spread.done] == ["Keynote"]
    assert len(spread.refusals) == 1


def test_it_is_taken_back_wherever_a_room_is_still_open(client, organiser, day, room, stage):
    number = tell(day).broadcast.pk
    Session.objects.filter(pk=stage.session_id).update(ends_at=NOW)

    page = text(act(client, day, "take_back", number))
    again = text(act(client, day, "take_back", number))

    assert "Taken back in 1 room." in page
    assert "Not everywhere: Keynote can be run from" in page
    assert "Taken back at 11:44am" in again
    assert Announcement.objects.get(room=room).withdrawn_at == NOW
    assert types_told(room.stream).count("announce.off") == 1


def test_what_was_taken_back_is_not_told_by_an_old_form(day, room):
    cid, actor = uuid4(), make_organiser()
    spread = tell(day, actor=actor, cid=cid)
    withdraw_broadcast(actor=actor, assembly=day, number=spread.broadcast.pk, at=NOW)

    assert tell(day, actor=actor, cid=cid).done == []
    assert Announcement.objects.get().withdrawn_at == NOW
