"""Waiting for full rooms as people meet it: My day, the session, the door of the room; without scripts."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from breakouts.actions import join_line, leave_seat, lock_room, take_seat
from breakouts.models import Seat, Wait
from tests.factories import (
    log_in,
    make_assembly,
    make_delegate,
    make_facilitator,
    make_place,
    make_room,
    make_session,
    make_user,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
STARTS = datetime(2022, 5, 27, 10, 40, tzinfo=UTC)
NOW = STARTS - 10 * MINUTE  # 11:30am by the clocks of London


def words(response) -> str:
    text = re.sub(
        r"<(script|style|head|template).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL
    )
    return re.sub(r"\s+", " ", text)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session():
    starts_at = datetime(2022, 5, 27, 7, 45, tzinfo=UTC)
    assembly = make_assembly(slug="second", starts_at=starts_at)
    return make_session(assembly, kind="breakouts", title="Set A", starts_at=STARTS)


def make_titled_room(session, title, capacity):
    place = make_place(session.assembly, name=f"Place of {title}")
    return make_room(session, title=title, place=place, capacity=capacity)


@pytest.fixture
def full(session):
    room = make_titled_room(session, "Visas", 1)
    room.holder = sit(room)
    return room


@pytest.fixture
def other(session):
    return make_titled_room(session, "Carers", 5)


@pytest.fixture
def me(client, session):
    delegate = make_delegate(session.assembly, registered_at=NOW - timedelta(days=1))
    log_in(client, delegate.user)
    return delegate


def sit(room):
    delegate = make_delegate(room.session.assembly, registered_at=NOW - timedelta(days=1))
    take_seat(delegate=delegate, room=room, at=NOW - 60 * MINUTE)
    return delegate


def others_wait(room, count):
    for _ in range(count):
        delegate = make_delegate(room.session.assembly, registered_at=NOW - timedelta(days=1))
        join_line(delegate=delegate, room=room, at=NOW - MINUTE)


def free(room):
    leave_seat(delegate=room.holder, room=room, at=NOW)


def address(name, room):
    return reverse(name, args=[room.session.assembly.slug, room.code])


PAGES = ["/second/my-day/", "session", "room"]


@pytest.fixture(params=PAGES)
def path(request, full, other):
    return {"session": full.session.address, "room": full.address}.get(request.param, request.param)


def test_a_full_room_can_be_waited_for_from_every_page(client, me, full, path):
    others_wait(full, 1)
    page = client.get(path)
    assert f"Join the waiting list : {full.name}" in words(page)
    assert "Full" in words(page) or "full" in words(page)

    joined = client.post(address("join_line", full), {"next": path}, follow=True)

    assert joined.redirect_chain == [(path, 302)]
    assert f"You are 2nd of 2 in line for {full.name}." in words(joined)
    assert "You are 2nd of 2 in line." in words(joined)
    assert "Leave the line" in words(joined)
    assert "Join the waiting list" not in words(joined)


def test_the_page_itself_offers_the_place_when_no_worker_runs(client, me, full, other, path):
    take_seat(delegate=me, room=other, at=NOW)
    join_line(delegate=me, room=full, at=NOW)
    free(full)

    page = words(client.get(path))

    assert "A place is free for you It is kept for you until 11:32am." in page
    assert "Taking it gives up your place in Carers ." in page
    assert f"Take it : {full.name}" in page
    assert f"Let it go : {full.name}" in page


def test_taking_it_moves_the_seat(client, me, full, other):
    take_seat(delegate=me, room=other, at=NOW)
    join_line(delegate=me, room=full, at=NOW)
    free(full)
    page = client.get("/second/my-day/")
    assert "A place in Visas is free for you until 11:32am." in words(page)
    taken = client.post(address("take_seat", full), {"next": "/second/my-day/"}, follow=True)
    assert "Your room is Visas." in words(taken)
    assert Seat.objects.get(delegate=me).room == full
    assert "waiting list" not in words(taken)


def test_letting_it_go_and_leaving_the_line(client, me, full, path):
    join_line(delegate=me, room=full, at=NOW)
    client.get(path)
    left = client.post(address("leave_line", full), {"next": path}, follow=True)
    assert "You no longer wait for Visas." in words(left)
    assert "Join the waiting list" in words(left)
    assert not Wait.objects.exists()


def test_who_was_too_late_reads_so_and_may_wait_again(client, me, full, path, clock):
    join_line(delegate=me, room=full, at=NOW)
    others_wait(full, 1)
    free(full)
    client.get(path)
    clock.move_to(NOW + 2 * MINUTE)

    page = words(client.get(path))

    assert "A place was free for you until 11:32am. It went to the next person." in page
    refused = client.post(address("take_seat", full), {"next": path}, follow=True)
    assert "The time to take the place that was kept for you ended at 11:32am. Visas is full." in words(
        refused
    )
    assert "There are places left in Carers." in words(refused)


def test_who_was_too_late_and_has_another_room_reads_where_they_are(client, me, full, other, clock):
    take_seat(delegate=me, room=other, at=NOW)
    join_line(delegate=me, room=full, at=NOW)
    others_wait(full, 1)
    free(full)
    client.get("/second/my-day/")
    clock.move_to(NOW + 2 * MINUTE)
    client.get("/second/my-day/")

    refused = words(client.post(address("take_seat", full), {"next": "/second/my-day/"}, follow=True))

    assert "ended at 11:32am. Visas is full. Your place is in Carers, as before." in refused
    assert "There are places left in Carers" not in refused
    assert Seat.objects.get(delegate=me).room == other


def test_before_the_door_the_place_is_simply_theirs(client, me, full, clock):
    clock.move_to(NOW - 30 * MINUTE)
    join_line(delegate=me, room=full, at=NOW - 30 * MINUTE)
    leave_seat(delegate=full.holder, room=full, at=NOW - 30 * MINUTE)
    page = words(client.get("/second/my-day/"))
    assert "Your room: Visas" in page or "Your room" in page
    assert Seat.objects.get(delegate=me).room == full


def test_opening_the_links_does_nothing(client, me, full):
    for name in ("join_line", "leave_line"):
        assert client.get(address(name, full)).url == full.address
    assert not Wait.objects.exists()


def test_a_refusal_is_told_in_words(client, me, other):
    told = client.post(address("join_line", other), {"next": "/second/my-day/"}, follow=True)
    assert "There is no need to wait for Carers: it has a place for you." in words(told)


def test_a_locked_room_is_not_waited_for(client, me, full, path, clock):
    clock.move_to(STARTS - 2 * MINUTE)
    host = make_user()
    make_facilitator(full, user=host)
    lock_room(actor=host, room=full, at=STARTS - 2 * MINUTE)
    assert "Join the waiting list" not in words(client.get(path))


def test_who_has_no_place_at_the_assembly_is_offered_no_line(client, full):
    log_in(client, make_user())
    assert "Join the waiting list" not in words(client.get(full.session.address))
    assert client.post(address("join_line", full)).status_code == 302
    assert not Wait.objects.exists()


def test_the_page_tells_its_script_what_it_shows(client, me, full):
    join_line(delegate=me, room=full, at=NOW)
    for path in ("/second/my-day/", full.address):
        page = client.get(path).content.decode()
        assert f'data-stream="{me.stream}"' in page
        assert f"&quot;room&quot;: &quot;{full.code}&quot;, &quot;until&quot;: null" in page


def test_somebody_who_waits_for_nothing_gets_no_script(client, me, full):
    assert "js/turns.js" not in client.get("/second/my-day/").content.decode()


@pytest.mark.parametrize(("count", "queries"), [(1, 19), (5, 19)])
def test_my_day_costs_the_same_however_many_wait(client, me, full, count, queries, django_assert_num_queries):
    others_wait(full, count)
    join_line(delegate=me, room=full, at=NOW)
    client.get("/second/my-day/")
    with django_assert_num_queries(queries):
        client.get("/second/my-day/")
