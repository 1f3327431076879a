"""Help by plain forms: what the asker's pages show and hide, the host's page, and the organisers' queue."""

import io
import logging
import re

import pytest
import time_machine
from django.urls import reverse

from breakouts.actions import ask_for_help, claim_help, remove
from breakouts.models import HelpCall
from tests.breakouts.days import MINUTE, STARTS, make_guest
from tests.breakouts.running import guest_in, make_host
from tests.factories import log_in, make_organiser, make_user

pytestmark = pytest.mark.django_db
QUEUE = "admin:breakouts_helpcall_changelist"
SECRET = "I am not well"


@pytest.fixture
def joss(room):
    return guest_in(room, name="Dr Joss")


@pytest.fixture
def during():
    with time_machine.travel(STARTS + MINUTE, tick=False):
        yield


def address(room, *parts):
    return "/".join([f"{room.address}help", *parts, ""])


def call_of(delegate, room, kind, words=""):
    return ask_for_help(user=delegate.user, room=room, kind=kind, words=words, at=STARTS)


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_help_is_asked_seen_and_withdrawn(client, room, joss, during):
    client.force_login(joss.user)

    answer = client.post(address(room, "technical"), {"words": "No sound"})
    page = text(client.get(answer["Location"]))

    assert "You asked at 11:41am." in page
    assert "No sound" in page
    assert "Waiting" in text(client.get(address(room)))
    claim_help(actor=make_organiser(name="Dr Orga"), call=HelpCall.objects.get().pk, at=STARTS)
    assert "Dr Orga</bdi> is on their way." in text(client.get(address(room, "technical")))
    client.post(address(room, "technical", "withdraw"))
    assert "You withdrew what you asked at 11:41am." in text(client.get(address(room, "technical")))


def test_what_was_typed_is_there_again_with_its_error(client, room, joss, during):
    client.force_login(joss.user)

    page = text(client.post(address(room, "access"), {"words": "a" * 301}))

    assert "Your message must be 300 characters or fewer. It has 301." in page
    assert "a" * 301 in page
    assert "<title>Error: " in page


def test_a_call_for_wellbeing_shows_on_its_own_page_alone(client, room, joss, during):
    client.force_login(joss.user)
    client.get(room.session.assembly.my_day_address)  # the first page of a log-in notes the arrival
    before = [text(client.get(url)) for url in (address(room), f"{room.address}questions/")]

    client.post(address(room, "wellbeing"), {"words": SECRET})

    after = [text(client.get(url)) for url in (address(room), f"{room.address}questions/")]
    assert [_still(page) for page in after] == [_still(page) for page in before]
    page = text(client.get(address(room, "wellbeing")))
    assert SECRET in page
    assert "<title>Help" in page
    for words in ("116 123", "NHS 111, option 2", "999"):
        assert words in page


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("facilitator", "Ask the facilitator"),
        ("technical", "Ask for technical help"),
        ("access", "Ask for help with access"),
        ("wellbeing", "Help"),
    ],
)
def test_the_title_says_which_help_it_is_unless_somebody_could_read_it_over_a_shoulder(
    client, room, joss, during, kind, title
):
    client.force_login(joss.user)

    assert f"<title>{title} " in text(client.get(address(room, kind)))


def _still(page: str) -> str:
    """A page without what differs each time that it is made."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    page = re.sub(r'nonce="[^"]+"', "", page)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", page)


def test_no_page_of_the_room_tells_of_it_and_no_line_of_the_log(client, room, joss, during):
    host = make_host(room)
    lines = io.StringIO()
    handler = next(each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler)
    was = handler.setStream(lines)
    client.force_login(joss.user)
    client.post(address(room, "wellbeing"), {"words": SECRET})
    client.get(address(room, "wellbeing"))
    handler.setStream(was)
    assert "/help/" not in lines.getvalue()

    client.force_login(host)
    for url in (room.address, f"{room.address}run/", f"{room.address}questions/"):
        page = text(client.get(url))
        assert SECRET not in page
        assert "Dr Joss</bdi></strong>, 11:41am" not in page


def test_who_was_removed_finds_help_at_the_door(client, room, joss, during):
    remove(actor=make_host(room), room=room, person=joss.user_id, because="Rude", at=STARTS)
    client.force_login(joss.user)

    assert f'href="{address(room)}"' in text(client.get(room.address))
    client.post(address(room, "access"), {"words": "Captions"})
    assert HelpCall.objects.get().kind == "access"
    page = text(client.get(address(room, "technical")))
    assert f"Go into {room.name} to ask for this help." in page


def test_too_many_calls_are_kept_for_later(client, room, joss, during):
    client.force_login(joss.user)
    for _ in range(5):
        client.post(address(room, "access"), {"words": "Captions"})
        client.post(address(room, "access", "withdraw"))

    assert "too quickly" in text(client.post(address(room, "access"), {"words": "Captions"}))


def test_there_is_no_other_kind(client, room, joss, during):
    client.force_login(joss.user)

    assert client.get(address(room, "tea")).status_code == 404
    assert client.post(address(room, "tea", "withdraw")).status_code == 404


def test_a_host_takes_answers_and_resolves_a_call(client, room, joss, during):
    call = call_of(joss, room, "facilitator", "Can we slow down?")
    client.force_login(make_host(room, name="Dr Host"))
    run = f"{room.address}run/"
    assert "Can we slow down?" in text(client.get(run))

    client.post(f"{run}help/{call.pk}/claim/")
    page = text(client.post(f"{run}help/{call.pk}/answer/", {"words": ""}))
    assert "Enter your answer" in page
    client.post(f"{run}help/{call.pk}/answer/", {"words": "Of course"})
    client.post(f"{run}help/{call.pk}/resolve/")

    call.refresh_from_db()
    assert (call.state, call.answer, call.claimed_name) == ("resolved", "Of course", "Dr Host")
    assert "Can we slow down?" not in text(client.get(run))


@pytest.mark.parametrize("kind", ["technical", "access", "wellbeing"])
def test_a_host_reaches_no_other_call(client, room, joss, during, kind):
    call = call_of(joss, room, kind)
    client.force_login(make_host(room))

    assert client.post(f"{room.address}run/help/{call.pk}/claim/").status_code == 404


# --- The queue


@pytest.fixture
def organiser(client, during):
    return log_in(client, make_organiser(name="Dr Orga", email="orga@example.org"))


def act(client, call, what, **fields):
    return client.post(reverse("admin:breakouts_helpcall_act", args=[call.pk, what]), fields, follow=True)


def test_the_queue_is_worked_through(client, room, joss, organiser):
    call = call_of(joss, room, "wellbeing", SECRET)
    page = text(client.get(reverse(QUEUE)))
    assert SECRET in page
    assert "Wellbeing: <bdi>Dr Joss</bdi>" in page

    assert "You have this call." in text(act(client, call, "claim"))
    assert "Your answer was sent." in text(act(client, call, "answer", words="I call you"))
    page = text(act(client, call, "resolve"))

    assert "Nobody is asking for help." in page
    assert "resolved at 11:41am" in page
    call.refresh_from_db()
    assert (call.state, call.answer) == ("resolved", "I call you")


def test_who_comes_second_reads_who_has_it_and_keeps_what_was_typed(client, room, joss, organiser):
    call = call_of(joss, room, "technical")
    claim_help(actor=make_organiser(name="Dr First", email="f@example.org"), call=call.pk, at=STARTS)

    assert "Dr First has this call." in text(act(client, call, "claim"))
    assert "Dr First has it" in text(client.get(reverse(QUEUE)))
    assert "You have this call." in text(act(client, call, "claim", over="1"))


def test_an_answer_needs_words(client, room, joss, organiser):
    call = call_of(joss, room, "technical")

    assert "Enter" in text(act(client, call, "answer", words="a\x00"))
    page = text(act(client, call, "answer", words="a" * 301))

    assert "300 characters or fewer. It has 301." in page
    assert "a" * 301 in page
    assert "<title> Error:" in page


def test_the_queue_is_for_organisers(client, room, joss, during):
    call = call_of(joss, room, "technical")
    for user in (joss.user, make_host(room), make_user()):
        client.force_login(user)
        assert client.get(reverse(QUEUE)).status_code != 200
        assert act(client, call, "claim").status_code in {200, 403, 404}
    call.refresh_from_db()
    assert call.state == "open"


@pytest.mark.parametrize("many", [1, 3, 10])
def test_the_queue_costs_the_same_with_one_call_as_with_ten(
    client, room, organiser, django_assert_num_queries, many
):
    for _ in range(many):
        call_of(make_guest(room), room, "access")
    client.get(reverse(QUEUE))

    with django_assert_num_queries(4):
        client.get(reverse(QUEUE))
