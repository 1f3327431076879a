"""One's own calendar: the address, who may have one, what it gives, and that it ends when told to."""

import logging
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from assembly_portal.silence import Silence
from breakouts.actions import take_seat
from breakouts.models import Seat
from events.actions.calendars import renew_calendar, share_calendar, stop_sharing_calendar
from events.actions.delegates import cancel_delegate
from events.actions.programme import cancel_session, publish_programme, restore_session
from events.models import Assembly, CalendarEdition, CalendarFeed, Delegate
from events.policies.calendars import CalendarRefused
from tests.calendar_reader import Feed
from tests.factories import (
    log_in,
    make_assembly,
    make_chair,
    make_contributor,
    make_delegate,
    make_facilitator,
    make_live_assembly,
    make_organiser,
    make_room,
    make_session,
    make_speaker,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
PAGE = "/now/my-day/calendar/"


@pytest.fixture
def assembly():
    return make_live_assembly(slug="now", name="The assembly")


@pytest.fixture
def delegate(assembly):
    return make_delegate(assembly, registered_at=timezone.now() - 60 * MINUTE)


@pytest.fixture
def feed(delegate):
    return share(delegate)


def share(delegate) -> CalendarFeed:
    return share_calendar(user=delegate.user, assembly=delegate.assembly, at=timezone.now())


def make_set(assembly, count=2, **fields):
    fields.setdefault("starts_at", timezone.now() + 30 * MINUTE)
    session = make_session(assembly, kind="breakouts", title="Raising concerns", **fields)
    return [make_room(session, theme=make_theme(assembly), capacity=9) for _ in range(count)]


def read(feed, client=None) -> Feed:
    response = (client or Client()).get(feed.address)
    assert response.status_code == 200
    return Feed.of(response.content)


def only(feed):
    (event,) = read(feed).events.values()
    return event


def words(response) -> str:
    assert response.status_code == 200
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    return " ".join(strip_tags(main.group()).split())


# --- What the address gives --------------------------------------------------------------------


def test_it_is_read_without_a_log_in_and_leaves_nothing_behind(client, feed):
    make_session(feed.assembly)

    response = client.get(feed.address)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_whoever_asks_it_tells_of_the_person_it_belongs_to(client, feed):
    make_session(feed.assembly)
    log_in(client, make_organiser())

    assert client.get(feed.address).content == Client().get(feed.address).content


def test_asking_again_costs_no_bytes_until_something_changes(client, feed):
    session = make_session(feed.assembly, starts_at=timezone.now())
    tag = client.get(feed.address)["ETag"]

    again = client.get(feed.address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    cancel_session(session=session, actor=make_organiser(), at=timezone.now())
    assert client.get(feed.address, headers={"If-None-Match": tag}).status_code == 200


def test_its_head_tells_what_its_body_would(client, feed):
    make_session(feed.assembly)
    whole, head = client.get(feed.address), client.head(feed.address)

    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == whole["ETag"]
    assert client.post(feed.address).status_code == 405


def test_the_room_that_one_chose_is_where_it_is(feed, delegate):
    one, two = make_set(feed.assembly)
    before = only(feed)
    take_seat(delegate=delegate, room=one, at=timezone.now())
    chosen = only(feed)
    take_seat(delegate=delegate, room=two, at=timezone.now())
    changed = only(feed)

    assert before.location == f"{one.place.name} and {two.place.name}"
    assert chosen.location == f"{one.name} ({one.place.name})"
    assert changed.location == f"{two.name} ({two.place.name})"
    assert before.sequence < chosen.sequence < changed.sequence
    assert changed.url == f"http://testserver{one.session.join_address}"
    assert f"Join: {changed.url}" in changed.description


def test_a_seat_that_was_not_entered_in_time_changes_nothing(feed, delegate):
    room, _ = make_set(feed.assembly, starts_at=timezone.now() - 20 * MINUTE)
    Seat.objects.create(
        delegate=delegate, session=room.session, room=room, taken_at=timezone.now() - 30 * MINUTE
    )

    assert only(feed).location == f"{room.name} ({room.place.name})"


def test_one_session_alone_is_the_very_entry_of_the_feed(client, feed, delegate):
    one, _ = make_set(feed.assembly)
    make_session(feed.assembly)
    take_seat(delegate=delegate, room=one, at=timezone.now())
    log_in(client, delegate.user)
    address = reverse("my_session_calendar", args=["now", one.session.code])

    alone = Feed.of(client.get(address).content)

    (event,) = alone.events.values()
    assert event == read(feed).events[event.uid]
    assert event.location == f"{one.name} ({one.place.name})"
    assert address in client.get(one.session.address).content.decode()
    unknown = reverse("my_session_calendar", args=["now", "no-such-code"])
    assert client.get(unknown).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_room_that_is_gone_is_gone_from_the_entry(feed, delegate):
    one, two = make_set(feed.assembly)
    take_seat(delegate=delegate, room=one, at=timezone.now())
    before = only(feed)

    one.delete()

    assert only(feed).location == two.place.name
    assert only(feed).sequence > before.sequence


def test_ones_own_part_is_said(assembly):
    user = make_user()
    person = make_contributor(assembly, user=user, name="Dr Amara Fernhollow")
    room, _ = make_set(assembly)
    make_facilitator(room), make_chair(room.session), make_speaker(room.session)
    room.facilitators.update(contributor=person)
    room.session.chairs.update(contributor=person)

    # Who has a part in the programme needs no place for it.
    event = only(share_calendar(user=user, assembly=assembly, at=timezone.now()))

    assert event.description.startswith(f"Your part: chair and facilitator of {room.name}.")
    assert event.location == f"{room.name} ({room.place.name})"


def test_cancelled_and_restored_it_is_the_same_entry_with_higher_numbers(feed):
    session = make_session(feed.assembly, title="Keynote; one", starts_at=timezone.now())
    actor = make_organiser()
    stood = only(feed)
    cancel_session(session=session, actor=actor, at=timezone.now())
    gone = only(feed)
    restore_session(session=session, actor=actor, at=timezone.now())
    back = only(feed)

    assert stood.uid == gone.uid == back.uid
    assert (stood.status, gone.status, back.status) == ("CONFIRMED", "CANCELLED", "CONFIRMED")
    assert (gone.summary, gone.is_free) == ("Cancelled: Keynote; one", True)
    assert "Join" not in gone.description
    assert stood.sequence < gone.sequence < back.sequence


def test_who_cancels_the_place_gets_everything_taken_out(feed, delegate):
    make_session(feed.assembly)
    before = only(feed)

    cancel_delegate(delegate=delegate, actor=delegate.user, at=timezone.now())
    after = only(feed)

    assert (before.status, after.status) == ("CONFIRMED", "CANCELLED")
    assert after.sequence > before.sequence
    assert "You do not have a place at this assembly any more." in after.description


def test_the_day_keeps_the_date_free_until_there_is_a_programme(feed):
    make_session(feed.assembly, title="Keynote", published_at=None)
    (day,) = read(feed).events.values()
    publish_programme(assembly=feed.assembly, actor=make_organiser(), at=timezone.now())
    after = read(feed).events

    assert (day.summary, day.status) == ("The assembly", "CONFIRMED")
    assert [event.status for event in after.values()] == ["CANCELLED", "CONFIRMED"]
    assert after[day.uid].sequence > day.sequence


def test_who_comes_after_the_programme_is_not_told_of_a_day_that_they_never_had(assembly):
    make_session(assembly, title="Keynote")

    assert [event.summary for event in read(share(make_delegate(assembly))).events.values()] == ["Keynote"]


def test_drafts_stay_out_of_an_organisers_own(assembly):
    make_session(assembly, title="Shown"), make_session(assembly, published_at=None)
    organiser = make_organiser()

    feed = share(make_delegate(assembly, user=organiser))

    assert [event.summary for event in read(feed).events.values()] == ["Shown"]


def test_an_archived_assembly_still_answers(client):
    long_ago = timezone.now() - timedelta(days=400)
    assembly = make_assembly(starts_at=long_ago)
    make_session(assembly)
    feed = share(make_delegate(assembly, registered_at=long_ago))

    assert len(read(feed).events) == 1


def test_an_assembly_that_gets_another_address_is_still_read_at_the_old_one(client, feed):
    make_session(feed.assembly)
    Assembly.objects.update(slug="later")

    assert client.get(feed.address).status_code == 200


@pytest.mark.parametrize("rows", [1, 4])
def test_it_takes_the_same_queries_however_long_the_day(
    client, feed, delegate, rows, django_assert_num_queries
):
    for number in range(rows):
        room, _ = make_set(feed.assembly, starts_at=timezone.now() + (30 + 60 * number) * MINUTE)
        make_facilitator(room), make_speaker(room.session)
        take_seat(delegate=delegate, room=room, at=timezone.now())

    client.get(feed.address)  # it takes note of what is new
    with django_assert_num_queries(11):
        client.get(feed.address)


def test_it_tells_the_day_of_the_last_reading_and_no_more(client, feed):
    assert feed.last_read_on is None
    client.get(feed.address)
    feed.refresh_from_db()

    assert feed.last_read_on == timezone.now().astimezone(feed.assembly.zone).date()
    assert type(feed.last_read_on) is date


def test_what_only_one_person_reads_is_counted_for_them_alone(assembly, feed, delegate):
    room, _ = make_set(assembly)
    other = share(make_delegate(assembly))
    take_seat(delegate=delegate, room=room, at=timezone.now())

    assert (only(feed).sequence, only(other).sequence) == (1, 0)
    assert CalendarEdition.objects.get().user == delegate.user


# --- Revoking ----------------------------------------------------------------------------------


def page_not_found(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 404
    return re.sub(r'nonce="[^"]*"', "", response.content.decode())


def test_unknown_revoked_and_closed_are_the_same_404(client, feed, delegate):
    unknown = page_not_found(client, reverse("calendar_feed", args=["now", "x" * 32]))
    stop_sharing_calendar(user=delegate.user, assembly=feed.assembly, at=timezone.now())
    second = share(delegate)
    get_user_model().objects.filter(pk=delegate.user_id).update(is_active=False)

    assert page_not_found(client, feed.address) == unknown
    assert page_not_found(client, second.address) == unknown


def test_a_new_address_ends_the_old_one(client, feed, delegate):
    new = renew_calendar(user=delegate.user, assembly=feed.assembly, at=timezone.now())

    assert client.get(feed.address).status_code == 404
    assert client.get(new.address).status_code == 200
    assert new.token != feed.token


def test_sharing_twice_is_one_address_of_at_least_128_bits(feed, delegate):
    assert share(delegate) == feed
    assert re.fullmatch(r"[\w-]{32}", feed.token)


@pytest.mark.parametrize("state", [state for state in Delegate.State if state != "registered"])
def test_without_a_place_there_is_no_address_and_an_old_one_is_not_renewed(feed, delegate, state):
    other = make_delegate(feed.assembly, state=state)
    Delegate.objects.update(
        state=state, waiting_since=other.waiting_since, offer_expires_at=other.offer_expires_at
    )

    for act, user in ((share_calendar, other.user), (renew_calendar, delegate.user)):
        with pytest.raises(CalendarRefused) as refused:
            act(user=user, assembly=feed.assembly, at=timezone.now())
        assert str(refused.value) == "Register for The assembly to have a calendar of your own."
    feed.refresh_from_db()
    assert feed.revoked_at is None


# --- The page ----------------------------------------------------------------------------------


def test_the_page_makes_an_address_only_when_asked(client, delegate):
    log_in(client, delegate.user)

    assert "Make your calendar address" in words(client.get(PAGE))
    client.get(PAGE + "address/")
    assert not CalendarFeed.objects.exists()
    page = client.post(PAGE + "address/", follow=True)

    feed = CalendarFeed.objects.get()
    assert f'value="http://testserver{feed.address}"' in page.content.decode()
    assert f'href="webcal://testserver{feed.address}"' in page.content.decode()
    assert "No calendar has read it yet." in words(page)
    assert "no-store" in page["Cache-Control"]


def test_a_new_address_is_asked_about_and_a_second_press_makes_no_third(client, feed, delegate):
    log_in(client, delegate.user)

    asked = client.get(PAGE + "address/")
    assert "stops at once, for everybody who has it" in words(asked)
    for _ in range(2):
        client.post(PAGE + "address/", {"instead_of": feed.pk})

    assert CalendarFeed.objects.count() == 2
    assert CalendarFeed.objects.active().get() != feed


def test_sharing_is_stopped_after_a_question(client, feed, delegate):
    log_in(client, delegate.user)

    assert "Stop sharing your calendar?" in words(client.get(PAGE + "stop/"))
    assert CalendarFeed.objects.active().exists()
    for _ in range(2):
        page = client.post(PAGE + "stop/", follow=True)

    assert not CalendarFeed.objects.active().exists()
    assert "Make your calendar address" in words(page)


def test_whoever_lost_the_place_can_still_stop_sharing(client, feed, delegate):
    cancel_delegate(delegate=delegate, actor=delegate.user, at=timezone.now())
    log_in(client, delegate.user)

    assert "Your calendar is still shared, so that it empties itself." in words(client.get("/now/place/"))
    page = client.get(PAGE)
    assert "take every session out" in words(page)
    assert "Make a new address" not in words(page)
    client.post(PAGE + "stop/")
    assert client.get(PAGE)["Location"] == "/now/place/"


@pytest.mark.parametrize("address", ["", "address/", "stop/"])
def test_the_page_asks_for_a_log_in(client, assembly, address):
    assert client.post(PAGE + address)["Location"].startswith(reverse("account_login"))


def test_who_has_not_registered_is_sent_there(client, assembly):
    log_in(client, make_user())

    assert client.get(PAGE)["Location"] == "/now/register/"
    assert "Register for The assembly" in client.post(PAGE + "address/", follow=True).content.decode()


def test_my_day_and_the_place_lead_there(client, delegate):
    log_in(client, delegate.user)

    for page in ("/now/my-day/", "/now/place/"):
        assert f'href="{PAGE}"' in client.get(page).content.decode()


# --- The log -----------------------------------------------------------------------------------


@pytest.fixture
def log(monkeypatch) -> StringIO:
    """What is written to the log, as it leaves the process."""
    (handler,) = [each for each in logging.getLogger().handlers if any(map(_is_silence, each.filters))]
    monkeypatch.setattr(handler, "stream", StringIO())
    return handler.stream


def _is_silence(one) -> bool:
    return isinstance(one, Silence)


def test_no_line_of_the_log_holds_the_key(client, feed, log):
    client.get(feed.address)
    client.get(feed.address.replace(".ics", "x.ics"))
    client.post(feed.address)
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("alter table events_session rename column title to tytle")
    assert client.get(feed.address).status_code == 500

    told = log.getvalue()
    assert "GET /now/calendar/[hidden]" in told
    assert "UndefinedColumn" in told, "a fault is still told"
    assert feed.token not in told


# --- Straight to one's room --------------------------------------------------------------------


@pytest.fixture
def rooms(assembly):
    """Rooms whose doors are open."""
    return make_set(assembly, starts_at=timezone.now() - MINUTE)


def goes_to(client, session) -> str:
    return client.get(session.join_address)["Location"]


def test_the_link_leads_to_the_room_that_was_chosen(client, delegate, rooms):
    log_in(client, delegate.user)
    session = rooms[0].session

    assert goes_to(client, session) == session.address, "nothing chosen yet"
    take_seat(delegate=delegate, room=rooms[1], at=timezone.now())
    assert goes_to(client, session) == rooms[1].address


def test_the_link_leads_to_the_only_room_where_everybody_fits(client, assembly, delegate):
    room = make_room(make_session(assembly, starts_at=timezone.now()))
    log_in(client, delegate.user)

    assert goes_to(client, room.session) == room.address


@pytest.mark.parametrize("who", ["nobody", "stranger", "cancelled"])
def test_whoever_has_no_place_is_told_so_on_the_sessions_page(client, assembly, who):
    room = make_room(make_session(assembly, starts_at=timezone.now()))
    if who == "stranger":
        log_in(client, make_user())
    if who == "cancelled":
        log_in(client, make_delegate(assembly, state=Delegate.State.CANCELLED).user)

    assert goes_to(client, room.session) == room.session.address


def test_before_the_doors_open_and_when_it_is_cancelled_the_page_tells(client, assembly, delegate):
    log_in(client, delegate.user)
    early = make_room(make_session(assembly, starts_at=timezone.now() + 30 * MINUTE)).session
    off = make_room(
        make_session(assembly, starts_at=timezone.now() - MINUTE, cancelled_at=timezone.now())
    ).session

    assert goes_to(client, early) == early.address
    assert goes_to(client, off) == off.address


def test_a_facilitator_without_a_place_is_led_to_the_room_they_host(client, rooms):
    user = make_user()
    make_facilitator(rooms[1], user=user)
    log_in(client, user)

    assert goes_to(client, rooms[0].session) == rooms[1].address


def test_a_draft_is_not_found(client, assembly, delegate):
    log_in(client, delegate.user)

    assert client.get(make_session(assembly, published_at=None).join_address).status_code == 404
