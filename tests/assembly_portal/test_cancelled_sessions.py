"""What everybody finds of a cancelled session: that it was to be, that it is not, and nothing to press."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from breakouts.actions import enter_room, say, take_seat
from breakouts.models import Seat
from breakouts.refusals import EnterRefused, SayRefused, SeatRefused
from events.actions.programme import cancel_session, restore_session
from tests.factories import (
    log_in,
    make_delegate,
    make_live_assembly,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_theme,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def assembly():
    return make_live_assembly(slug="now")


@pytest.fixture
def session(assembly):
    """Breakout rooms that run, called off."""
    return make_session(
        assembly,
        kind="breakouts",
        title="Raising concerns",
        starts_at=timezone.now() - 10 * MINUTE,
        cancelled_at=timezone.now(),
    )


@pytest.fixture
def rooms(session):
    return [make_room(session, theme=make_theme(session.assembly), capacity=9) for _ in range(2)]


@pytest.fixture
def delegate(client, assembly, rooms):
    """Somebody who sat in one of the rooms."""
    delegate = make_delegate(assembly, registered_at=timezone.now() - 60 * MINUTE)
    half_an_hour_ago = timezone.now() - 30 * MINUTE
    Seat.objects.create(
        delegate=delegate,
        session=rooms[0].session,
        room=rooms[0],
        taken_at=half_an_hour_ago,
        entered_at=half_an_hour_ago,
    )
    log_in(client, delegate.user)
    return delegate


def html(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def words(text) -> str:
    main = re.search(r"<main.*</main>", text, re.DOTALL)
    return " ".join(strip_tags(main.group()).split())


@pytest.mark.parametrize("is_known", [False, True])
def test_the_programme_shows_it_struck_through(client, session, delegate, is_known):
    if not is_known:
        client.logout()

    page = html(client, "/now/programme/")

    assert "<s><bdi>Raising concerns</bdi></s>" in page
    assert "Cancelled Breakout rooms" in words(page)
    assert "On now" not in words(page)


def test_its_own_page_says_so_and_offers_nothing(client, session, delegate):
    page = html(client, session.address)

    assert "<title>Cancelled: Raising concerns" in page
    assert "This session does not take place. It was cancelled at" in words(page)
    assert "nhsuk-button" not in re.search(r"<main.*</main>", page, re.DOTALL).group()
    assert "Add to your calendar" not in words(page)
    assert "places left" not in words(page)
    assert 'id="lobby"' not in page


def test_my_day_says_so_and_names_no_room(client, session, rooms, delegate):
    page = html(client, "/now/my-day/")

    assert "Raising concerns Cancelled" in words(page)
    assert rooms[0].name not in words(page)
    assert "to choose" not in words(page)
    assert "Nothing more is planned today." in words(page)


def test_home_goes_on_to_what_comes_next(client, assembly, session, delegate):
    make_room(make_session(assembly, title="Showcase", starts_at=timezone.now() + 10 * MINUTE))
    make_room(
        make_session(
            assembly,
            title="Called off too",
            starts_at=timezone.now() + 5 * MINUTE,
            cancelled_at=timezone.now(),
        )
    )

    told = words(html(client, "/now/"))

    assert "Raising concerns" not in told
    assert "Called off too" not in told
    assert "Showcase" in told
    assert "Join" not in told


def test_the_door_of_its_rooms_says_why_it_is_shut(client, rooms, delegate):
    told = words(html(client, rooms[0].address))

    assert "This session is cancelled, so its rooms stay closed." in told
    assert "Your place" not in told


def test_every_door_refuses_with_the_same_reason(session, rooms, delegate):
    at = timezone.now()
    for refused, act in (
        (SeatRefused, lambda: take_seat(delegate=delegate, room=rooms[1], at=at)),
        (EnterRefused, lambda: enter_room(delegate=delegate, room=rooms[0], at=at)),
        (SayRefused, lambda: say(author=delegate.user, room=rooms[0], body="Hello", cid=uuid4(), at=at)),
    ):
        with pytest.raises(refused) as raised:
            act()
        assert raised.value.code == "cancelled"
        assert str(raised.value).startswith("“Raising concerns” is cancelled")


def test_restored_everything_is_as_it_was(client, session, rooms, delegate):
    restore_session(session=session, actor=make_organiser(), at=timezone.now())

    told = words(html(client, "/now/my-day/"))

    assert "On now" in told
    assert rooms[0].name in told
    assert "Join" in told


def test_whoever_is_inside_when_it_is_called_off_is_outside_with_the_next_click(client, assembly, delegate):
    later = make_session(assembly, starts_at=timezone.now() - MINUTE, title="Plenary")
    room = make_room(later)
    assert 'id="room"' in html(client, room.address)

    cancel_session(session=later, actor=make_organiser(), at=timezone.now())
    answer = client.post(reverse("room_messages", args=["now", room.code]), {"body": "Still here?"})

    assert "This session is cancelled, so its rooms stay closed." in words(answer.content.decode())
    assert "Still here?" in words(answer.content.decode())


def test_questions_are_not_announced_in_a_room_that_stays_closed(client, assembly, rooms):
    make_place(assembly)
    showcase = make_session(assembly, kind="showcase", starts_at=timezone.now() + 60 * MINUTE)
    showcase.topics.create(title="First Week Friend", question_room=rooms[0])

    assert "Questions at" not in words(html(client, showcase.address))
