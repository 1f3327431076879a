"""By what rooms are met: which addresses and numbers are kept, by whom, and who is told."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from events.actions.sources import save_source
from events.models import Room, RoomSource, Session
from events.policies.sources import SourceRefused, Sourcing, faults_in
from events.sources import Fault, Hosts, Stage, call_name, fault_of, number_fault, stage_of
from realtime.models import Frame
from tests.factories import log_in, make_organiser, make_room, make_session, make_user

HOSTS = Hosts(["live.example", ".cdn.example"], ["www.youtube-nocookie.com", ".sharepoint.com"])
AT = datetime(2031, 5, 27, 8, tzinfo=UTC)
TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_a%40thread.v2/0?context=%7b%22Tid%22%7d"
STREAM = "https://live.example/stage/main.m3u8?token=a-b_c"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", None),
        (STREAM, Stage(STREAM)),
        ("https://a.cdn.example/x.M3U8", Stage("https://a.cdn.example/x.M3U8")),
        ("/static/stage/test-card/main.m3u8", Stage("/static/stage/test-card/main.m3u8")),
        (
            "https://youtu.be/abcdefghi_1?t=4",
            Stage("https://www.youtube-nocookie.com/embed/abcdefghi_1?cc_load_policy=1&rel=0", is_embed=True),
        ),
        ("https://vimeo.com/1234567", Fault.HOST),
        ("https://live.example/stage/", Fault.NOT_HLS),
        ("https://live.example:8443/main.m3u8", Fault.HOST),
        ("https://live.example.evil.example/main.m3u8", Fault.HOST),
        ("https://evil.example/live.example/main.m3u8", Fault.HOST),
        ("https://cdn.example/main.m3u8", Fault.HOST),
        ("https://evil;x.cdn.example/main.m3u8", Fault.NO_HOST),
        ("http://live.example/main.m3u8", Fault.NOT_HTTPS),
        ("https://user@live.example/main.m3u8", Fault.CREDENTIALS),
        ("/static/stage/../../main.m3u8", Fault.NOT_HTTPS),
        ("/static/js/main.m3u8", Fault.NOT_HTTPS),
        ("//live.example/main.m3u8", Fault.NOT_HTTPS),
        ("javascript:alert(1)//main.m3u8", Fault.NOT_HTTPS),
        ("data:text/html,main.m3u8", Fault.NOT_HTTPS),
    ],
)
def test_a_stage_is_a_stream_or_a_player_of_an_allowed_host(typed, found):
    assert stage_of(typed, HOSTS) == found


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", None),
        (TEAMS, None),
        ("https://us02web.zoom.us/j/1234567890?pwd=a.b", None),
        ("https://meet.google.com/abc-defg-hij", None),
        ("https://call.trust.nhs.uk:8443/room", None),
        ("https://teams.microsoft.com/l/ meet", Fault.SIGNS),
        ("https://teams.microsoft.com/l/\nmeet", Fault.SIGNS),
        ("https://teams.microsoft.com/\0", Fault.SIGNS),
        ("https://evil.example\\@teams.microsoft.com/", Fault.SIGNS),
        ('https://teams.microsoft.com/"onclick=', Fault.SIGNS),
        ("https://teams.microsoft.com/<script>", Fault.SIGNS),
        ("https://t\u0435ams.microsoft.com/", Fault.SIGNS),
        ("http://teams.microsoft.com/", Fault.NOT_HTTPS),
        ("teams.microsoft.com/l/", Fault.NOT_HTTPS),
        ("javascript:alert(1)", Fault.NOT_HTTPS),
        ("JavaScript://teams.microsoft.com/%0aalert(1)", Fault.NOT_HTTPS),
        ("msteams:/l/meetup-join/", Fault.NOT_HTTPS),
        ("https://ann:secret@teams.microsoft.com/", Fault.CREDENTIALS),
        ("https://@teams.microsoft.com/", Fault.CREDENTIALS),
        ("https:///l/meetup-join", Fault.NO_HOST),
        ("https://localhost/", Fault.NO_HOST),
        ("https://10.0.0.7/", Fault.NO_HOST),
        ("https://[::1]/", Fault.NO_HOST),
        ("https://[broken", Fault.NO_HOST),
        ("https://a.example:port/", Fault.NO_HOST),
        ("https://-a.example/", Fault.NO_HOST),
    ],
)
def test_a_call_is_a_plain_address_with_a_name(typed, fault):
    assert fault_of(typed) == fault


@given(st.text())
def test_whatever_is_typed_finds_an_answer(typed):
    found = stage_of(typed, HOSTS)
    assert not isinstance(found, Stage) or found.address.startswith(("https://", "/static/stage/"))


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (TEAMS, "Teams"),
        ("https://us02web.zoom.us/j/1", "Zoom"),
        ("https://meet.google.com/abc", "Google Meet"),
        ("https://nhs.webex.com/meet", "Webex"),
        ("https://teams.example/demonstration", "teams.example"),
        ("https://notzoom.us/j/1", "notzoom.us"),
    ],
)
def test_a_call_is_named_as_people_know_it(address, name):
    assert call_name(address) == name


@pytest.mark.parametrize(
    ("number", "code", "faults"),
    [
        ("", "", (None, None)),
        ("+44 (0)20 7946 0000", "123 456 789#", (None, None)),
        ("020 7946 0000", "", (None, None)),
        ("call me", "", (Fault.NOT_NUMBER, None)),
        ("+ () - ()", "", (Fault.NOT_NUMBER, None)),
        ("+44 20 7946 0000;ext=1", "", (Fault.NOT_NUMBER, None)),
        ("020 7946 0000", "ask Ann", (None, Fault.NOT_CODE)),
        ("", "123", (None, Fault.NO_NUMBER)),
    ],
)
def test_a_telephone_is_a_number_and_perhaps_a_code(number, code, faults):
    assert number_fault(number, code) == faults


@pytest.fixture
def stage(db):
    return make_room(make_session(kind=Session.Kind.KEYNOTE))


@pytest.mark.parametrize(
    ("kind", "capacity", "is_stage"),
    [
        (Session.Kind.KEYNOTE, None, True),
        (Session.Kind.ROUNDTABLE, None, True),
        (Session.Kind.PLENARY, None, True),
        (Session.Kind.SHOWCASE, None, True),
        (Session.Kind.ROUNDTABLE, 70, False),
        (Session.Kind.BREAKOUTS, None, False),
        (Session.Kind.QUESTIONS, None, False),
        (Session.Kind.NETWORKING, None, False),
    ],
)
def test_a_stage_is_a_room_that_everybody_fits_in_and_listens_to(kind, capacity, is_stage):
    room = Room(session=Session(kind=kind), capacity=capacity)
    faults = faults_in(RoomSource(stage_address="https://youtu.be/abcdefghi_1"), room)

    assert room.is_stage is is_stage
    assert (faults == {}) is is_stage
    assert is_stage or faults["stage_address"].code is Sourcing.NO_STAGE


def saved(room, actor=None, **fields):
    return save_source(
        source=RoomSource(**fields), room=room, actor=actor or make_organiser(), at=AT, seen_revision=None
    )


def frames_of(room):
    return list(Frame.objects.filter(stream__name=room.stream).values_list("type", "payload"))


def test_a_change_is_told_to_the_room_without_any_address(stage):
    organiser = make_organiser()
    saved(stage, organiser, stage_address="https://youtu.be/abcdefghi_1")
    saved(stage, organiser, stage_address="https://youtu.be/abcdefghi_1", call_address=TEAMS)
    again = saved(stage, organiser, stage_address="https://youtu.be/abcdefghi_1", call_address=TEAMS)

    assert frames_of(stage) == [("room.source", {"source": 1}), ("room.source", {"source": 2})]
    assert (again.revision, again.stage_revision) == (2, 1), "a call that changes stops no picture"
    assert again.stage_address.startswith("https://www.youtube-nocookie.com/embed/")


def test_only_an_organiser_changes_it_and_nothing_wrong_is_kept(stage):
    with pytest.raises(SourceRefused) as refused:
        saved(stage, make_user(), call_address=TEAMS)
    assert refused.value.code is Sourcing.NOT_ORGANISER
    with pytest.raises(SourceRefused) as refused:
        saved(stage, call_address="http://teams.microsoft.com/")
    assert str(refused.value) == "Call address must begin with https://"
    assert not RoomSource.objects.exists()
    assert frames_of(stage) == []


# --- In the admin


@pytest.fixture
def organiser(client, db):
    return log_in(client, make_organiser(name="Dr Orga Highfield"))


def page_of(client, room, **fields) -> str:
    address = reverse("admin:events_room_change", args=[room.pk])
    response = client.post(address, fields, follow=True) if fields else client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_organisers_set_a_stage_and_read_in_words_what_is_refused(client, organiser, stage, settings):
    settings.STAGE_HLS_HOSTS = ["live.example"]
    assert "Stage address (optional)" in page_of(client, stage)
    page = page_of(
        client,
        stage,
        stage_address="https://elsewhere.example/main.m3u8",
        fallback_address="javascript:alert(1)",
        call_address="https://ann:secret@teams.microsoft.com/",
        dial_in_code="1234",
        seen_revision="0",
    )
    for words in (
        "Stage address must be at one of these hosts: live.example, www.youtube-nocookie.com",
        "Fallback address must begin with https://",
        "Call address must have no user name or password in it",
        "Enter the dial-in number to which this code belongs",
    ):
        assert words in page
    assert "https://elsewhere.example/main.m3u8" in page, "what was typed is kept"
    assert not RoomSource.objects.exists()

    page_of(client, stage, stage_address="https://live.example/main.m3u8", seen_revision="0")
    assert stage.source.stage_address == "https://live.example/main.m3u8"
    assert stage.source.changed_by == organiser


def test_a_breakout_room_is_asked_for_its_call_alone(client, organiser):
    room = make_room(capacity=10)

    assert "Stage address" not in page_of(client, room)
    page_of(client, room, call_address=TEAMS, stage_address=STREAM, seen_revision="0")

    assert (room.source.call_address, room.source.stage_address) == (TEAMS, "")


def test_what_somebody_else_saved_meanwhile_is_not_written_over_unseen(client, organiser, stage):
    saved(stage, make_organiser(name="Dr Ann Other", email="ann@example.org"), call_address=TEAMS)
    zoom = "https://zoom.us/j/1"

    page = page_of(client, stage, call_address=zoom, seen_revision="0")
    assert "Dr Ann Other changed this at" in page
    assert "Call address: https://teams.microsoft.com/" in page
    assert stage.source.call_address == TEAMS
    page_of(client, stage, call_address=zoom, seen_revision="1")

    assert RoomSource.objects.get().call_address == zoom


def test_the_list_of_rooms_says_by_what_each_is_met(client, organiser, stage, django_assert_num_queries):
    saved(make_room(stage.session), call_address=TEAMS, dial_in_number="020 7946 0000")
    make_room(make_session(stage.session.assembly, kind=Session.Kind.BREAKOUTS), capacity=4)
    address = reverse("admin:events_room_changelist")

    with django_assert_num_queries(8):
        page = client.get(address, {"assembly": stage.session.assembly_id}).content.decode()

    for words in ("No picture yet", "This portal alone"):
        assert words in page
    page_of_session = client.get(reverse("admin:events_session_change", args=[stage.session_id]))
    assert reverse("admin:events_room_change", args=[stage.pk]) in page_of_session.content.decode()


def test_only_organisers_open_it_and_nobody_adds_or_removes_rooms_here(client, stage):
    address = reverse("admin:events_room_change", args=[stage.pk])
    log_in(client, make_user())
    assert client.get(address).status_code in (302, 403)
    log_in(client, make_organiser())
    assert client.get(reverse("admin:events_room_delete", args=[stage.pk])).status_code == 403
    assert client.get(reverse("admin:events_room_add")).status_code == 403
