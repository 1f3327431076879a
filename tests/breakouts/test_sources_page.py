"""The stage and the call on the page of a room: who sees them, from when until when, and nobody else."""

import re

import pytest
import time_machine
from django.urls import reverse

from breakouts.actions import mute, remove
from breakouts.policies.entering import can_stay
from breakouts.policies.meeting import can_meet
from breakouts.sources.presenters import Met
from breakouts.sources.queries import following
from events.actions.sources import save_source
from events.models import Room, RoomSource, Session
from tests.breakouts.days import DOOR, ENDS, MINUTE, STARTS, TICK, make_day, make_day_room, make_guest
from tests.breakouts.running import guest_in
from tests.factories import (
    log_in,
    make_chair,
    make_organiser,
    make_room,
    make_session,
    make_speaker,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db

TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_secret%40thread.v2/0"
STREAM = "https://live.example/secret/main.m3u8"
TUBE = "https://www.youtube-nocookie.com/embed/abcdefghi_1?cc_load_policy=1&rel=0"
TIMES = {"before": DOOR - TICK, "at the door": DOOR, "at the end": ENDS - TICK, "after": ENDS}
INSIDE = {"guest", "muted", "host", "speaker", "chair", "organiser"}
OUTSIDE = {"seat elsewhere", "no seat", "other assembly", "stranger", "removed"}


def url(name, room):
    return reverse(name, args=[room.session.assembly.slug, room.code])


def met_by(room, **fields):
    fields.setdefault("call_address", TEAMS)
    save_source(source=RoomSource(**fields), room=room, actor=make_organiser(), at=DOOR)


@pytest.fixture(autouse=True)
def hosts(settings):
    settings.STAGE_HLS_HOSTS = ["live.example"]


@pytest.fixture
def people(room, host):
    """Everybody who might ask, by who they are to the room."""
    chair, speaker = make_user(), make_user()
    elsewhere = guest_in(make_day_room("Carers", room.session))
    make_chair(room.session, user=chair)
    make_speaker(room.session, user=speaker)
    muted, removed = guest_in(room).user, guest_in(room).user
    mute(actor=host, room=room, person=muted.pk, because="Loud", minutes=None, at=DOOR)
    remove(actor=host, room=room, person=removed.pk, because="Rude", at=DOOR)
    return {
        "guest": guest_in(room).user,
        "muted": muted,
        "host": host,
        "speaker": speaker,
        "chair": chair,
        "organiser": make_organiser(),
        "seat elsewhere": elsewhere.user,
        "no seat": make_guest(room).user,
        "other assembly": make_guest(make_day_room()).user,
        "stranger": make_user(),
        "removed": removed,
    }


def test_who_is_inside_sees_the_call_while_the_doors_are_open_and_nobody_else_ever(client, room, people):
    met_by(room)
    assert people.keys() == INSIDE | OUTSIDE
    for when, at in TIMES.items():
        for who, user in people.items():
            is_shown = who in INSIDE and when in {"at the door", "at the end"}
            verdict = can_meet(user, room, at=at)
            assert verdict.is_allowed is is_shown is can_stay(user, room, at=at), (who, when)
            with time_machine.travel(at, tick=False):
                log_in(client, user)
                asked = client.get(url("room_source", room))
                page = client.get(room.address) if who != "no seat" else asked
            assert asked.status_code == (200 if is_shown else 404), (who, when)
            assert (TEAMS in asked.content.decode()) is is_shown
            assert (TEAMS in page.content.decode()) is is_shown, (who, when)
    client.logout()
    assert client.get(url("room_source", room)).url.startswith(reverse("account_login"))


def test_no_address_stands_on_a_page_that_others_read_too(client, room, host):
    met_by(room, dial_in_number="+44 20 7946 0000", dial_in_code="987654#")
    guest, session, slug = guest_in(room), room.session, room.session.assembly.slug
    pages = [f"/{slug}/", f"/{slug}/programme/", session.address, f"/{slug}/my-day/"]
    pages += [f"/{slug}/programme.ics", f"/{slug}/my-day/calendar.ics", f"/{slug}/my-day/{session.code}.ics"]
    for user in (None, guest.user, host):
        if user:
            log_in(client, user)
        with time_machine.travel(STARTS, tick=False):
            for page in pages:
                found = client.get(page)
                text = b"".join(found.streaming_content) if found.streaming else found.content
                assert b"meeting_secret" not in text, page
                assert b"987654" not in text, page


@pytest.fixture
def stage(db):
    session = make_session(
        make_day(), kind=Session.Kind.SHOWCASE, title="Showcase", starts_at=STARTS, ends_at=ENDS
    )
    return make_room(session)


def directives(response):
    policy = response.headers["Content-Security-Policy"]
    return {each.split()[0]: set(each.split()[1:]) for each in policy.split("; ")}


def seen(client, room, page="room", user=None, query=""):
    log_in(client, user or make_guest(room).user)
    with time_machine.travel(STARTS, tick=False):
        return client.get(url(page, room) + query)


def test_the_player_alone_may_ask_the_one_host_and_the_page_around_it_nobody(client, stage):
    met_by(stage, stage_address=STREAM)

    page, player = seen(client, stage), seen(client, stage, "stage")

    assert "live.example" not in page.content.decode() + str(page.headers)
    assert directives(page)["frame-src"] == {"'self'"}
    assert "media-src" not in directives(page)
    assert directives(player)["connect-src"] == {"'self'", "https://live.example"}
    assert directives(player)["media-src"] == {"'self'", "blob:", "data:", "https://live.example"}
    assert directives(player)["frame-ancestors"] == {"'self'"}
    assert "frame-src" not in directives(player)
    assert player.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert " src=" not in re.sub(r"<script.*?</script>", "", player.content.decode(), flags=re.S)
    assert "Playing connects you to live.example." in player.content.decode()


def test_a_player_of_another_host_is_named_once_it_is_asked_for(client, stage):
    met_by(stage, stage_address=TUBE)

    before, asked = seen(client, stage, "stage"), seen(client, stage, "stage", query="?n=1&play")

    assert "<iframe" not in before.content.decode()
    assert "frame-src" not in directives(before)
    assert directives(asked)["frame-src"] == {"https://www.youtube-nocookie.com"}
    assert "abcdefghi_1?cc_load_policy=1" in asked.content.decode()


def test_a_host_that_is_not_allowed_any_more_is_asked_for_nothing(client, stage, settings):
    met_by(stage, stage_address=STREAM)
    settings.STAGE_HLS_HOSTS = []

    assert "There is no picture yet." in seen(client, stage).content.decode()
    assert seen(client, stage, "stage").status_code == 404


def test_a_page_says_what_is_on_now_and_what_comes_after(client, stage, django_assert_num_queries):
    day = stage.session.assembly
    for number in range(2):
        make_speaker(
            stage.session, topic=make_topic(stage.session, title=f"Topic {number}"), name=f"Dr N{number}"
        )
    make_session(day, kind=Session.Kind.BREAK, title="Break", starts_at=ENDS, minutes=10)
    for title in ("Set A", "Help desk"):
        make_session(day, kind=Session.Kind.BREAKOUTS, title=title, starts_at=ENDS + 10 * MINUTE)
    make_session(day, title="Much later", starts_at=ENDS + 90 * MINUTE)
    make_session(day, title="A draft", starts_at=ENDS, published_at=None)
    make_session(day, title="Called off", starts_at=ENDS, cancelled_at=STARTS)

    assert [each.title for each in following(stage.session, STARTS)] == ["Break", "Help desk", "Set A"]
    words = " ".join(re.sub(r"<[^>]+>", " ", seen(client, stage).content.decode()).split())
    for told in ("On now", "Topic 0 , with Dr N0", "Set A , open from 12:30pm", "12:25pm to 12:35pm: Break"):
        assert told in words
    assert "Much later" not in words
    assert "There is no picture yet." in words


def test_a_stage_without_a_picture_leads_its_organisers_to_where_it_is_set(client, stage):
    link = reverse("admin:events_room_change", args=[stage.pk])

    assert link in seen(client, stage, user=make_organiser()).content.decode()
    assert link not in seen(client, stage).content.decode()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (TEAMS, "Join the call on Teams (opens in a new tab)"),
        ("https://teams.example/demonstration", "Join the call at teams.example (opens in a new tab)"),
    ],
)
def test_a_call_opens_beside_the_room_and_learns_nothing_of_it(client, room, address, words):
    met_by(
        room, call_address=address, dial_in_number="020 7946 0000", dial_in_code="1 2#", call_words="Be kind"
    )

    page = seen(client, room).content.decode()

    link = re.search(rf'<a [^>]*href="{re.escape(address)}"[^>]*>([^<]*)</a>', page)
    assert link[1] == words
    assert 'rel="noopener noreferrer" referrerpolicy="no-referrer"' in link[0]
    for told in (
        'href="tel:02079460000"',
        "<strong>1 2#</strong>",
        "Be kind",
        "questions and notes stay here",
    ):
        assert told in page


def test_a_room_that_is_met_by_its_page_alone_says_nothing_of_a_call(client, room):
    assert Met(Room(session=room.session, capacity=2), STARTS).source.has_call is False
    assert 'id="call"' not in seen(client, room).content.decode()
