from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.actions.programme import move_session
from events.models import Session
from tests.factories import (
    log_in,
    make_assembly,
    make_facilitator,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_speaker,
    make_user,
)

pytestmark = pytest.mark.django_db

STARTS = datetime(2031, 5, 27, 7, 45, tzinfo=UTC)  # 8:45am in London


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser())


@pytest.fixture
def assembly():
    return make_assembly(starts_at=STARTS)


def url(name, assembly) -> str:
    return reverse(f"admin:events_assembly_{name}", args=[assembly.pk])


def page_of(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def sent(room, **fields) -> dict:
    session = room.session
    return {"session": session.pk, "room": room.pk, "place": room.place_id, "confirmed": ""} | fields


def make_keynote(assembly, minutes=60, **fields):
    return make_session(
        assembly, starts_at=assembly.starts_at + timedelta(minutes=minutes), has_captions=True, **fields
    )


def test_the_board_has_time_down_and_places_across(client, organiser, assembly):
    stage = make_place(assembly, name="Main stage", position=0)
    make_place(assembly, name="Room 1", position=1)
    make_room(make_keynote(assembly, title="Opening", minutes=60), place=stage)
    make_keynote(assembly, title="Coffee", kind="break", minutes=120, published_at=None)

    page = page_of(client, url("timetable", assembly))

    assert page.index('<th scope="col">Main stage</th>') < page.index('<th scope="col">Room 1</th>')
    assert '<th scope="col">No place</th>' in page
    assert '<th scope="row">9:45am</th>' in page
    assert "9:45am to 10:30am" in page
    assert "Publish 1 draft session<" in page
    assert "Add a session at 8:45am in Room 1" in page
    assert "starts=2031-05-27T08%3A45" in page


def test_clashes_are_marked_with_a_word_and_a_link(client, organiser, assembly):
    stage = make_place(assembly, name="Main stage")
    one, two = (make_keynote(assembly, title=title) for title in ("First", "Second"))
    for session in (one, two):
        make_room(session, place=stage)

    page = page_of(client, url("timetable", assembly))

    link = f'<a href="/admin/events/session/{two.pk}/change/">“Second”</a>'
    assert "2 sessions with a clash" in page
    assert f"Main stage is taken by {link}, 9:45am to 10:30am." in page


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [
        ({"step": "5"}, 65),
        ({"step": "-5"}, 55),
        ({"start_day": "2031-05-27", "start_time": "11:00"}, 135),
        ({"start_day": "2031-05-27", "start_time": "11am"}, 135),
        ({"start_day": "2031-05-27", "start_time": "11:00", "step": "5"}, 140),
    ],
    ids=str,
)
def test_a_card_moves_in_time(client, organiser, assembly, fields, minutes):
    room = make_room(make_keynote(assembly))

    response = client.post(url("move", assembly), sent(room, **fields))

    room.session.refresh_from_db()
    assert response.url == f"{url('timetable', assembly)}#card-{room.code}"
    assert room.session.starts_at == STARTS + timedelta(minutes=minutes)
    assert room.session.period.length == timedelta(minutes=45)


def test_a_move_is_told_above_the_table(client, organiser, assembly):
    room = make_room(make_keynote(assembly, title="Opening"))

    page = client.post(url("move", assembly), sent(room, step="5"), follow=True).content.decode()

    assert "“Opening” is moved to 9:50am to 10:35am." in page


def test_a_card_that_somebody_changed_meanwhile_is_not_moved_unseen(client, organiser, assembly):
    room = make_room(make_keynote(assembly))
    session = room.session
    seen = {"seen_changed_at": session.changed_at.isoformat()}
    other = make_organiser(name="Dr Other")
    move_session(session=session, starts_at=STARTS + timedelta(hours=3), actor=other, at=timezone.now())

    page = client.post(url("move", assembly), sent(room, step="5", **seen)).content.decode()

    session.refresh_from_db()
    assert "Dr Other changed this session at " in page
    assert "so it was not moved." in page
    assert "11:45am to 12:30pm" in page
    assert session.starts_at == STARTS + timedelta(hours=3)
    assert f'name="seen_changed_at" value="{session.changed_at.isoformat()}"' in " ".join(page.split())


def test_a_card_moves_to_another_place(client, organiser, assembly):
    room, place = make_room(make_keynote(assembly)), make_place(assembly)

    client.post(url("move", assembly), sent(room, place=place.pk, start_day="2031-05-27", start_time="09:45"))

    room.refresh_from_db()
    assert room.place == place


def test_a_refused_card_stays_and_says_why(client, organiser, assembly):
    taken = make_room(make_keynote(assembly, title="<Keynote>", minutes=60))
    room = make_room(make_keynote(assembly, title="Mine", minutes=180))

    response = client.post(
        url("move", assembly),
        sent(room, place=taken.place_id, start_day="2031-05-27", start_time="09:45"),
    )

    page = response.content.decode()
    link = f'<a href="/admin/events/session/{taken.session_id}/change/">“&lt;Keynote&gt;”</a>'
    room.refresh_from_db()
    assert f"{taken.place} is taken by {link}, 9:45am to 10:30am." in page
    assert f'<a href="#card-{room.code}">{taken.place} is taken by “&lt;Keynote&gt;”' in page
    assert "Error:" in page
    assert f'<option value="{taken.place_id}" selected>' in " ".join(page.split())
    assert room.place_id != taken.place_id
    assert room.session.starts_at == STARTS + timedelta(minutes=180)


def test_a_warning_is_asked_about_on_the_card(client, organiser, assembly):
    make_room(make_keynote(assembly, minutes=60), place=(place := make_place(assembly)))
    room = make_room(make_keynote(assembly, minutes=180), place=place)
    typed = sent(room, start_day="2031-05-27", start_time="10:32")

    page = client.post(url("move", assembly), typed).content.decode()

    assert "the change-over is under 5 minutes" in page
    assert "Move all the same" in page
    key = f"place_change_over:{place.pk}:{Session.objects.earliest('starts_at').pk}"
    assert f'value="{key}"' in page
    assert client.post(url("move", assembly), typed | {"confirmed": key}).status_code == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"start_day": "2031-05-27", "start_time": "soon"}, "The time must be like 9:45am or 09:45"),
        ({"start_day": "9999-12-31", "start_time": "23:59"}, "The year must be between 2000 and 2100"),
        ({"start_day": "2031-10-26", "start_time": "01:30"}, "1:30am comes twice that night"),
        ({"start_day": "2031-05-27", "start_time": "08:00"}, "The session must lie within the assembly"),
        ({"place": "999999"}, "This is not offered here"),
    ],
    ids=str,
)
def test_a_move_that_cannot_be_is_said_in_words(client, organiser, assembly, fields, words):
    room = make_room(make_keynote(assembly))

    page = client.post(url("move", assembly), sent(room, **fields)).content.decode()

    assert words in page


def test_a_place_of_another_assembly_cannot_be_forged(client, organiser, assembly):
    room, other = make_room(make_keynote(assembly)), make_place(make_assembly())

    client.post(url("move", assembly), sent(room, place=other.pk))

    room.refresh_from_db()
    assert room.place != other


def test_moving_a_session_that_is_gone_says_so(client, organiser, assembly):
    room = make_room(make_keynote(assembly))
    typed = sent(room, step="5")
    room.session.delete()

    response = client.post(url("move", assembly), typed, follow=True)

    assert "The session was removed in another window." in response.content.decode()


def test_an_empty_assembly_says_what_to_do(client, organiser, assembly):
    assert "The assembly has no places yet." in page_of(client, url("timetable", assembly))
    make_place(assembly)
    assert "Sessions will stand here." in page_of(client, url("timetable", assembly))


def test_publishing_shows_what_will_be_published_and_publishes_it(client, organiser, assembly):
    make_keynote(assembly, title="Public already")
    draft = make_keynote(assembly, title="Draft keynote", published_at=None, minutes=200)

    page = page_of(client, url("publish_programme", assembly))
    response = client.post(url("publish_programme", assembly), follow=True)

    assert "Draft keynote" in page
    assert "Public already" not in page
    assert "1 session is published." in response.content.decode()
    draft.refresh_from_db()
    assert not draft.is_draft


def test_publishing_says_who_is_told_while_the_doors_are_open(client, organiser):
    words = "so everybody with a place is told of what you add, but for breaks"
    for days, standing, is_told in ((2, True, True), (2, False, False), (30, True, False)):
        assembly = make_assembly(starts_at=timezone.now() + timedelta(days=days))
        make_keynote(assembly, published_at=None)
        if standing:
            make_keynote(assembly, minutes=200)
        assert (words in page_of(client, url("publish_programme", assembly))) is is_told


def test_publishing_counts_what_is_to_be_checked_in_the_drafts(client, organiser, assembly):
    make_keynote(assembly, title="Public already")
    empty = make_keynote(assembly, title="Breakout rooms", kind="breakouts", minutes=120, published_at=None)
    make_room(make_keynote(assembly, title="Closing", minutes=200, published_at=None))

    page = " ".join(page_of(client, url("publish_programme", assembly)).split())

    assert "<h2>2 things to check first</h2>" in page
    link = f'<a href="/admin/events/session/{empty.pk}/change/">Breakout rooms</a>'
    assert f"{link}: No rooms yet: nobody can take part." in page
    assert "Closing</a>: No speaker yet." in page
    assert "Public already" not in page


def test_publishing_an_empty_programme_is_refused_in_words(client, organiser, assembly):
    assert "There is nothing to publish yet." in page_of(client, url("publish_programme", assembly))

    response = client.post(url("publish_programme", assembly), follow=True)

    assert "There is nothing to publish yet. Add the first session." in response.content.decode()


def test_publishing_the_assembly_asks_first(client, organiser):
    assembly = make_assembly(published_at=None)

    assert "You cannot take this back." in page_of(client, url("publish", assembly))
    client.post(url("publish", assembly))

    assembly.refresh_from_db()
    assert assembly.published_at


@pytest.mark.parametrize("name", ["timetable", "move", "publish", "publish_programme"])
def test_only_organisers_come_in(client, assembly, name):
    log_in(client, make_user())

    for response in (client.get(url(name, assembly)), client.post(url(name, assembly))):
        assert response.status_code in {302, 403}


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_board_costs_the_same_however_long(client, organiser, assembly, count, django_assert_num_queries):
    for _ in range(count):
        room = make_room(make_keynote(assembly, kind="breakouts"))
        make_facilitator(room)
        make_speaker(room.session)

    with django_assert_num_queries(12):
        client.get(url("timetable", assembly))
