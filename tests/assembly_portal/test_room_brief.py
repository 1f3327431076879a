"""The brief of a room: for those who prepare for it, and for nobody else, at any time."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from breakouts.actions import take_seat
from events.models import AccessRequest, Deputy
from tests.breakouts.days import ENDS, OPENS, PUBLISHED, STARTS, make_day_room, make_guest, make_set
from tests.breakouts.running import guest_in, make_host
from tests.breakouts.test_room_page import text_of
from tests.factories import (
    log_in,
    make_chair,
    make_contributor,
    make_organiser,
    make_speaker,
    make_theme,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db

DAYS_BEFORE = STARTS - timedelta(days=20)


@pytest.fixture
def room():
    session = make_set(has_captions=True)
    theme = make_theme(session.assembly, title="Visas", summary="What happens at the border.")
    type(session.assembly).objects.update(group_agreement="Listen first\nAssume good faith")
    session.assembly.refresh_from_db()
    return make_day_room(
        "", session, theme=theme, capacity=40, brief="Begin with the film.\nIt takes 3 minutes."
    )


def address(room):
    return reverse("room_brief", args=[room.session.assembly.slug, room.code])


def person(room, who):
    user = make_user(name=f"The {who}")
    if who == "facilitator":
        return make_host(room, name="Professor Ada")
    if who == "chair":
        make_chair(room.session, user=user)
    elif who == "speaker":
        make_speaker(room.session, user=user)
    elif who == "deputy":
        contributor = make_contributor(room.session.assembly, user=user, name="Dr Standby")
        Deputy.objects.create(room=room, contributor=contributor)
    elif who == "organiser":
        return make_organiser()
    elif who == "delegate":
        return make_guest(room).user
    return user


INSTANTS = (PUBLISHED, DAYS_BEFORE, STARTS, ENDS, ENDS + timedelta(days=300))
READERS = ("facilitator", "chair", "speaker", "deputy", "organiser")


@pytest.mark.parametrize("who", [*READERS, "delegate", "stranger"])
def test_who_reads_it_reads_it_before_during_and_after(client, room, who):
    user = person(room, who)
    for at in INSTANTS:
        with time_machine.travel(at, tick=False):
            log_in(client, user)
            assert client.get(address(room)).status_code == (200 if who in READERS else 404), at


def test_a_draft_is_read_by_organisers_alone_and_nobody_without_a_log_in(client, room):
    assert client.get(address(room)).status_code == 302
    type(room.session).objects.update(published_at=None)
    for who, status in (("facilitator", 404), ("organiser", 200)):
        log_in(client, person(room, who))
        assert client.get(address(room)).status_code == status


def test_it_says_what_a_facilitator_prepares_and_nobodys_needs(client, room, django_assert_max_num_queries):
    host = person(room, "facilitator")
    person(room, "deputy")
    guest = make_guest(room, name="Dr Secret")
    with time_machine.travel(OPENS, tick=False):
        take_seat(delegate=guest, room=room, at=OPENS)
        kind = AccessRequest.Kind.SIGN_LANGUAGE
        AccessRequest.objects.create(delegate=guest, kind=kind, detail="BSL", asked_at=OPENS)
        log_in(client, host)
        with django_assert_max_num_queries(20):
            page = text_of(client.get(address(room)))

    for words in (
        "Visas",
        "What happens at the border.",
        "Friday 27 May 2022, 11:40am to 12:25pm",
        "Dr Standby",
        "1 person chose it, of 40 who fit",
        "Live captions are arranged",
        "Begin with the film. It takes 3 minutes.",
        "Assume good faith",
        "The 10 minutes before",
        "Signing off",
        "When somebody raises a concern",
        "Thank you for telling us.",
    ):
        assert words in page, words
    for secret in ("Secret", "BSL", "Sign language"):
        assert secret not in page


def test_a_speaker_reads_their_part(client, room):
    speaker = person(room, "speaker")
    topic = make_topic(room.session, title="Rotas that work")
    make_speaker(room.session, topic, name="Other")
    topic.speakers.update(contributor=speaker.contributions.get())
    with time_machine.travel(DAYS_BEFORE, tick=False):
        log_in(client, speaker)
        page = text_of(client.get(address(room)))

    assert "Rotas that work (yours)" in page
    assert "they give you the word" in page
    assert "Signing off" not in page


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (OPENS, "0 people chose it"),
        (STARTS + timedelta(minutes=5), "1 person came so far"),
        (ENDS, "1 person came."),
    ],
)
def test_it_counts_who_comes(client, room, at, words):
    host = person(room, "facilitator")
    if at > STARTS:
        guest_in(room)
    with time_machine.travel(at, tick=False):
        log_in(client, host)
        assert words in text_of(client.get(address(room)))


def test_it_is_linked_from_my_day_and_your_part_and_the_door(client, room):
    guest = make_guest(room)
    Deputy.objects.create(room=room, contributor=make_contributor(room.session.assembly, user=guest.user))
    slug = room.session.assembly.slug
    with time_machine.travel(DAYS_BEFORE, tick=False):
        log_in(client, guest.user)
        for url in (f"/{slug}/my-day/", reverse("speaking", args=[slug]), room.address):
            assert room.brief_address in client.get(url).content.decode(), url
        log_in(client, make_guest(room).user)
        assert room.brief_address not in client.get(room.address).content.decode()
