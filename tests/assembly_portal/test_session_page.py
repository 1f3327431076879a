"""The page of a session: what it tells, and what each kind of visitor can do there."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from breakouts.actions import enter_room, readmit, remove
from breakouts.models import Seat
from events.models import Delegate, Session
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
MINUTE = timedelta(minutes=1)


def page(client, session, status=200) -> str:
    response = client.get(session.address)
    assert response.status_code == status
    return response.content.decode()


def join_link(room) -> str:
    return f'href="{reverse("room", args=[room.session.assembly.slug, room.code])}"'


def choose_form(room) -> str:
    return f'action="{reverse("take_seat", args=[room.session.assembly.slug, room.code])}"'


@pytest.fixture
def live():
    return make_live_assembly()


@pytest.fixture
def running(live):
    """Breakout rooms that began a minute ago."""
    return make_session(live, kind=Session.Kind.BREAKOUTS, starts_at=timezone.now() - MINUTE)


def arrive(client, assembly, **fields) -> Delegate:
    delegate = make_delegate(assembly, **fields)
    log_in(client, delegate.user)
    return delegate


def test_the_permanent_address_is_the_address_of_the_page():
    session = make_session()

    assert session.address == reverse("session_page", args=[session.assembly.slug, session.code])


def test_it_tells_what_when_with_whom_and_where(client):
    assembly = make_assembly(starts_at=datetime(2030, 5, 27, 7, 45, tzinfo=UTC))
    session = make_session(
        assembly, title="Rooms, set A", kind=Session.Kind.BREAKOUTS, summary="Choose one.", has_captions=True
    )
    room = make_room(session, theme=make_theme(assembly, title="Visas", summary="And caring"), capacity=96)
    make_facilitator(room, name="Dr F")
    make_chair(session, name="Dr C")
    make_speaker(session, name="Dr S")
    make_speaker(session, topic=make_topic(session, title="A topic"), name="Dr T")

    html = page(client, session)

    for words in (
        "<title>Rooms, set A",
        "Breakout rooms",
        "Monday 27 May 2030, 8:45am to 9:30am UK time",
        "Choose one.",
        "Visas",
        "And caring",
        room.place.name,
        "Dr F",
        "Dr C",
        "Dr S",
        "A topic",
        "Dr T",
        "96 of 96 places left",
        "Live captions are arranged.",
        reverse("session_calendar", args=[assembly.slug, session.code]),
        reverse("programme", args=[assembly.slug]),
    ):
        assert words in html


def test_the_questions_of_a_topic_are_told_in_their_room(client):
    assembly = make_assembly()
    room = make_room(make_session(assembly, kind=Session.Kind.QUESTIONS), title="Topics 1 to 3")
    make_topic(
        make_session(assembly, kind=Session.Kind.SHOWCASE), title="Signs and scrubs", question_room=room
    )

    html = page(client, room.session)

    assert "Topics 1 to 3" in html
    assert "Questions about <bdi>Signs and scrubs</bdi>" in html


def test_unknown_draft_and_misplaced_sessions_are_the_same_404(client):
    assembly = make_assembly()
    draft = make_session(assembly, published_at=None)
    later = make_session(assembly, published_at=timezone.now() + MINUTE)
    hidden = make_session(make_assembly(published_at=None), published_at=timezone.now())
    elsewhere = make_session()

    for user in (None, make_user()):
        if user:
            log_in(client, user)
        for session in (draft, later, hidden):
            page(client, session, status=404)
        for code in (elsewhere.code, "nothing", "x" * 200):
            assert client.get(f"/{assembly.slug}/s/{code}/").status_code == 404


def test_organisers_preview_a_draft_that_is_marked_as_one(client):
    draft = make_session(published_at=None)
    make_room(draft)
    log_in(client, make_organiser())

    html = page(client, draft)

    assert "Only organisers see this preview." in html
    assert "Register to take part" not in html
    assert "Add to your calendar" not in html


class TestWithoutAPlace:
    def test_somebody_unknown_may_register_or_log_in_and_come_back(self, client, running):
        room = make_room(running, capacity=9)

        html = page(client, running)

        assert reverse("register", args=[running.assembly.slug]) in html
        assert f"{reverse('account_login')}?next={running.join_address}" in html
        assert "9 of 9 places left" in html
        assert room.code not in html

    def test_somebody_logged_in_may_register(self, client, running):
        make_room(running, capacity=9)
        log_in(client, make_user())

        html = page(client, running)

        assert "Register to take part" in html
        assert "Log in if you are registered" not in html

    @pytest.mark.parametrize("state", [Delegate.State.WAITING, Delegate.State.CANCELLED])
    def test_a_wish_is_not_a_place(self, client, running, state):
        room = make_room(running, capacity=9)
        arrive(client, running.assembly, state=state)

        assert room.code not in page(client, running)

    def test_after_registration_closed_it_says_so(self, client):
        assembly = make_live_assembly(registration_closes_at=timezone.now() - MINUTE)
        session = make_session(assembly, starts_at=timezone.now() - MINUTE)
        make_room(session)

        html = page(client, session)

        assert "Registration is closed." in html
        assert "Register to take part" not in html


class TestDelegate:
    def test_chooses_among_rooms_with_places(self, client, running):
        free, full = make_room(running, capacity=2), make_room(running, capacity=1)
        other = make_delegate(running.assembly)
        Seat.objects.create(delegate=other, session=running, room=full, taken_at=timezone.now())
        arrive(client, running.assembly)

        html = page(client, running)

        assert choose_form(free) in html
        assert choose_form(full) not in html
        assert "Full" in html
        assert "2 of 2 places left" in html

    def test_the_last_place_is_told_in_the_singular(self, client, running):
        make_room(running, capacity=1)

        assert "1 place left" in page(client, running)

    def test_a_locked_room_is_closed_to_more_people(self, client, running):
        locked = make_room(running, capacity=9, locked_at=timezone.now() - MINUTE)
        arrive(client, running.assembly)

        html = page(client, running)

        assert "Closed to more people" in html
        assert choose_form(locked) not in html

    def test_joins_the_own_room_and_may_still_move(self, client, running):
        mine, other = make_room(running, capacity=9), make_room(running, capacity=9)
        delegate = arrive(client, running.assembly)
        Seat.objects.create(delegate=delegate, session=running, room=mine, taken_at=timezone.now())

        html = page(client, running)

        assert join_link(mine) in html
        assert choose_form(mine) not in html
        assert choose_form(other) in html
        assert join_link(other) not in html
        assert html.count("Your room") == 1

    def test_joins_a_stage_without_a_seat(self, client, live):
        stage = make_room(make_session(live, starts_at=timezone.now() - MINUTE))
        arrive(client, live)

        html = page(client, stage.session)

        assert join_link(stage) in html
        assert "places left" not in html

    def test_reads_from_when_the_doors_are_open(self, client, live):
        stage = make_room(make_session(live, starts_at=timezone.now() + 6 * MINUTE))
        arrive(client, live)

        html = page(client, stage.session)

        assert "You can join from" in html
        assert join_link(stage) not in html

    def test_joins_from_five_minutes_before_the_start(self, client, live):
        stage = make_room(make_session(live, starts_at=timezone.now() + 5 * MINUTE))
        arrive(client, live)

        assert join_link(stage) in page(client, stage.session)

    def test_chooses_nothing_before_the_platform_opens(self, client):
        assembly = make_assembly()
        room = make_room(make_session(assembly, kind=Session.Kind.BREAKOUTS), capacity=9)
        arrive(client, assembly)

        assert choose_form(room) not in page(client, room.session)

    def test_does_nothing_after_the_end(self, client, live):
        session = make_session(live, starts_at=timezone.now() - 46 * MINUTE)
        room = make_room(session, capacity=9)
        arrive(client, live)

        html = page(client, session)

        assert "This session is over." in html
        assert choose_form(room) not in html
        assert join_link(room) not in html
        assert "places left" not in html


class TestLobby:
    def test_whoever_can_choose_or_enter_follows_it(self, client, running):
        free, full = make_room(running, capacity=2), make_room(running, capacity=1)
        other = make_delegate(running.assembly)
        Seat.objects.create(delegate=other, session=running, room=full, taken_at=timezone.now())
        delegate = arrive(client, running.assembly)

        html = page(client, running)

        assert f'data-stream="lobby:{running.code}" data-own-stream="{delegate.stream}"' in html
        for room in (free, full):
            url = reverse("take_seat", args=[running.assembly.slug, room.code])
            inside = reverse("room", args=[running.assembly.slug, room.code])
            assert f'data-room="{room.code}" data-capacity="{room.capacity}" data-choose="{url}"' in html
            assert f'data-inside="{inside}"' in html
        assert "js/lobby.js" in html

    def test_the_own_room_is_not_chosen_again(self, client, running):
        mine = make_room(running, capacity=9)
        delegate = arrive(client, running.assembly)
        Seat.objects.create(delegate=delegate, session=running, room=mine, taken_at=timezone.now())

        html = page(client, running)

        assert f'data-room="{mine.code}" data-capacity="9" data-mine' in html
        assert 'data-choose="' not in html

    def test_nobody_else_does(self, client, running, live):
        make_room(running, capacity=2)
        assert "lobby" not in page(client, running)
        log_in(client, make_user())
        assert "lobby" not in page(client, running)
        arrive(client, live)
        over = make_session(live, starts_at=timezone.now() - 46 * MINUTE)
        make_room(over, capacity=2)
        assert "lobby" not in page(client, over)

    def test_nor_before_the_platform_opens(self, client):
        assembly = make_assembly()
        room = make_room(make_session(assembly, kind=Session.Kind.BREAKOUTS), capacity=9)
        arrive(client, assembly)

        assert "lobby" not in page(client, room.session)

    @pytest.mark.parametrize(("minutes", "is_inside"), [(5, True), (6, False)])
    def test_choosing_leads_straight_in_once_the_doors_are_open(self, client, live, minutes, is_inside):
        session = make_session(live, starts_at=timezone.now() + minutes * MINUTE)
        room = make_room(session, capacity=9)
        arrive(client, live)

        html = page(client, session)

        inside = reverse("room", args=[live.slug, room.code])
        assert f'name="next" value="{inside if is_inside else session.address}"' in html
        assert ('id="doors-open" hidden' in html) is not is_inside


def test_a_room_somebody_was_removed_from_is_not_offered_to_them(client, running):
    room, beside = make_room(running, capacity=9), make_room(running, capacity=9)
    host = make_user()
    make_facilitator(room, user=host)
    delegate = arrive(client, running.assembly)
    enter_room(delegate=delegate, room=room, at=timezone.now())
    remove(actor=host, room=room, person=delegate.user_id, because="Shouting", at=timezone.now())

    html = page(client, running)

    assert "You were removed from this room." in html
    assert choose_form(room) not in html
    assert 'data-choose="' + reverse("take_seat", args=[room.session.assembly.slug, room.code]) not in html
    assert choose_form(beside) in html
    readmit(actor=host, room=room, person=delegate.user_id, because="", at=timezone.now())
    assert choose_form(room) in page(client, running)


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_the_same_queries_however_many_rooms(client, django_assert_num_queries, running, rows):
    for _ in range(rows):
        room = make_room(running, theme=make_theme(running.assembly), capacity=9)
        make_facilitator(room)
        make_speaker(running, topic=make_topic(running, question_room=room))
        make_chair(running)
    arrive(client, running.assembly)

    page(client, running)  # the first page in a phase also writes the arrival
    with django_assert_num_queries(17):
        page(client, running)


def test_hostile_words_stay_words(client):
    assembly = make_assembly()
    session = make_session(assembly, title="</title><script>alert(1)</script>", summary="<img src=x>")
    make_room(session, title="\u202eevil <b>")

    html = page(client, session)

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "<b>" not in html
