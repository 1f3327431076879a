"""The room's page and its door, as somebody meets them who uses no scripts."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from breakouts.actions import enter_room, say, take_seat
from breakouts.models import Message, Seat
from events.models import Delegate, Visit
from tests.factories import (
    make_assembly,
    make_delegate,
    make_facilitator,
    make_live_assembly,
    make_room,
    make_session,
    make_user,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def running_room(title="Visas", *, began=10, session=None, **fields):
    """A room of a session that began some minutes ago."""
    if session is None:
        session = make_session(
            make_live_assembly(group_agreement="Listen first\nAssume good faith"),
            kind="breakouts",
            title="Rooms, set A",
            starts_at=timezone.now() - began * MINUTE,
        )
    fields.setdefault("capacity", 20)
    return make_room(session, title=title, **fields)


def guest(room, **fields):
    opened = room.session.assembly.opens_at
    return make_delegate(room.session.assembly, registered_at=opened - MINUTE, **fields)


def url(name, room):
    return reverse(name, args=[room.session.assembly.slug, room.code])


def text_of(response):
    """The words of the main part of the page."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.S)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def enter(client):
    def go(room, delegate=None):
        if delegate:
            client.force_login(delegate.user)
        return client.get(url("room", room))

    return go


# --- Going in


def test_joining_with_places_left_takes_a_seat_and_opens_a_visit(enter):
    room = running_room()
    delegate = guest(room, name="Dr Amara", pronouns="she/her")
    make_facilitator(room, name="Dr Joss", post="Associate dean")

    page = text_of(enter(room, delegate))

    assert "Visas" in page
    assert f"Live Ends {room.session.ends_at.astimezone(room.session.assembly.zone):%-I}" in page
    assert "With Dr Joss (Associate dean)" in page
    assert "Listen first" in page
    assert "Here now 1" in page
    assert "Dr Amara (you) she/her" in page
    assert "Nobody has written yet" in page
    assert Seat.objects.get().entered_at == Visit.objects.get().started_at


def test_the_page_again_goes_on_with_the_visit(enter):
    room = running_room()
    delegate = guest(room)

    enter(room, delegate)
    enter(room, delegate)

    assert Visit.objects.count() == 1


def test_a_facilitator_without_a_place_at_the_assembly_is_let_in(enter, client):
    room = running_room(capacity=0)
    host = make_user()
    make_facilitator(room, user=host)
    client.force_login(host)

    page = text_of(enter(room))

    assert "Write a message" in page
    assert not Visit.objects.exists()


def test_text_that_people_wrote_is_shown_as_text(enter):
    room = running_room()
    delegate = guest(room, name="<b>Bold</b>")
    enter_room(delegate=delegate, room=room, at=timezone.now())
    say(author=delegate.user, room=room, body="<script>1</script>", cid=uuid4(), at=timezone.now())

    html = enter(room, delegate).content.decode()

    assert "&lt;script&gt;1&lt;/script&gt;" in html
    assert "<b>Bold" not in html


def test_the_last_fifty_messages_are_shown_and_all_on_demand(enter, client):
    room = running_room()
    delegate = guest(room)
    enter_room(delegate=delegate, room=room, at=timezone.now())
    for number in range(51):
        say(author=delegate.user, room=room, body=f"Message {number:02}", cid=uuid4(), at=timezone.now())

    page = text_of(enter(room, delegate))
    assert "Message 00" not in page
    assert "Message 50" in page
    assert "Show earlier messages" in page
    assert "Message 00" in text_of(client.get(url("room", room) + "?all"))


# --- The door


def test_who_is_not_logged_in_is_asked_to_and_comes_back(client):
    room = running_room()

    response = client.get(url("room", room))

    assert response.status_code == 302
    assert response.url == f"{reverse('account_login')}?next={url('room', room)}"


def test_who_is_not_registered_finds_the_way_to_register(enter, client):
    room = running_room()
    client.force_login(make_user())

    response = enter(room)

    assert response.status_code == 200
    assert "Register for" in text_of(response)
    assert reverse("register", args=[room.session.assembly.slug]) in response.content.decode()


@pytest.mark.parametrize("state", [state for state in Delegate.State if state != Delegate.State.REGISTERED])
def test_whose_registration_is_no_place_is_sent_to_see_how_it_stands(enter, state):
    room = running_room()

    response = enter(room, guest(room, state=state))

    assert "You do not have a place at" in text_of(response)
    assert reverse("place", args=[room.session.assembly.slug]) in response.content.decode()


def test_once_registration_is_closed_the_door_says_so(enter, client):
    room = running_room()
    room.session.assembly.registration_closes_at = timezone.now()
    room.session.assembly.save()
    client.force_login(make_user())

    assert "Registration is closed" in text_of(enter(room))


def test_before_the_door_opens_it_says_when_and_offers_a_place(enter, client):
    room = running_room(began=-60)
    delegate = guest(room)

    page = text_of(enter(room, delegate))
    assert "You can go in from" in page
    assert "5 minutes before it starts" in page
    assert "20 of 20 places left" in page

    response = client.post(url("take_seat", room), {"next": url("room", room)}, follow=True)
    page = text_of(response)
    assert "You have a place" in page
    assert "It is kept for you until" in page
    assert not Visit.objects.exists()

    page = text_of(client.post(url("leave_seat", room), {"next": url("room", room)}, follow=True))
    assert "You have a place" not in page
    assert not Seat.objects.exists()


def test_days_before_the_assembly_opens_no_room_is_offered(enter):
    session = make_session(make_assembly(), starts_at=timezone.now() + timedelta(days=7))
    room = make_room(session, title="Visas", capacity=5)

    page = text_of(enter(room, make_delegate(session.assembly)))

    assert "You can go in from" in page
    assert "Choose" not in page


def test_after_the_end_the_door_says_so_and_leads_to_my_day(enter):
    room = running_room(began=60)

    response = enter(room, guest(room))

    assert "This room is closed. The session ended at" in text_of(response)
    assert room.session.assembly.my_day_address in response.content.decode()
    assert not Visit.objects.exists()


def test_a_full_room_names_the_others_and_offers_them(enter, client):
    room = running_room("Visas", capacity=0)
    other = running_room("Carers", session=room.session)

    page = text_of(enter(room, guest(room)))
    assert "You do not have a place in Visas. It is full. There are places left in Carers." in page
    assert "Join : Carers" in page

    response = client.post(url("take_seat", other), {"next": url("room", other)}, follow=True)
    assert "Write a message" in text_of(response)
    assert Seat.objects.get().room == other


def test_opening_another_room_moves_nobody_until_they_say_so(enter, client):
    mine, other = running_room("Visas"), None
    other = running_room("Carers", session=mine.session)
    delegate = guest(mine)
    enter(mine, delegate)

    page = text_of(enter(other))
    assert "Your place is in Visas." in page
    assert "Go to Visas" in page
    assert Seat.objects.get().room == mine

    client.post(url("take_seat", other), {"next": url("room", other)}, follow=True)
    assert Seat.objects.get().room == other
    assert Visit.objects.filter(ended_at=None).get().room == other


def test_rooms_of_drafts_are_unknown_and_so_are_made_up_ones(enter, client):
    draft = running_room()
    draft.session.published_at = None
    draft.session.save()
    elsewhere = running_room()
    client.force_login(make_user())

    assert enter(draft).status_code == 404
    slug = draft.session.assembly.slug
    assert client.get(reverse("room", args=[slug, elsewhere.code])).status_code == 404
    assert client.get(reverse("room", args=[slug, "nothing"])).status_code == 404


# --- Seats by buttons


def test_a_refusal_is_told_on_the_page_that_the_person_comes_from(enter, client):
    room = running_room("Visas", capacity=0, began=-60)
    client.force_login(guest(room).user)
    session_page = room.session.address

    response = client.post(url("take_seat", room), {"next": session_page}, follow=True)

    assert response.redirect_chain == [(session_page, 302)]
    assert "Visas is full." in text_of(response)


def test_nobody_is_sent_to_another_website(client):
    room = running_room()
    client.force_login(guest(room).user)

    for wanted in ("https://example.org/", "//example.org/", "javascript:alert(1)", ""):
        response = client.post(url("take_seat", room), {"next": wanted})
        assert response.url == room.session.assembly.my_day_address


def test_pressing_twice_is_one_seat(client):
    room = running_room()
    client.force_login(guest(room).user)

    for _ in range(2):
        client.post(url("take_seat", room), {"next": url("room", room)})

    assert Seat.objects.count() == 1


def test_who_logs_in_only_after_pressing_lands_at_the_room(client):
    room = running_room()

    assert client.post(url("take_seat", room)).url.startswith(reverse("account_login"))
    client.force_login(guest(room).user)
    assert client.get(url("take_seat", room)).url == url("room", room)
    assert client.get(url("leave_seat", room)).url == url("room", room)


def test_choosing_without_being_registered_leads_to_the_door(client):
    room = running_room()
    client.force_login(make_user())

    page = text_of(client.post(url("take_seat", room), follow=True))

    assert "Register for" in page
    assert not Seat.objects.exists()


def test_leaving_ends_the_visit_and_frees_the_place(enter, client):
    room = running_room()
    enter(room, guest(room))

    response = client.post(url("leave_seat", room), {"next": room.session.address}, follow=True)

    assert "You have left Visas." in text_of(response)
    assert not Seat.objects.exists()
    assert Visit.objects.get().ended_at is not None


def test_leaving_after_the_end_is_no_error(client):
    room = running_room(began=60)
    client.force_login(guest(room).user)

    response = client.post(url("leave_seat", room), {"next": room.session.address}, follow=True)

    assert response.status_code == 200
    assert "is over" not in text_of(response).replace("This session is over", "")


# --- Chat by a form


def cid_of(response):
    return re.search(r'name="cid" value="([0-9a-f-]{36})"', response.content.decode())[1]


def test_a_message_sent_by_the_form_stands_once_however_often_it_is_pressed(enter, client):
    room = running_room()
    sent = {"body": "Hello all", "cid": cid_of(enter(room, guest(room, name="Dr Amara")))}

    for _ in range(2):
        response = client.post(url("room_messages", room), sent)
        assert response.url == url("room", room) + "#latest"

    assert Message.objects.count() == 1
    assert re.search(r"Dr Amara \d+(:\d\d)?[ap]m Hello all", text_of(client.get(url("room", room))))


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", "Enter a message"),
        ("   ", "Enter a message"),
        ("x" * 2001, "Message must be 2,000 characters or fewer. It has 2,001."),
    ],
    ids=["empty", "blank", "too long"],
)
def test_a_message_that_does_not_fit_is_refused_in_words_and_kept(enter, client, body, error):
    room = running_room()
    first = enter(room, guest(room))
    cid = cid_of(first)

    response = client.post(url("room_messages", room), {"body": body, "cid": cid})

    html = response.content.decode()
    assert "<title>Error: Visas" in html
    assert "There is a problem" in html
    assert error in html
    assert 'href="#id_body"' in html
    assert body.strip() in html
    assert cid_of(response) == cid
    assert not Message.objects.exists()


def test_a_forged_number_sends_nothing_and_keeps_the_text(enter, client):
    room = running_room()
    enter(room, guest(room))

    response = client.post(url("room_messages", room), {"body": "Hello", "cid": "nonsense"})

    assert "Your message was not sent" in text_of(response)
    assert "Hello" in text_of(response)


@pytest.mark.parametrize("because", ["it is over", "they moved", "they cancelled", "they logged out"])
def test_a_stale_tab_loses_nothing_that_was_typed(enter, client, because):
    room = running_room()
    delegate = guest(room)
    sent = {"body": "What I wanted to say", "cid": cid_of(enter(room, delegate))}
    if because == "it is over":
        room.session.ends_at = timezone.now()
        room.session.save()
    elif because == "they moved":
        other = running_room("Carers", session=room.session)
        take_seat(delegate=delegate, room=other, at=timezone.now())
    elif because == "they cancelled":
        Delegate.objects.update(state=Delegate.State.CANCELLED)
    else:
        client.logout()

    response = client.post(url("room_messages", room), sent)

    assert response.status_code == 200
    assert "Your message was not sent" in text_of(response)
    assert "What I wanted to say" in text_of(response)
    assert not Message.objects.exists()


def test_a_flood_of_messages_is_slowed_down_and_none_is_lost(enter, client):
    room = running_room()
    enter(room, guest(room))

    # At one moment, however slow the machine: each second would give one message more.
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(5):
            client.post(url("room_messages", room), {"body": "Again", "cid": str(uuid4())})
        response = client.post(url("room_messages", room), {"body": "The sixth at once", "cid": str(uuid4())})

    assert "You are sending messages too quickly." in text_of(response)
    assert "The sixth at once" in text_of(response)
    assert Message.objects.count() == 5


def test_the_address_of_the_form_leads_back_to_the_room(client):
    room = running_room()
    client.force_login(guest(room).user)

    assert client.get(url("room_messages", room)).url == url("room", room)


# --- How much it asks of the database


@pytest.mark.parametrize("many", [1, 3, 100])
def test_a_room_costs_the_same_with_one_message_and_person_as_with_a_hundred(
    client, django_assert_num_queries, many
):
    room = running_room(capacity=200, theme=None)
    make_facilitator(room)
    people = [guest(room) for _ in range(many)]
    now = timezone.now()
    when = {"session": room.session, "room": room}
    Seat.objects.bulk_create(Seat(delegate=d, taken_at=now, entered_at=now, **when) for d in people)
    Visit.objects.bulk_create(Visit(delegate=d, started_at=now, last_seen_at=now, **when) for d in people)
    Message.objects.bulk_create(
        Message(room=room, author=d.user, author_name=d.name, body="Hello", cid=uuid4(), sent_at=now)
        for d in people
    )
    client.force_login(people[0].user)
    client.get(url("room", room))

    with django_assert_num_queries(20):
        client.get(url("room", room))


def test_the_door_asks_little_of_the_database(client, django_assert_num_queries):
    room = running_room(began=-60)
    for title in ("Carers", "Supervision"):
        running_room(title, session=room.session)
    client.force_login(guest(room).user)
    client.get(url("room", room))

    with django_assert_num_queries(10):
        client.get(url("room", room))
