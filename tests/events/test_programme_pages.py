"""The public programme: what it shows, to whom, how it is narrowed, and in how many queries."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Session
from tests.factories import (
    log_in,
    make_assembly,
    make_chair,
    make_delegate,
    make_facilitator,
    make_live_assembly,
    make_organiser,
    make_room,
    make_session,
    make_speaker,
    make_theme,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
MORNING = datetime(2030, 5, 27, 8, tzinfo=UTC)
"""No session of such a day runs past midnight, whenever the tests run."""


def page(client, assembly, status=200, **params) -> str:
    response = client.get(reverse("programme", args=[assembly.slug]), params)
    assert response.status_code == status
    return response.content.decode()


def make_full_session(assembly, **fields) -> Session:
    """A session with one of everything that the programme prints."""
    session = make_session(assembly, kind=Session.Kind.SHOWCASE, **fields)
    room = make_room(session, theme=make_theme(assembly))
    make_facilitator(room)
    make_chair(session)
    make_speaker(session)
    make_speaker(session, topic=make_topic(session, question_room=room))
    return session


def test_everything_of_a_session_is_printed(client):
    assembly = make_assembly(starts_at=datetime(2030, 5, 27, 7, 45, tzinfo=UTC))
    session = make_session(assembly, title="Showcase", minutes=50, summary="First line.\n\nSecond.")
    room = make_room(
        session, theme=make_theme(assembly, title="Flexible training", summary="Visas and caring")
    )
    make_facilitator(room, name="Dr F")
    make_chair(session, name="Dr C", post="Learner co-chair")
    make_speaker(session, name="Dr S")
    make_speaker(session, topic=make_topic(session, title="Plain-English ARCP"), name="Dr T")

    html = page(client, assembly)

    for words in (
        "Monday 27 May 2030",
        "8:45am to 9:35am",
        "UK time",
        "Showcase",
        "First line.",
        "Flexible training",
        "Visas and caring",
        room.place.name,
        "Facilitated by <bdi>Dr F</bdi>",
        "Chaired by <bdi>Dr C</bdi> (Learner co-chair)",
        "With <bdi>Dr S</bdi>",
        "Plain-English ARCP",
        "<bdi>Dr T</bdi>",
        "1 session",
        session.address,
        reverse("programme_calendar", args=[assembly.slug]),
    ):
        assert words in html


@pytest.mark.parametrize("rows", [1, 3])
def test_the_programme_takes_the_same_queries_however_long(client, django_assert_num_queries, rows):
    assembly = make_assembly()
    for number in range(rows):
        make_full_session(assembly, starts_at=assembly.starts_at + timedelta(hours=number))

    with django_assert_num_queries(8):
        page(client, assembly)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_delegate_adds_a_fixed_number(client, django_assert_num_queries, rows):
    assembly = make_assembly()
    client.force_login(make_delegate(assembly).user)
    for number in range(rows):
        make_full_session(assembly, starts_at=assembly.starts_at + timedelta(hours=number))
    page(client, assembly)

    with django_assert_num_queries(12):
        page(client, assembly)


def test_reading_the_programme_is_arriving(client):
    delegate = make_delegate(make_live_assembly())
    client.force_login(delegate.user)

    page(client, delegate.assembly)

    assert delegate.arrivals.get().phase == "live"


def test_sessions_that_share_time_stand_together_and_those_that_touch_apart(client):
    assembly = make_assembly(starts_at=MORNING)
    start = assembly.starts_at
    make_session(assembly, starts_at=start, minutes=30)
    make_session(assembly, starts_at=start + timedelta(minutes=30), minutes=30)
    make_session(assembly, starts_at=start + timedelta(minutes=45), minutes=30)

    html = page(client, assembly)

    assert html.count('class="app-programme__item"') == 2
    assert "2 sessions in parallel" in html


def test_what_is_there_all_day_does_not_swallow_the_others(client):
    assembly = make_assembly(starts_at=MORNING)
    make_session(assembly, title="Help desk", minutes=480)
    for number in range(3):
        make_session(assembly, starts_at=assembly.starts_at + timedelta(hours=1 + number))

    html = page(client, assembly)

    assert html.count('class="app-programme__item"') == 3
    assert html.index("All day") < html.index("Help desk") < html.index("app-programme__item")


def test_what_runs_now_is_marked_and_linked(client):
    assembly = make_live_assembly()
    make_session(assembly, title="Earlier", minutes=30)
    make_session(assembly, title="Running", starts_at=timezone.now() - timedelta(minutes=5))

    html = page(client, assembly)

    assert html.count("On now") == 1
    assert html.count('id="now"') == 1
    assert "(over)" in html
    assert 'href="#now"' in html


def test_nothing_is_marked_before_the_day(client):
    assembly = make_assembly()
    make_session(assembly)

    html = page(client, assembly)

    assert "On now" not in html
    assert "#now" not in html


class TestFilter:
    @pytest.fixture
    def assembly(self):
        assembly = make_assembly()
        keynote = make_session(assembly, title="A keynote")
        rooms = make_session(
            assembly, title="Set A", kind=Session.Kind.BREAKOUTS, starts_at=keynote.ends_at, minutes=60
        )
        make_room(rooms, theme=make_theme(assembly, title="Visas"))
        make_room(rooms, theme=make_theme(assembly, title="Supervision"))
        return assembly

    def test_by_kind(self, client, assembly):
        html = page(client, assembly, kind="keynote")

        assert "A keynote" in html
        assert "Set A" not in html
        assert "1 of 2 sessions shown" in html
        assert '<option value="keynote" selected' in html

    def test_by_theme_shows_only_its_rooms(self, client, assembly):
        theme = assembly.themes.get(title="Visas")

        html = page(client, assembly, theme=theme.pk)

        assert "Set A" in html
        assert "<strong><bdi>Visas</bdi></strong>" in html
        assert "<strong><bdi>Supervision</bdi></strong>" not in html
        assert "A keynote" not in html

    def test_both_at_once_may_find_nothing_and_say_what_to_do(self, client, assembly):
        html = page(client, assembly, kind="keynote", theme=assembly.themes.first().pk)

        assert "0 of 2 sessions shown" in html
        assert "show all sessions" in html

    def test_everything_is_a_choice_too(self, client, assembly):
        html = page(client, assembly, kind="all", theme="all")

        assert "2 sessions" in html
        assert "of 2 sessions shown" not in html

    def test_only_what_the_programme_has_is_offered(self, client, assembly):
        html = page(client, assembly)

        assert 'value="breakouts"' in html
        assert 'value="showcase"' not in html

    @pytest.mark.parametrize("theme", ["99999999999999999999", "x", "<script>", "-1", "1\x00"])
    def test_an_address_typed_wrongly_is_told_and_shows_everything(self, client, assembly, theme):
        html = page(client, assembly, theme=theme)

        assert "<title>Error: Programme" in html
        assert "Select an answer from the list" in html or "unreadable" in html
        assert "A keynote" in html
        assert "<script>" not in html.replace("<script ", "")

    def test_the_themes_of_another_assembly_are_not_known(self, client, assembly):
        other = make_theme(make_assembly())

        assert "Select an answer from the list" in page(client, assembly, theme=other.pk)


def test_an_empty_programme_says_what_will_be_here(client):
    assembly = make_assembly(name="Third assembly")

    html = page(client, assembly)

    assert "The programme of Third assembly will be here as soon as it is published." in html
    assert '<form class="app-filter"' not in html


def test_drafts_are_shown_to_organisers_only_and_marked(client):
    assembly = make_assembly()
    make_session(assembly, title="Not yet", published_at=None)
    make_session(assembly, title="Tomorrow", published_at=timezone.now() + timedelta(days=1))

    assert "Not yet" not in page(client, assembly)
    client.force_login(make_user())
    assert "Tomorrow" not in page(client, assembly)
    log_in(client, make_organiser())
    html = page(client, assembly)
    assert "Not yet" in html
    assert html.count("Draft</strong>") == 2


def test_unknown_and_unpublished_assemblies_are_the_same_404(client):
    draft = make_assembly(published_at=None)
    later = make_assembly(published_at=timezone.now() + timedelta(hours=1))

    for slug in ("nowhere", draft.slug, later.slug):
        for name in ("programme", "programme_calendar"):
            assert client.get(reverse(name, args=[slug])).status_code == 404


def test_hostile_names_stay_inside_their_own_words(client):
    assembly = make_assembly(name="<script>alert(1)</script>")
    session = make_session(assembly, title="<img src=x onerror=alert(1)>", summary="<b>bold</b>")
    make_room(session, theme=make_theme(assembly, title="عربى\u202e reversed"))
    make_speaker(session, name="x" * 120)

    html = page(client, assembly)

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;b&gt;bold" in html
    assert "<bdi>عربى\u202e reversed</bdi>" in html
    assert f"<bdi>{'x' * 120}</bdi>" in html


def test_times_are_of_the_zone_of_the_assembly(client):
    assembly = make_assembly(time_zone="Pacific/Auckland", starts_at=datetime(2030, 5, 27, 21, tzinfo=UTC))
    make_session(assembly)

    html = page(client, assembly)

    assert "Tuesday 28 May 2030" in html
    assert "9am to 9:45am" in html
    assert "Auckland time" in html


def test_a_session_over_a_clock_change_names_both_zones(client):
    assembly = make_assembly(starts_at=datetime(2030, 3, 31, 0, tzinfo=LONDON))
    make_session(assembly, starts_at=datetime(2030, 3, 31, 0, 30, tzinfo=LONDON), minutes=60)

    assert "12:30am GMT to 2:30am BST" in page(client, assembly)


def test_days_are_told_apart(client):
    assembly = make_assembly(
        starts_at=datetime(2030, 5, 27, 9, tzinfo=LONDON), ends_at=datetime(2030, 5, 28, 17, tzinfo=LONDON)
    )
    make_session(assembly)
    make_session(assembly, starts_at=datetime(2030, 5, 28, 9, tzinfo=LONDON))

    html = page(client, assembly)

    assert html.index('<h2 id="day-1">Monday 27 May 2030') < html.index('<h2 id="day-2">Tuesday 28 May 2030')


class TestCalendarFiles:
    def test_the_programme_is_sent_as_a_file_that_names_the_host(self, client):
        session = make_session()

        response = client.get(reverse("programme_calendar", args=[session.assembly.slug]))

        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert f'filename="{session.assembly.slug}-programme.ics"' in response["Content-Disposition"]
        assert f"http://testserver{session.address}" in response.content.decode().replace("\r\n ", "")

    def test_asking_again_costs_no_bytes_until_something_changes(self, client):
        session = make_session()
        url = reverse("programme_calendar", args=[session.assembly.slug])
        tag = client.get(url)["ETag"]

        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
        session.title = "Another title"
        session.save()
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 200

    def test_it_may_be_kept_for_a_few_minutes(self, client):
        session = make_session()

        response = client.get(reverse("programme_calendar", args=[session.assembly.slug]))

        assert response["Cache-Control"] == "public, max-age=300"
        assert not response.cookies

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_takes_the_same_queries_however_long(self, client, django_assert_num_queries, rows):
        assembly = make_assembly()
        for number in range(rows):
            make_full_session(assembly, starts_at=assembly.starts_at + timedelta(hours=number))

        with django_assert_num_queries(8):
            client.get(reverse("programme_calendar", args=[assembly.slug]))

    def test_organisers_get_no_drafts_in_a_file_that_everybody_may_keep(self, client):
        assembly = make_assembly()
        make_session(assembly, title="Not yet", published_at=None)
        log_in(client, make_organiser())

        response = client.get(reverse("programme_calendar", args=[assembly.slug]))

        assert b"Not yet" not in response.content

    def test_one_session_alone(self, client):
        session = make_session()
        make_session(session.assembly)

        response = client.get(reverse("session_calendar", args=[session.assembly.slug, session.code]))

        assert response.content.count(b"BEGIN:VEVENT") == 1

    def test_a_draft_or_another_assembly_is_the_same_404(self, client):
        draft, other = make_session(published_at=None), make_session()

        for slug, code in (
            (draft.assembly.slug, draft.code),
            (draft.assembly.slug, other.code),
            (draft.assembly.slug, "nothing"),
        ):
            assert client.get(reverse("session_calendar", args=[slug, code])).status_code == 404


@pytest.mark.parametrize(("is_public", "count"), [(True, 1), (False, 0)], ids=["public", "draft"])
def test_a_topic_says_where_questions_are_taken_once_that_is_public(client, is_public, count):
    starts_at = datetime(2031, 5, 27, 8, 45, tzinfo=UTC)
    assembly = make_assembly(starts_at=starts_at)
    published = {} if is_public else {"published_at": None}
    later = make_session(assembly, kind="questions", starts_at=starts_at + timedelta(hours=2), **published)
    room = make_room(later, theme=make_theme(assembly, title="Rotas"))
    showcase = make_session(assembly, kind=Session.Kind.SHOWCASE)
    make_topic(showcase, title="First Week Friend", question_room=room)

    for address in (reverse("programme", args=[assembly.slug]), showcase.address):
        html = client.get(address).content.decode()
        assert html.count("Questions at 11:45am in <bdi>Rotas</bdi>") == count
