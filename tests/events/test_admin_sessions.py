import re
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from breakouts.models import Seat
from common.words import clock
from events.actions.programme import schedule_session
from events.models import Delegate, Room, Session
from tests.factories import (
    log_in,
    make_assembly,
    make_contributor,
    make_delegate,
    make_facilitator,
    make_live_assembly,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_speaker,
    make_theme,
    make_topic,
)

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
PREFIXES = ("rooms", "speakers", "chairs", "topics")
STARTS = datetime(2031, 5, 27, 7, 45, tzinfo=UTC)  # 8:45am in London


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser())


@pytest.fixture
def assembly():
    return make_assembly(starts_at=STARTS)


def filled_in(session: Session | None = None, **fields) -> dict:
    """What a browser sends: the form as shown, changed by what the test types (rooms__0__place=...)."""
    data = {
        "kind": "keynote",
        "title": "Keynote address",
        "summary": "",
        "has_captions": "on",
        "starts_at_day": "2031-05-27",
        "starts_at_time": "09:45",
        "ends_at_day": "2031-05-27",
        "ends_at_time": "10:15",
        "confirmed": "no_place::,no_speaker::",
        "seen_changed_at": session.changed_at.isoformat() if session else "",
    }
    if session:
        data["assembly"] = session.assembly_id
    for prefix in PREFIXES:
        data |= {f"{prefix}-TOTAL_FORMS": 1, f"{prefix}-INITIAL_FORMS": 0}
    return data | {key.replace("__", "-"): value for key, value in fields.items()}


def add_url(assembly) -> str:
    return reverse("admin:events_session_add") + f"?assembly={assembly.pk}"


def change_url(session) -> str:
    return reverse("admin:events_session_change", args=[session.pk])


def page_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def at(hour, minute=0) -> datetime:
    return datetime(2031, 5, 27, hour, minute, tzinfo=LONDON)


def test_a_keynote_is_scheduled_in_the_assemblys_own_time(client, organiser, assembly):
    stage = make_place(assembly, is_stage=True)
    speaker = make_contributor(assembly)

    response = client.post(
        add_url(assembly),
        filled_in(rooms__0__place=stage.pk, speakers__0__contributor=speaker.pk, starts_at_time="9:45am"),
    )

    session = Session.objects.get()
    assert response.url == f"/admin/events/assembly/{assembly.pk}/timetable/#card-{session.rooms.get().code}"
    assert (session.starts_at, session.ends_at) == (at(9, 45), at(10, 15))
    assert session.is_draft
    assert session.rooms.get().place == stage
    assert session.speakers.get().contributor == speaker


def test_a_title_that_would_turn_the_text_around_it_is_kept_without_that(client, organiser, assembly):
    stage = make_place(assembly, is_stage=True)
    title = "\u202eKeynote\u2066 \u2028 address\u200f"

    client.post(add_url(assembly), filled_in(rooms__0__place=stage.pk, title=title))

    assert Session.objects.get().title == "Keynote address"


def test_a_title_of_which_nothing_is_left_is_none(client, organiser, assembly):
    page = page_of(client.post(add_url(assembly), filled_in(title="\u202e\u200b")))

    assert "Enter the title" in page
    assert not Session.objects.exists()


def test_a_new_keynote_starts_on_the_stage_and_at_the_time_of_the_link(client, organiser, assembly):
    make_place(assembly)
    stage = make_place(assembly, is_stage=True)

    page = page_of(client.get(add_url(assembly) + "&starts=2031-05-27T14:15"))

    assert f'<option value="{stage.pk}" selected>' in page
    assert 'value="14:15"' in page
    assert 'value="14:45"' in page
    assert 'value="2031-05-27"' in page


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_link_with_an_impossible_year_says_so_and_starts_with_the_day(client, organiser, assembly, year):
    page = page_of(client.get(f"{add_url(assembly)}&starts={year}-12-31T23:59"))

    assert page.count("The year must be between 2000 and 2100.") == 1
    assert 'value="2031-05-27"' in page
    assert 'value="08:45"' in page


def test_a_showcase_of_two_topics_is_built_in_one_form(client, organiser, assembly):
    stage = make_place(assembly, is_stage=True)
    one, two, three = (make_contributor(assembly) for _ in range(3))
    questions = make_session(assembly, kind="questions", starts_at=at(15))
    room = make_room(questions)

    client.post(
        add_url(assembly),
        filled_in(
            kind="showcase",
            rooms__0__place=stage.pk,
            topics__TOTAL_FORMS=2,
            topics__0__title="First Week Friend",
            topics__0__speakers=[one.pk, two.pk, ""],
            topics__0__question_room=room.pk,
            topics__1__title="Plain-English ARCP",
            topics__1__speakers=["", three.pk],
        ),
    )

    first, second = Session.objects.get(kind="showcase").topics.all()
    assert [speaker.contributor for speaker in first.speakers.all()] == [one, two]
    assert [speaker.contributor for speaker in second.speakers.all()] == [three]
    assert (first.question_room, second.question_room) == (room, None)


def test_breakout_rooms_with_themes_places_and_facilitators(client, organiser, assembly):
    places, themes, hosts = (
        [make(assembly) for _ in range(3)] for make in (make_place, make_theme, make_contributor)
    )
    lines = {}
    for number in range(3):
        lines |= {
            f"rooms__{number}__place": places[number].pk,
            f"rooms__{number}__theme": themes[number].pk,
            f"rooms__{number}__capacity": 100,
            f"rooms__{number}__facilitators": [hosts[number].pk],
        }

    client.post(add_url(assembly), filled_in(kind="breakouts", rooms__TOTAL_FORMS=3, **lines))

    rooms = Session.objects.get().rooms.all()
    assert [room.theme for room in rooms] == themes
    assert [room.facilitators.get().contributor for room in rooms] == hosts


def test_a_clash_is_said_at_its_field_with_a_link_and_everything_is_kept(client, organiser, assembly):
    taken = make_session(
        assembly, title="Keynote: <Dr Evans>", starts_at=at(9, 45), minutes=30, published_at=None
    )
    amara = make_speaker(taken, name="Dr Amara Fernhollow").contributor
    stage = make_room(taken).place

    response = client.post(
        add_url(assembly),
        filled_in(
            starts_at_time="10:00",
            ends_at_time="10:30",
            title="My keynote",
            rooms__0__place=stage.pk,
            chairs__0__contributor=amara.pk,
        ),
    )

    page = page_of(response)
    link = (
        f'<a href="{change_url(taken)}" target="_blank" rel="noopener">“Keynote: &lt;Dr Evans&gt;” '
        "(opens in a new tab)</a>"
    )
    assert f"Dr Amara Fernhollow is also speaking in {link}, 9:45am to 10:15am." in page
    assert f"{stage} is taken by {link}, 9:45am to 10:15am." in page
    assert "<title>Error: " in page
    assert 'href="#id_rooms-0-place"' in page
    assert 'href="#id_chairs-0-contributor"' in page
    assert 'value="My keynote"' in page
    assert f'<option value="{amara.pk}" selected>' in page
    assert "lease correct" not in page
    assert Session.objects.count() == 1


def test_two_people_of_one_name_are_told_apart_by_their_posts(client, organiser, assembly):
    for post in ("Dean", ""):
        make_contributor(assembly, name="Dr Ann Alpha", post=post)
    make_contributor(assembly, name="Dr Bo Beta", post="Trainee")

    page = page_of(client.get(add_url(assembly)))

    assert re.findall(r">(Dr (?:Ann|Bo)[^<]*)</option>", page)[:3] == [
        "Dr Ann Alpha, Dean",
        "Dr Ann Alpha",
        "Dr Bo Beta",
    ]


@pytest.mark.parametrize(
    "line", ["rooms__0__facilitators", "topics__0__speakers", "speakers__0__contributor"]
)
def test_every_line_that_names_a_person_tells_their_clash(client, organiser, assembly, line):
    amara = make_speaker(make_session(assembly, starts_at=at(9, 45))).contributor
    lines = {"rooms__0__place": make_place(assembly).pk, "topics__0__title": "Rotas", line: [amara.pk]}

    page = page_of(client.post(add_url(assembly), filled_in(**lines)))

    assert f'href="#id_{line.replace("__", "-")}"' in page
    assert f"{amara} is also speaking in" in page


def test_a_session_outside_the_day_is_refused_at_the_time(client, organiser, assembly):
    page = page_of(client.post(add_url(assembly), filled_in(starts_at_time="08:40")))

    assert 'href="#id_starts_at_0"' in page
    assert "The session must lie within the assembly's day, 8:45am to 4:45pm on Tuesday 27 May 2031." in page


def test_what_is_missing_is_asked_about_once(client, organiser, assembly):
    typed = filled_in(
        has_captions="", kind="breakouts", rooms__0__place=make_place(assembly, name="Room 1").pk
    )
    typed["kind"] = "keynote"
    del typed["has_captions"]

    page = page_of(client.post(add_url(assembly), typed))

    assert "No captions are arranged." in page
    assert "Check before you save" in page
    assert "There is a problem" not in page
    assert "Save all the same" in page
    (button,) = re.findall(r"<button[^>]*>Save all the same</button>", page)
    assert 'form="session_form" name="confirmed" value="no_captions::"' in " ".join(button.split())
    read = {"confirmed": [typed["confirmed"], "no_captions::"]}  # those before, and those of the button
    assert client.post(add_url(assembly), typed | read).status_code == 302

    session = Session.objects.get()
    room = session.rooms.get()
    again = filled_in(session, title="New title", rooms__INITIAL_FORMS=1) | {
        "rooms-0-id": room.pk,
        "rooms-0-session": session.pk,
        "rooms-0-place": room.place_id,
    }
    del again["has_captions"]
    assert client.post(change_url(session), again).status_code == 302
    assert Session.objects.get().title == "New title"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("breakouts", ["No rooms yet: nobody can take part."]),
        ("questions", ["No rooms yet: nobody can take part."]),
        ("plenary", ["No place yet: nobody can come in."]),
        ("keynote", ["No place yet: nobody can come in.", "No speaker yet."]),
    ],
)
def test_a_session_that_nobody_can_enter_is_asked_about(client, organiser, assembly, kind, words):
    typed = filled_in(kind=kind, confirmed="")

    page = page_of(client.post(add_url(assembly), typed))

    assert "Check before you save" in page
    assert [told for told in words if told not in page] == []
    assert not Session.objects.exists()


def test_a_tick_says_nothing_about_a_warning_that_was_not_shown(client, organiser, assembly):
    typed = filled_in(kind="breakouts", rooms__0__place=make_place(assembly, name="Room 1").pk)

    page = page_of(client.post(add_url(assembly), typed | {"confirmed": "no_captions::"}))

    assert "Room 1 has no facilitator." in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ""}, "Enter the title"),
        ({"kind": ""}, "Select the kind"),
        ({"starts_at_time": ""}, "Enter the time at which the session starts"),
        ({"ends_at_day": ""}, "Enter the day on which the session ends"),
        ({"starts_at_time": "soon"}, "The time must be like 9:45am or 09:45"),
        ({"starts_at_day": "9999-12-31"}, "The year must be between 2000 and 2100"),
        ({"starts_at_day": "2031-02-30"}, "The day must be a real date, like 27/05/2022"),
        ({"ends_at_time": "09:45"}, "The session must end after it starts"),
        ({"ends_at_time": "09:00"}, "The session must end after it starts"),
        ({"rooms__0__title": "A room"}, "Select the place"),
        ({"topics__0__summary": "About"}, "Enter the title"),
        ({"title": "x" * 161}, "Title must be 160 characters or fewer. It has 161"),
    ],
)
def test_what_is_wrong_is_said_in_words(client, organiser, assembly, fields, words):
    page = page_of(client.post(add_url(assembly), filled_in(**fields)))

    assert words in page
    assert "There is a problem" in page
    assert not Session.objects.exists()


def test_what_a_browsers_box_cannot_hold_is_kept_as_text(client, organiser, assembly):
    typed = filled_in(starts_at_day="2031-02-30", ends_at_time="soon")

    page = " ".join(page_of(client.post(add_url(assembly), typed)).split())

    assert '<input type="text" name="starts_at_day" id="id_starts_at_0" value="2031-02-30"' in page
    assert '<input type="time" name="starts_at_time"' in page
    assert '<input type="text" name="ends_at_time" id="id_ends_at_1" value="soon"' in page


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2031-03-30", "This time does not exist: the clocks go forward over it. The next time is 2am"),
        ("2031-10-26", "1:30am comes twice that night, because the clocks go back."),
    ],
    ids=["skipped", "doubled"],
)
def test_hours_of_a_clock_change_are_refused(client, organiser, assembly, date, words):
    page = page_of(client.post(add_url(assembly), filled_in(starts_at_day=date, starts_at_time="01:30")))

    assert words in page
    assert 'value="01:30"' in page


def test_a_session_in_a_doubled_hour_can_still_be_edited(client, organiser):
    early = datetime(2031, 10, 26, 0, 30, tzinfo=UTC)
    assembly = make_assembly(starts_at=early)
    session = make_session(assembly, starts_at=early + timedelta(hours=1), has_captions=True)
    typed = filled_in(
        session,
        title="Night shift",
        starts_at_day="2031-10-26",
        starts_at_time="01:30",
        ends_at_day="2031-10-26",
        ends_at_time="02:15",
    )

    assert client.post(change_url(session), typed).status_code == 302
    session.refresh_from_db()
    assert (session.title, session.starts_at) == ("Night shift", early + timedelta(hours=1))


@pytest.mark.parametrize(
    ("line", "make"),
    [
        ("rooms__0__place", make_place),
        ("rooms__0__theme", make_theme),
        ("rooms__0__facilitators", make_contributor),
        ("chairs__0__contributor", make_contributor),
        ("topics__0__speakers", make_contributor),
    ],
)
def test_rows_of_another_assembly_cannot_be_forged(client, organiser, assembly, line, make):
    forged = make(make_assembly())
    lines = {"rooms__0__place": make_place(assembly).pk, "topics__0__title": "Rotas", line: [forged.pk]}

    page = page_of(client.post(add_url(assembly), filled_in(**lines)))

    assert f"Select a valid choice. {forged.pk} is not one of the available choices." not in page
    assert "is not offered here" in page
    assert not Session.objects.exists()


@pytest.mark.parametrize("total", ["", "abc", "-1", "99999999"])
def test_a_forged_count_of_lines_is_no_error_of_the_service(client, organiser, assembly, total):
    typed = filled_in(rooms__INITIAL_FORMS=total, rooms__TOTAL_FORMS=total)

    assert client.post(add_url(assembly), typed).status_code in {200, 302}


def test_a_session_removed_in_another_window_can_be_added_again(client, organiser, assembly):
    session = make_session(assembly)
    room = make_room(session, capacity=20)
    typed = filled_in(session, title="My long text", rooms__INITIAL_FORMS=1) | {
        "rooms-0-id": room.pk,
        "rooms-0-session": session.pk,
        "rooms-0-place": room.place_id,
        "rooms-0-title": "The long room",
    }
    session.delete()

    page = page_of(client.post(f"/admin/events/session/{typed['rooms-0-session']}/change/", typed))

    assert "The session was removed in another window. What you typed is still here" in page
    assert 'value="My long text"' in page
    assert 'value="The long room"' in page
    assert f'action="{add_url(assembly)}"' in page

    assert client.post(add_url(assembly), typed).status_code == 302
    assert Session.objects.get().rooms.get().title == "The long room"


def test_a_room_removed_in_another_window_is_kept_as_a_new_line(client, organiser, assembly):
    session = make_session(assembly, has_captions=True)
    room, other = make_room(session), make_room(session)
    typed = filled_in(session, rooms__INITIAL_FORMS=2, rooms__TOTAL_FORMS=3) | {
        "rooms-0-id": room.pk,
        "rooms-0-place": room.place_id,
        "rooms-0-title": "Gone",
        "rooms-1-id": other.pk,
        "rooms-1-place": other.place_id,
        "rooms-1-title": "Stays",
    }
    room.delete()
    typed["title"] = ""
    page = page_of(client.post(change_url(session), typed))
    assert 'value="Gone"' in page
    assert 'value="Stays"' in page

    typed["title"] = "Keynote address"
    assert client.post(change_url(session), typed).status_code == 302

    assert {room.title for room in session.rooms.all()} == {"Gone", "Stays"}
    assert Room.objects.get(title="Stays").pk == other.pk


def test_a_change_made_in_another_window_is_not_written_over_unseen(client, organiser, assembly):
    session = make_session(assembly, has_captions=True)
    typed = filled_in(session, title="Mine")
    session.title = "Theirs"
    other = make_organiser(name="Dr Other")
    schedule_session(
        session=session, chairs=[make_contributor(assembly, name="Dr Chair")], actor=other, at=timezone.now()
    )

    page = page_of(client.post(change_url(session), typed))
    session.refresh_from_db()

    told = clock(session.changed_at, assembly.zone)
    assert f"Dr Other changed this session at {told}, after you opened it here." in page
    assert "Title: “Theirs” is saved now, “Mine” stands here." in page
    assert "Chairs: “Dr Chair” is saved now, nothing stands here." in page
    assert "Captions: " not in page, "what is the same need not be compared"
    assert session.title == "Theirs"
    assert f'value="{session.changed_at.isoformat()}"' in page

    again = typed | {"seen_changed_at": session.changed_at.isoformat()}
    assert client.post(change_url(session), again).status_code == 302
    session.refresh_from_db()
    assert session.title == "Mine"


def test_two_rooms_change_places_in_one_form(client, organiser, assembly):
    session = make_session(assembly, kind="breakouts", has_captions=True)
    one, two = make_room(session), make_room(session)
    typed = filled_in(
        session, kind="breakouts", rooms__INITIAL_FORMS=2, rooms__TOTAL_FORMS=2, confirmed="all"
    ) | {
        "rooms-0-id": one.pk,
        "rooms-0-place": two.place_id,
        "rooms-1-id": two.pk,
        "rooms-1-place": one.place_id,
        "starts_at_day": "2031-05-27",
    }

    assert client.post(change_url(session), typed).status_code == 302
    assert Room.objects.get(pk=one.pk).place == two.place


def test_a_place_named_twice_is_refused_at_its_line(client, organiser, assembly):
    place = make_place(assembly)
    typed = filled_in(rooms__TOTAL_FORMS=2, rooms__0__place=place.pk, rooms__1__place=place.pk)

    page = page_of(client.post(add_url(assembly), typed))

    told = f"{place} is named twice. Each room of a session has a place of its own."
    assert page.count(told) == 3, "once in the summary, and at each line"
    assert page.count(f'<a href="#id_rooms-0-place">{told}</a>') == 1


def test_a_host_of_two_rooms_is_one_thing_to_mend(client, organiser, assembly):
    zed, places = make_contributor(assembly, name="Zed"), [make_place(assembly) for _ in range(2)]
    lines = {f"rooms__{number}__place": place.pk for number, place in enumerate(places)}
    lines |= {f"rooms__{number}__facilitators": [zed.pk] for number in range(2)}

    page = page_of(client.post(add_url(assembly), filled_in(kind="breakouts", rooms__TOTAL_FORMS=2, **lines)))

    assert page.count('">Zed is facilitating two rooms of this session. Choose one of them.</a>') == 1


def test_a_room_is_deleted_by_its_tick(client, organiser, assembly):
    session = make_session(assembly, has_captions=True)
    room = make_room(session)
    typed = filled_in(session, rooms__INITIAL_FORMS=1) | {
        "rooms-0-id": room.pk,
        "rooms-0-place": room.place_id,
        "rooms-0-DELETE": "on",
    }

    assert client.post(change_url(session), typed).status_code == 302
    assert not session.rooms.exists()


def test_removing_a_session_asks_first(client, organiser, assembly):
    session = make_session(assembly, title="Keynote address", published_at=None)
    url = reverse("admin:events_session_delete", args=[session.pk])

    assert "No delegate has taken a place in it." in page_of(client.get(url))
    done = client.post(url, {"post": "yes"}, follow=True)

    assert not Session.objects.exists()
    assert done.redirect_chain == [(f"/admin/events/assembly/{assembly.pk}/timetable/", 302)]
    assert "“Keynote address” is removed." in page_of(done)


@pytest.mark.parametrize("count", [1, 3])
def test_removing_a_session_tells_how_many_have_taken_places(
    client, organiser, assembly, count, django_assert_num_queries
):
    session = make_session(assembly, kind="breakouts", published_at=None)
    room = make_room(session, capacity=9)
    delegates = [make_delegate(assembly) for _ in range(count)]
    gone = make_delegate(assembly, state="cancelled")
    Seat.objects.bulk_create(
        Seat(delegate=delegate, session=session, room=room, taken_at=timezone.now())
        for delegate in [*delegates, gone]
    )
    url = reverse("admin:events_session_delete", args=[session.pk])

    with django_assert_num_queries(10):
        page = page_of(client.get(url))

    told = "1 delegate has taken a place" if count == 1 else "3 delegates have taken places"
    assert told in page
    assert "Seat: " not in page
    client.post(url, {"post": "yes"})
    assert {delegate.state for delegate in Delegate.objects.exclude(pk=gone.pk)} == {"registered"}


def test_a_session_that_people_have_visited_stays(client, organiser):
    from events.models import Visit

    assembly = make_live_assembly()
    session, now = make_session(assembly), timezone.now()
    Visit.objects.create(delegate=make_delegate(assembly), session=session, started_at=now, last_seen_at=now)

    response = client.post(
        reverse("admin:events_session_delete", args=[session.pk]), {"post": "yes"}, follow=True
    )

    assert "Removing it would remove the record of who came." in response.content.decode()
    assert Session.objects.exists()


def test_without_an_assembly_the_first_thing_is_to_add_one(client, organiser):
    response = client.get(reverse("admin:events_session_add"))

    assert response.url == reverse("admin:events_assembly_add")


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_costs_the_same_however_many_lines(
    client, organiser, assembly, count, django_assert_num_queries
):
    session = make_session(assembly, kind="showcase")
    for _ in range(count):
        make_facilitator(make_room(session, theme=make_theme(assembly)))
        make_speaker(session, make_topic(session))
        make_speaker(session)
        make_room(make_session(assembly, kind="questions"))

    client.get(change_url(session))  # content types are read once per process
    with django_assert_num_queries(16):
        client.get(change_url(session))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, organiser, assembly, count, django_assert_num_queries):
    for _ in range(count):
        make_session(assembly)

    with django_assert_num_queries(5):
        client.get(reverse("admin:events_session_changelist"))


@pytest.mark.django_db(transaction=True)
def test_of_two_organisers_who_save_at_once_the_second_reads_who_was_first():
    assembly = make_assembly(starts_at=STARTS)
    stage = make_place(assembly, name="Main stage", is_stage=True)
    clients = [Client(), Client()]
    for client in clients:
        log_in(client, make_organiser())
    ready, answers = Barrier(2), []

    def save(client, title):
        try:
            ready.wait()
            answers.append(client.post(add_url(assembly), filled_in(title=title, rooms__0__place=stage.pk)))
        finally:
            connection.close()

    threads = [Thread(target=save, args=args) for args in zip(clients, ("One", "Two"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (saved,) = Session.objects.all()
    refused = next(answer for answer in answers if answer.status_code == 200).content.decode()
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert f'Main stage is taken by <a href="{change_url(saved)}" target="_blank"' in refused
    assert f'value="{"One" if saved.title == "Two" else "Two"}"' in refused
