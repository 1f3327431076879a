import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from assembly_portal.pages.timeline import Timeline
from breakouts.actions import enter_room, remove
from breakouts.models import Seat
from events.arrivals import delegate_here
from events.lifecycle import Phase
from events.models import Arrival, Delegate, Session
from tests.factories import (
    log_in,
    make_assembly,
    make_delegate,
    make_facilitator,
    make_learner_group,
    make_live_assembly,
    make_local_office,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
BREAKOUTS = Session.Kind.BREAKOUTS


def words(response) -> str:
    """The text of the page as it is read."""
    text = re.sub(r"<(script|style|head).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def join_links(response) -> list[str]:
    """Where the Join buttons lead."""
    found = re.findall(r'<a class="nhsuk-button" href="([^"]+)"[^>]*>\s*Join', response.content.decode())
    return [link for link in found if "/rooms/" in link]


def make_set(assembly, starts_at, *, titles=("Raising concerns", "Disability", "Leadership"), capacity=10):
    """A set of themed rooms, 45 minutes long."""
    session = make_session(assembly, kind=BREAKOUTS, starts_at=starts_at)
    rooms = [
        make_room(session, theme=make_theme(assembly, title=f"{title} {session.pk}"), capacity=capacity)
        for title in titles
    ]
    for room in rooms:
        make_facilitator(room)
    return session, rooms


def sit(delegate, room, *, taken_at=None, entered_at=None) -> Seat:
    return Seat.objects.create(
        delegate=delegate,
        session=room.session,
        room=room,
        taken_at=taken_at or timezone.now(),
        entered_at=entered_at,
    )


@pytest.fixture
def assembly():
    return make_live_assembly(slug="now")


@pytest.fixture
def delegate(client, assembly):
    registered_at = timezone.now() - timedelta(days=1)
    delegate = make_delegate(assembly, registered_at=registered_at)
    log_in(client, delegate.user)
    return delegate


def my_day(client, slug="now"):
    response = client.get(f"/{slug}/my-day/")
    assert response.status_code == 200
    return response


# --- Who sees it -------------------------------------------------------------------------------


def test_mails_and_pages_lead_to_the_same_address(assembly):
    assert assembly.my_day_address == reverse("my_day", args=[assembly.slug])


def test_who_is_not_logged_in_comes_back_here_by_the_door(client, assembly):
    assert client.get("/now/my-day/").url == "/account/login/?next=/now/my-day/"


def test_who_has_no_place_is_sent_to_get_one(client, assembly):
    log_in(client, make_user())
    assert client.get("/now/my-day/").url == "/now/register/"
    assert client.get("/now/my-day/calendar.ics", follow=True).redirect_chain[-1][0] == "/now/register/"


@pytest.mark.parametrize("state", [state for state in Delegate.State if state != Delegate.State.REGISTERED])
def test_a_wish_for_a_place_is_not_a_day(client, assembly, state):
    log_in(client, make_delegate(assembly, state=state).user)
    assert client.get("/now/my-day/").url == "/now/place/"


def test_an_unknown_and_an_unpublished_assembly_are_the_same_404(client, delegate):
    make_assembly(slug="draft", published_at=None)
    for slug in ("draft", "nowhere"):
        assert client.get(f"/{slug}/my-day/").status_code == 404


# --- The one thing to do -----------------------------------------------------------------------


def test_the_running_session_stands_first_with_the_one_join_button(client, assembly, delegate):
    now = timezone.now()
    make_room(make_session(assembly, title="Yesterday's news", starts_at=now - 100 * MINUTE))
    stage = make_place(assembly, name="Main stage", is_stage=True)
    running = make_room(make_session(assembly, title="The keynote", starts_at=now - 10 * MINUTE), place=stage)
    make_room(make_session(assembly, title="Later", starts_at=now + 60 * MINUTE), place=stage)
    page = my_day(client)
    assert join_links(page) == [f"/now/rooms/{running.code}/"]
    assert page.context["head"].entry.session == running.session
    assert words(page).index("On now") < words(page).index("Yesterday")


def test_before_the_doors_open_join_is_there_and_says_from_when(client, assembly, delegate):
    starts_at = timezone.now() + 30 * MINUTE
    room = make_room(make_session(assembly, starts_at=starts_at))
    page = my_day(client)
    assert join_links(page) == [f"/now/rooms/{room.code}/"]
    assert "You can enter from" in words(page)
    assert "Next" in words(page)


def test_what_is_there_all_day_does_not_hide_what_comes_next(client, assembly, delegate):
    now = timezone.now()
    networking = make_session(assembly, kind="networking", starts_at=now - 60 * MINUTE, minutes=400)
    make_room(networking)
    for start in (20, 80, 140):
        make_room(make_session(assembly, starts_at=now + start * MINUTE, title=f"In {start} minutes"))
    assert my_day(client).context["head"].entry.session.title == "In 20 minutes"


def test_a_set_without_a_choice_offers_its_rooms_first(client, assembly, delegate):
    _, rooms = make_set(assembly, timezone.now() - MINUTE)
    page = my_day(client)
    assert join_links(page) == []
    assert "Choose a room to join" in words(page)
    for room in rooms:
        assert f'action="/now/rooms/{room.code}/seat/"' in page.content.decode()


def test_the_chosen_room_is_joined_and_can_be_changed_where_it_stands(client, assembly, delegate):
    _, (mine, other, _) = make_set(assembly, timezone.now() - MINUTE)
    sit(delegate, mine)
    page = my_day(client)
    assert join_links(page) == [f"/now/rooms/{mine.code}/"]
    assert "Your room" in words(page)
    assert f'action="/now/rooms/{mine.code}/seat/"' not in page.content.decode()
    assert f'action="/now/rooms/{other.code}/seat/"' in page.content.decode()


def test_a_facilitator_is_sent_to_the_room_they_host(client, assembly, delegate):
    _, rooms = make_set(assembly, timezone.now() - MINUTE)
    make_facilitator(rooms[1], user=delegate.user)
    assert join_links(my_day(client)) == [f"/now/rooms/{rooms[1].code}/"]


# --- Choosing ----------------------------------------------------------------------------------


def test_cards_tell_theme_facilitator_and_places_but_not_who_chose(client, assembly, delegate):
    _, (room, full, last) = make_set(assembly, timezone.now() + 60 * MINUTE, capacity=2)
    stranger = make_delegate(assembly, name="Somebody Else", registered_at=timezone.now() - timedelta(days=1))
    others = [make_delegate(assembly, registered_at=timezone.now() - timedelta(days=1)) for _ in range(2)]
    sit(stranger, last)
    for other in others:
        sit(other, full)
    page = words(my_day(client))
    assert room.theme.title in page
    assert room.facilitators.get().contributor.name in page
    assert "2 of 2 places left" in page
    assert "1 place left" in page
    assert "Full" in page
    assert "Somebody Else" not in page
    assert f'action="/now/rooms/{full.code}/seat/"' not in my_day(client).content.decode()


def test_choosing_and_changing_comes_back_to_my_day_with_words(client, assembly, delegate):
    _, (first, second, full) = make_set(assembly, timezone.now() + 60 * MINUTE, capacity=1)
    sit(make_delegate(assembly, registered_at=timezone.now() - timedelta(days=1)), full)
    for room in (first, second):
        page = client.post(f"/now/rooms/{room.code}/seat/", {"next": "/now/my-day/"}, follow=True)
        assert page.redirect_chain == [("/now/my-day/", 302)]
        assert delegate.seats.get().room == room
    page = client.post(f"/now/rooms/{full.code}/seat/", {"next": "/now/my-day/"}, follow=True)
    assert "is full" in words(page)
    assert delegate.seats.get().room == second


def test_a_seat_says_until_when_it_is_kept(client, assembly, delegate):
    _, (room, *_) = make_set(assembly, timezone.now() + 60 * MINUTE)
    sit(delegate, room)
    assert "Your place is kept until" in words(my_day(client))


def test_who_came_too_late_reads_that_the_place_went_to_others(client, assembly, delegate):
    _, (room, *_) = make_set(assembly, timezone.now() - 10 * MINUTE)
    sit(delegate, room, taken_at=timezone.now() - 60 * MINUTE)
    page = my_day(client)
    assert "then given to others" in words(page)
    assert "Choose again" in words(page)
    assert join_links(page) == []


def test_who_has_entered_keeps_the_seat_without_a_word_about_it(client, assembly, delegate):
    _, (room, *_) = make_set(assembly, timezone.now() - 10 * MINUTE)
    sit(delegate, room, taken_at=timezone.now() - 60 * MINUTE, entered_at=timezone.now() - 9 * MINUTE)
    page = my_day(client)
    assert join_links(page) == [f"/now/rooms/{room.code}/"]
    assert "kept until" not in words(page)


def test_two_rooms_at_the_same_time_are_told_on_both(client, assembly, delegate):
    starts_at = timezone.now() + 60 * MINUTE
    _, (first, *_) = make_set(assembly, starts_at)
    _, (second, *_) = make_set(assembly, starts_at + 30 * MINUTE)
    for room in (first, second):
        sit(delegate, room)
    page = words(my_day(client))
    assert page.count("At the same time as") == 2
    assert "You can be in one room at a time" in page


def test_rooms_that_only_touch_do_not_clash(client, assembly, delegate):
    starts_at = timezone.now() + 60 * MINUTE
    _, (first, *_) = make_set(assembly, starts_at)
    _, (second, *_) = make_set(assembly, starts_at + 45 * MINUTE)
    for room in (first, second):
        sit(delegate, room)
    assert "At the same time as" not in words(my_day(client))


def test_seats_from_before_a_cancelled_place_are_not_shown(client, assembly, delegate):
    _, (room, *_) = make_set(assembly, timezone.now() + 60 * MINUTE)
    sit(delegate, room, taken_at=delegate.registered_at - MINUTE)
    page = words(my_day(client))
    assert "Your room" not in page
    assert "given to others" not in page


def test_before_the_doors_open_the_page_says_when_choosing_starts(client):
    assembly = make_assembly(slug="soon", opens_at=timezone.now() + timedelta(days=2))
    delegate = make_delegate(assembly, registered_at=timezone.now() - timedelta(days=1))
    log_in(client, delegate.user)
    _, (room, *_) = make_set(assembly, assembly.starts_at)
    page = my_day(client, "soon")
    assert "Doors open at" in words(page)
    assert "From then on you can choose your rooms here" in words(page)
    assert f"/rooms/{room.code}/seat/" not in page.content.decode()


def test_a_programme_that_is_not_published_yet_is_an_empty_state(client, assembly, delegate):
    make_session(assembly, title="Draft", published_at=None)
    page = words(my_day(client))
    assert "The organisers have not published it yet" in page
    assert "You can choose your rooms here once it is published." in page
    assert "Draft" not in page


def test_after_the_day_it_says_so_and_keeps_the_choices(client):
    assembly = make_assembly(slug="past", starts_at=timezone.now() - timedelta(days=3))
    registered_at = timezone.now() - timedelta(days=9)
    delegate = make_delegate(assembly, registered_at=registered_at)
    log_in(client, delegate.user)
    make_set(assembly, assembly.starts_at)
    page = my_day(client, "past")
    assert "The day has ended" in words(page)
    assert "The portal stays open until" in words(page)
    assert "/seat/" not in page.content.decode()


def test_times_are_told_by_the_clock_of_the_assembly(client):
    starts_at = datetime(2031, 3, 30, 0, 30, tzinfo=UTC)
    assembly = make_assembly(slug="spring", starts_at=starts_at, time_zone="Europe/London")
    log_in(client, make_delegate(assembly).user)
    make_room(make_session(assembly, starts_at=starts_at, minutes=60))
    page = words(my_day(client, "spring"))
    assert "12:30am GMT to 2:30am BST" in page
    assert "UK time" in page


# --- The calendar file -------------------------------------------------------------------------


def test_the_calendar_file_holds_the_day_with_the_chosen_rooms(client, assembly, delegate):
    session, (room, *_) = make_set(assembly, timezone.now() + 60 * MINUTE)
    keynote = make_session(assembly, title="Keynote")
    make_session(assembly, title="Draft", published_at=None)
    sit(delegate, room)
    response = client.get("/now/my-day/calendar.ics")
    assert response["Content-Type"].startswith("text/calendar")
    assert "no-store" in response["Cache-Control"]
    entries = {str(entry["uid"]): entry for entry in Calendar.from_ical(response.content).walk("VEVENT")}
    assert set(entries) == {f"session-{each.code}@assembly-portal" for each in (session, keynote)}
    chosen = entries[f"session-{session.code}@assembly-portal"]
    assert room.theme.title in str(chosen["location"])
    assert chosen.decoded("dtstamp") >= delegate.seats.get().taken_at.replace(microsecond=0)


# --- Arrivals ----------------------------------------------------------------------------------


def test_the_first_page_in_a_phase_is_an_arrival_and_the_next_asks_nothing(client, assembly, delegate):
    my_day(client)
    my_day(client)
    assert list(Arrival.objects.values_list("delegate", "phase")) == [(delegate.pk, Phase.LIVE)]


@pytest.mark.parametrize("where", ["home", "session", "calendar"])
def test_every_page_of_the_assembly_is_a_way_to_arrive(client, assembly, delegate, where):
    session = make_session(assembly)
    client.get({"home": "/now/", "session": session.address, "calendar": "/now/my-day/calendar.ics"}[where])
    assert Arrival.objects.get().delegate == delegate


def test_a_new_phase_is_a_new_arrival(client, assembly, delegate):
    my_day(client)
    type(assembly).objects.filter(pk=assembly.pk).update(ends_at=timezone.now() - MINUTE)
    my_day(client)
    assert set(Arrival.objects.values_list("phase", flat=True)) == {Phase.LIVE, Phase.ON_DEMAND}


def test_a_second_browser_finds_that_the_person_has_arrived(client, assembly, delegate):
    my_day(client)
    other = type(client)()
    log_in(other, delegate.user)
    my_day(other)
    assert Arrival.objects.count() == 1


def test_a_room_one_was_removed_from_says_so_and_is_not_offered(client, assembly, delegate):
    _, (room, beside, _) = make_set(assembly, timezone.now() - MINUTE)
    organiser = make_organiser()
    enter_room(delegate=delegate, room=room, at=timezone.now())
    remove(actor=organiser, room=room, person=delegate.user_id, because="Shouting", at=timezone.now())

    page = my_day(client)

    assert "You were removed from this room. Why" in words(page)
    assert reverse("take_seat", args=[assembly.slug, room.code]) not in page.content.decode()
    assert reverse("take_seat", args=[assembly.slug, beside.code]) in page.content.decode()


def test_strangers_do_not_arrive(rf, assembly):
    request = rf.get("/")
    request.user = AnonymousUser()
    assert delegate_here(request, assembly, at=timezone.now()) is None


# --- What it costs -----------------------------------------------------------------------------

QUERIES = 17


@pytest.mark.parametrize("sets", [1, 3])
@pytest.mark.parametrize("crowd", [1, 389])
def test_it_costs_the_same_with_more_sets_and_more_people(
    client, assembly, delegate, django_assert_num_queries, sets, crowd
):
    rooms = [make_set(assembly, timezone.now() + n * 60 * MINUTE, capacity=400)[1][0] for n in range(sets)]
    people = User.objects.bulk_create(User(email=f"other{n}@example.org") for n in range(crowd))
    day_before = timezone.now() - timedelta(days=1)
    others = Delegate.objects.bulk_create(
        Delegate(
            assembly=assembly,
            user=user,
            state=Delegate.State.REGISTERED,
            name=f"Other {user.pk}",
            learner_group=make_learner_group(),
            local_office=make_local_office(),
            registered_at=day_before,
        )
        for user in people
    )
    Seat.objects.bulk_create(
        Seat(delegate=other, session=room.session, room=room, taken_at=timezone.now())
        for other in others
        for room in rooms
    )
    sit(delegate, rooms[0])
    my_day(client)
    with django_assert_num_queries(QUERIES):
        page = my_day(client)
    assert len(page.content) < 60_000


def test_the_timeline_itself_asks_nothing(assembly, delegate, django_assert_num_queries):
    make_set(assembly, timezone.now())
    sessions = list(Session.objects.filter(assembly=assembly).in_order().with_programme())
    with django_assert_num_queries(0):
        timeline = Timeline.of(sessions, delegate, [], {}, timezone.now())
    assert len(timeline.lines) == 1
