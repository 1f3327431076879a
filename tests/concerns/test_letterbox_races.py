"""Leaving and sending at one instant: one after the other, by real locks, and never a page of failure."""

import pytest
from django.test import Client
from django.urls import reverse

from concerns.kinds import GroupKind
from concerns.models import Concern
from concerns.pathway import State
from tests.concerns import rows
from tests.concerns.letterbox_rows import fingerprint_of, posts, url_of
from tests.concerns.races import at_once
from tests.factories import make_local_office
from tests.races import held_up

pytestmark = pytest.mark.django_db(transaction=True)
COOKIE = "letterbox"


@pytest.fixture
def place():
    """A local office that reads, and nothing else: tests of this kind find no reference rows."""
    office = make_local_office()
    rows.a_member(rows.a_group(GroupKind.QUALITY, office))
    return office


def write(client, office):
    given = posts_of(office)
    for name, fields in given.items():
        assert client.post(url_of(name), fields).status_code == 302, name


def posts_of(office) -> dict[str, dict]:
    class Nowhere:
        pk = "none"

    place = Nowhere()
    place.employer, place.office = Nowhere(), office
    given = posts(place, sides={"sides": "training"})
    del given["identity"]
    return given


def copy_of(client) -> Client:
    other = Client()
    other.cookies[COOKIE] = client.cookies[COOKIE].value
    return other


@pytest.mark.parametrize("way_out", ["letterbox_leave", "letterbox_exit"])
def test_leaving_while_it_is_sent_takes_the_cookie_away_and_fails_nobody(place, way_out):
    sender = Client()
    write(sender, place)
    leaver, given = copy_of(sender), fingerprint_of(sender)
    leave = leaver.get if way_out == "letterbox_exit" else leaver.post

    with held_up(Concern.objects.all(), waiters=2):
        sent, left = at_once(
            lambda: sender.post(reverse("letterbox_send"), given), lambda: leave(reverse(way_out))
        )

    assert (sent.status_code, left.status_code) == (302, 302)
    assert left.cookies[COOKIE].value == ""
    assert list(Concern.objects.values_list("state", flat=True)) in ([State.RECEIVED], [])


def test_what_was_left_while_it_was_to_be_sent_is_gone(place):
    sender = Client()
    write(sender, place)
    given = fingerprint_of(sender)

    with held_up(Concern.objects.all(), Concern.objects.all().delete):
        response = sender.post(reverse("letterbox_send"), given, follow=True)

    assert response.status_code == 200
    assert "There is nothing to go on with here" in response.content.decode()


def test_a_button_pressed_twice_at_once_sends_once_and_both_answers_show_the_code(place):
    first = Client()
    write(first, place)
    second, given = copy_of(first), fingerprint_of(first)

    with held_up(Concern.objects.all(), waiters=2):
        at_once(*(lambda each=each: each.post(reverse("letterbox_send"), given) for each in (first, second)))

    codes = {each.get(reverse("letterbox_sent")).context["code"] for each in (first, second)}
    assert len(codes) == 1
    assert Concern.objects.get().state == State.RECEIVED
