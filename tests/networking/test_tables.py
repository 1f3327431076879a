"""Tables of a networking session: for whom, what is free, chosen and changed by the seats of rooms."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from breakouts.models import Seat
from events.models import Session
from networking.models import Suspension, Table
from networking.refusals import PartCode
from tests.factories import (
    log_in,
    make_delegate,
    make_local_office,
    make_organiser,
    make_room,
    make_session,
)
from tests.networking.rows import make_block, make_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def lunch(assembly):
    now = timezone.now()
    return make_session(
        assembly,
        kind=Session.Kind.NETWORKING,
        title="Lunch",
        starts_at=now - timedelta(minutes=10),
        ends_at=now + timedelta(minutes=45),
        published_at=now - timedelta(days=9),
    )


@pytest.fixture
def north(lunch):
    room = make_room(lunch, title="Northern table", capacity=2)
    Table.objects.create(room=room, by=Table.By.LOCAL_OFFICE, local_office=make_local_office())
    return room


@pytest.fixture
def anybody(lunch):
    room = make_room(lunch, title="New to the NHS", capacity=1)
    Table.objects.create(room=room, by=Table.By.OPEN)
    return room


@pytest.fixture
def delegate(assembly):
    return make_delegate(assembly, name="Ann")


def page(client, assembly) -> str:
    return client.get(f"/{assembly.slug}/networking/tables/").content.decode()


def test_a_table_is_chosen_and_changed_from_the_page(client, assembly, delegate, north, anybody):
    log_in(client, delegate.user)
    words = page(client, assembly)
    assert "For people of North West" in words
    assert "Yours" in words
    assert "2 of 2 places left" in words

    back = f"/{assembly.slug}/networking/tables/"
    chosen = client.post(f"{north.address}seat/", {"next": back}, follow=True).content.decode()
    assert "Your table" in chosen
    assert f"Your table is “{north.name}”." in chosen
    assert "1 place left" in chosen
    client.post(f"{anybody.address}seat/", {"next": back})
    assert [seat.room for seat in Seat.objects.filter(delegate=delegate)] == [anybody]

    other = make_delegate(assembly)
    log_in(client, other.user)
    assert "Wait for a place" in page(client, assembly)


def test_for_whom_a_table_is_stands_wherever_it_is_chosen(client, assembly, delegate, lunch, north, anybody):
    log_in(client, delegate.user)
    for address in (lunch.address, assembly.my_day_address):
        assert "For people of North West" in client.get(address).content.decode()


def test_tables_are_common_ground_also_for_who_is_blocked_or_suspended(client, assembly, delegate, north):
    other = make_delegate(assembly, name="Bob")
    make_profile(delegate), make_profile(other)
    Seat.objects.create(delegate=other, room=north, session=north.session, taken_at=timezone.now())
    log_in(client, delegate.user)
    before = page(client, assembly).split("<main", 1)[1]
    make_block(other, delegate)
    after = page(client, assembly).split("<main", 1)[1]
    assert _plain(before) == _plain(after)
    Suspension.objects.create(delegate=delegate, because="Rude", since_at=timezone.now())
    assert "Northern table" in page(client, assembly)


def test_without_tables_the_page_says_what_will_be_there(client, assembly, delegate):
    log_in(client, delegate.user)
    assert "There are no tables now" in page(client, assembly)


def test_it_costs_the_same_for_many(client, assembly, delegate, lunch, north, django_assert_num_queries):
    log_in(client, delegate.user)
    page(client, assembly)
    with django_assert_num_queries(13):
        page(client, assembly)
    for number in range(3):
        Table.objects.create(
            room=make_room(lunch, title=f"Table {number}", capacity=9), by=Table.By.PROFESSION
        )
    with django_assert_num_queries(13):
        page(client, assembly)


def test_whoever_has_no_place_has_no_tables(client, assembly):
    client_of = make_delegate(assembly, state="cancelled")
    log_in(client, client_of.user)
    answer = client.get(f"/{assembly.slug}/networking/tables/")
    assert answer.status_code == 403
    assert PartCode.NO_PLACE == "no_place"


def test_organisers_say_for_whom_a_table_is(client, assembly, lunch):
    room = make_room(lunch, title="A table", capacity=9)
    log_in(client, make_organiser())
    form = {"room": room.pk, "by": "open", "local_office": make_local_office().pk, "learner_group": ""}
    add = "/admin/networking/table/add/"
    assert "Leave this empty" in client.post(add, form).content.decode()
    client.post(add, {**form, "by": "local_office"})
    assert Table.objects.get().for_whom == "For people of North West"
    assert "For people of North West" in client.get("/admin/networking/table/").content.decode()


def _plain(words: str) -> str:
    return re.sub(r"(value|nonce)=\"[^\"]*\"", "", words)
