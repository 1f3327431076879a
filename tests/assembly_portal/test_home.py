"""The home of an assembly says the right next thing in every phase, to everybody."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from breakouts.models import Seat
from events.models import Delegate, Session
from tests.factories import (
    log_in,
    make_assembly,
    make_delegate,
    make_facilitator,
    make_live_assembly,
    make_organiser,
    make_room,
    make_session,
    make_user,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def page(client, assembly=None, status=200) -> str:
    url = reverse("assembly_home", args=[assembly.slug]) if assembly else reverse("home")
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_an_empty_portal_says_so(client):
    html = page(client)

    assert '<h1 class="nhsuk-heading-xl">No assembly is planned yet</h1>' in html
    assert "Register" not in html


def test_the_front_page_is_the_home_of_the_current_assembly(client):
    make_assembly(name="Long ago", starts_at=timezone.now() - 400 * DAY)
    make_assembly(name="Next one")
    make_assembly(name="Far ahead", starts_at=timezone.now() + 300 * DAY, published_at=timezone.now())

    assert '<h1 class="nhsuk-heading-xl"><bdi>Next one</bdi></h1>' in page(client)


def test_before_the_day_it_tells_what_when_for_whom_and_where_to_register(client):
    assembly = make_assembly(
        name="Third assembly",
        strapline="Learners and leaders, one day.",
        summary="For every learner.\n\nAnd for those who teach them.",
        starts_at=datetime(2030, 5, 27, 7, 45, tzinfo=UTC),
        ends_at=datetime(2030, 5, 27, 16, tzinfo=UTC),
        opens_at=datetime(2030, 5, 22, 8, tzinfo=UTC),
    )

    html = page(client, assembly)

    for words in (
        "Third assembly",
        "Learners and leaders, one day.",
        "What it is and who it is for",
        "<p>For every learner.</p>",
        "Monday 27 May 2030, 8:45am to 5pm UK time",
        "The platform opens at 9am on Wednesday 22 May 2030",
        "Registration closes at 5pm on Monday 27 May 2030",
        reverse("register", args=[assembly.slug]),
        reverse("programme", args=[assembly.slug]),
    ):
        assert words in html
    assert "On now" not in html


def test_with_the_doors_open_it_speaks_of_choosing_rooms(client):
    html = page(client, make_assembly(starts_at=timezone.now() + 2 * DAY))

    assert "The platform is open" in html
    assert "The platform opens at" not in html


def test_on_the_day_it_tells_what_is_on_and_what_comes_next(client):
    assembly = make_live_assembly()
    now = timezone.now()
    make_session(assembly, title="Gone by", minutes=30)
    make_session(assembly, title="Running keynote", starts_at=now - 5 * MINUTE, ends_at=now + 20 * MINUTE)
    make_session(assembly, title="Coming soon", starts_at=now + 20 * MINUTE)
    make_session(assembly, title="Much later", starts_at=now + 200 * MINUTE)
    make_session(assembly, title="Secret", starts_at=now - MINUTE, published_at=None)

    html = page(client, assembly)

    assert (
        html.index("On now")
        < html.index("Running keynote")
        < html.index("Up next")
        < html.index("Coming soon")
    )
    for absent in ("Gone by", "Much later", "Secret", ">Join<"):
        assert absent not in html


def test_all_that_comes_next_in_parallel_is_told(client):
    assembly = make_live_assembly()
    now = timezone.now()
    make_session(assembly, title="First next", starts_at=now + 20 * MINUTE)
    make_session(assembly, title="Second next", starts_at=now + 30 * MINUTE)

    html = page(client, assembly)

    assert "First next" in html
    assert "Second next" in html


def test_a_live_day_with_an_empty_programme_says_so(client):
    html = page(client, make_live_assembly())

    assert "Nothing runs at this moment." in html
    assert "Nothing more is planned today." in html


def test_after_the_day_it_tells_until_when_recordings_can_be_watched(client):
    now = timezone.now()
    closes_at = datetime(now.year + 1, 11, 28, tzinfo=ZoneInfo("Europe/London"))
    assembly = make_assembly(starts_at=now - 3 * DAY, closes_at=closes_at)

    html = page(client, assembly)

    assert "until 11:59pm on" in html
    assert f"27 November {now.year + 1}" in html
    assert "Where things stand" in html
    assert "Registration closed at" in html
    assert "What it is and who it is for" not in html


def test_an_archived_assembly_tells_what_it_was(client):
    assembly = make_assembly(
        starts_at=datetime(2021, 5, 26, 8, tzinfo=UTC), summary="A roundtable.", strapline="The first."
    )

    html = page(client, assembly)

    assert "It took place on Wednesday 26 May 2021" in html
    assert "This assembly is closed." in html
    assert "What it was" in html
    assert "Register" not in html.replace("Registration", "")


@pytest.mark.parametrize(
    ("edge", "before", "after"),
    [
        ("opens_at", "The platform opens at", "The platform is open"),
        ("starts_at", "The platform is open", "Up next"),
        ("ends_at", "Up next", "Where things stand"),
        ("closes_at", "Where things stand", "This assembly is closed."),
    ],
)
def test_the_page_turns_at_the_instant_of_each_edge(client, edge, before, after):
    now = timezone.now()
    order = ["opens_at", "starts_at", "ends_at", "closes_at"]
    place = order.index(edge)
    dates = {
        name: now + (index - place) * timedelta(hours=2) for index, name in enumerate(order) if index != place
    }

    assert before in page(client, make_assembly(**dates, **{edge: now + MINUTE}))
    assert after in page(client, make_assembly(**dates, **{edge: timezone.now()}))


def test_a_draft_is_found_by_organisers_only(client):
    draft = make_assembly(published_at=None)

    page(client, draft, status=404)
    log_in(client, make_user())
    page(client, draft, status=404)
    log_in(client, make_organiser())
    assert "Only organisers see this page." in page(client, draft)


def test_registering_ends_when_the_organisers_say(client):
    assembly = make_assembly(registration_closes_at=timezone.now() - MINUTE)

    html = page(client, assembly)

    assert "Registration closed at" in html
    assert "Register\n" not in html


class TestDelegate:
    @pytest.fixture
    def live(self):
        return make_live_assembly()

    def arrive(self, client, assembly, **fields) -> Delegate:
        delegate = make_delegate(assembly, **fields)
        log_in(client, delegate.user)
        return delegate

    def test_is_sent_to_my_day_and_not_asked_to_register(self, client):
        assembly = make_assembly()
        self.arrive(client, assembly)

        html = page(client, assembly)

        assert "You are registered." in html
        assert reverse("my_day", args=[assembly.slug]) in html
        assert reverse("register", args=[assembly.slug]) not in html

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (Delegate.State.WAITING, "You are waiting for a place."),
            (Delegate.State.AWAITING_APPROVAL, "You asked for a place, and an organiser decides."),
        ],
    )
    def test_who_waits_reads_how_it_stands_and_is_not_asked_to_register(self, client, state, words):
        assembly = make_assembly()
        self.arrive(client, assembly, state=state)

        html = page(client, assembly)

        assert words in html
        assert reverse("place", args=[assembly.slug]) in html
        assert reverse("register", args=[assembly.slug]) not in html

    def test_who_cancelled_may_register_again(self, client):
        assembly = make_assembly()
        self.arrive(client, assembly, state=Delegate.State.CANCELLED)

        assert reverse("register", args=[assembly.slug]) in page(client, assembly)

    @pytest.mark.parametrize("state", [Delegate.State.CANCELLED, Delegate.State.AWAITING_APPROVAL])
    def test_without_a_place_there_is_nothing_to_join(self, client, live, state):
        make_room(make_session(live, starts_at=timezone.now() - MINUTE))
        self.arrive(client, live, state=state)

        assert "app-now" not in page(client, live)

    def test_joins_the_only_room_of_what_is_on(self, client, live):
        room = make_room(make_session(live, starts_at=timezone.now() - MINUTE))
        self.arrive(client, live)

        html = page(client, live)

        assert html.count("app-now") == 1
        assert reverse("room", args=[live.slug, room.code]) in html

    def test_joins_the_room_of_the_own_seat(self, client, live):
        session = make_session(live, kind=Session.Kind.BREAKOUTS, starts_at=timezone.now() - MINUTE)
        mine, other = make_room(session, capacity=9), make_room(session, capacity=9)
        delegate = self.arrive(client, live)
        Seat.objects.create(delegate=delegate, session=session, room=mine, taken_at=timezone.now())

        html = page(client, live)

        assert reverse("room", args=[live.slug, mine.code]) in html
        assert reverse("room", args=[live.slug, other.code]) not in html

    def test_is_sent_to_the_session_while_no_room_is_chosen(self, client, live):
        session = make_session(live, kind=Session.Kind.BREAKOUTS, starts_at=timezone.now() - MINUTE)
        make_room(session, capacity=9)
        make_room(session, capacity=9)
        self.arrive(client, live)

        html = page(client, live)

        assert "Choose a room" in html
        assert f'href="{session.address}"' in html

    def test_who_hosts_a_room_goes_there(self, client, live):
        session = make_session(live, kind=Session.Kind.BREAKOUTS, starts_at=timezone.now() - MINUTE)
        make_room(session, capacity=9)
        hosted = make_room(session, capacity=9)
        delegate = self.arrive(client, live)
        make_facilitator(hosted, user=delegate.user)

        assert reverse("room", args=[live.slug, hosted.code]) in page(client, live)

    def test_during_a_break_the_networking_of_the_day_is_open(self, client, live):
        networking = make_session(live, kind=Session.Kind.NETWORKING, minutes=480)
        desk = make_room(networking)
        now = timezone.now()
        make_room(make_session(live, kind=Session.Kind.BREAK, starts_at=now - MINUTE, minutes=30))
        for hours in (1, 2, 3):
            make_room(make_session(live, starts_at=now + timedelta(hours=hours)))
        self.arrive(client, live)

        assert reverse("room", args=[live.slug, desk.code]) in page(client, live)

    def test_what_begins_within_a_quarter_of_an_hour_is_not_hidden_by_what_is_there_all_day(
        self, client, live
    ):
        make_room(make_session(live, kind=Session.Kind.NETWORKING, minutes=480))
        now = timezone.now()
        chosen = make_room(make_session(live, starts_at=now + 14 * MINUTE), capacity=9, title="My room")
        for hours in (1, 2, 3):
            make_room(make_session(live, starts_at=now + timedelta(hours=hours)))
        delegate = self.arrive(client, live)
        Seat.objects.create(delegate=delegate, session=chosen.session, room=chosen, taken_at=timezone.now())

        html = page(client, live)

        assert reverse("room", args=[live.slug, chosen.code]) in html
        assert "My room" in html

    def test_five_minutes_before_the_start_its_doors_lead_on(self, client, live):
        make_room(make_session(live, kind=Session.Kind.NETWORKING, minutes=480))
        now = timezone.now()
        nxt = make_room(make_session(live, starts_at=now + 4 * MINUTE))
        for hours in (1, 2, 3):
            make_room(make_session(live, starts_at=now + timedelta(hours=hours)))
        self.arrive(client, live)

        html = page(client, live)

        assert reverse("room", args=[live.slug, nxt.code]) in html
        assert html.count("app-now") == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_live_page_takes_the_same_queries_however_full_the_day(client, django_assert_num_queries, rows):
    assembly = make_live_assembly()
    now = timezone.now()
    for number in range(rows):
        make_facilitator(make_room(make_session(assembly, starts_at=now - MINUTE, minutes=10 + number)))
    log_in(client, make_delegate(assembly).user)

    page(client, assembly)  # the first page in a phase also writes the arrival
    with django_assert_num_queries(13):
        page(client, assembly)


@pytest.mark.parametrize("count", [1, 3])
def test_past_assemblies_are_listed_the_latest_first(client, django_assert_num_queries, count):
    for number in range(count):
        make_assembly(
            name=f"Assembly of {2015 + number}", starts_at=datetime(2015 + number, 5, 26, tzinfo=UTC)
        )
    make_assembly(name="Ahead")
    make_assembly(name="Never shown", starts_at=datetime(2010, 5, 26, tzinfo=UTC), published_at=None)

    with django_assert_num_queries(1):
        html = client.get(reverse("archive")).content.decode()

    years = [html.index(f"Assembly of {2015 + number}") for number in range(count)]
    assert years == sorted(years, reverse=True)
    assert "Ahead" not in html
    assert "Never shown" not in html


def test_an_archive_without_rows_says_what_will_be_here(client):
    make_assembly()

    assert "No assembly has ended yet." in client.get(reverse("archive")).content.decode()
