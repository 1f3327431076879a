"""The questions of a room by plain forms: who finds what, what is asked, what no page and no log tells."""

import io
import logging
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session as LogIn

from breakouts.actions import hand_room, hold_questions, move_question, release_due_questions, take_seat
from breakouts.models import Question
from events.models import Deputy, Visit
from tests.breakouts.days import MINUTE, STARTS, make_guest
from tests.breakouts.running import guest_in, question
from tests.factories import make_contributor, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def during():
    with time_machine.travel(STARTS + MINUTE, tick=False):
        yield


@pytest.fixture
def joss(room):
    return guest_in(room, name="Dr Joss").user


@pytest.fixture
def logged():
    """What the portal's own handler writes, with its filters."""
    text = io.StringIO()
    handler = next(each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler)
    was = handler.setStream(text)
    yield text
    handler.setStream(was)


def address(room, *parts):
    return "/".join([f"{room.address}questions", *map(str, parts), ""])


def asked(client, room, body="Who answers?", **more):
    return client.post(address(room), {"cid": str(uuid4()), "body": body, **more})


def test_a_question_is_asked_and_read(client, room, joss, during):
    client.force_login(joss)

    answer = asked(client, room)

    one = Question.objects.get()
    assert answer.headers["Location"] == f"{address(room)}#question-{one.pk}"
    page = client.get(address(room)).content.decode()
    assert "Who answers?" in page
    assert "Dr Joss</bdi> (you)" in page
    assert "0 want an answer" not in page


def test_whoever_holds_a_place_but_is_outside_goes_in_with_what_they_typed(client, room, during):
    guest = make_guest(room)
    take_seat(delegate=guest, room=room, at=STARTS)
    client.force_login(guest.user)

    first = client.get(address(room)).content.decode()
    refused = asked(client, room).content.decode()
    assert "Go into the room first" in first
    assert "Go into Visas to ask a question." in refused
    assert not Visit.objects.filter(delegate=guest).exists()
    inside = asked(client, room, enter="yes", is_anonymous="on").content.decode()

    for page in (refused, inside):
        assert "Who answers?</textarea>" in page
    assert "<title>Error" not in inside
    assert "Go into the room" not in inside
    assert not Question.objects.exists()
    assert Visit.objects.filter(delegate=guest).exists()
    assert asked(client, room).status_code == 302


def test_nobody_is_asked_whether_they_want_what_they_asked_by_name(client, room, joss, during):
    question(joss, room)
    client.force_login(joss)
    assert "I want an answer too" not in client.get(address(room)).content.decode()
    client.force_login(guest_in(room).user)
    assert "I want an answer too" in client.get(address(room)).content.decode()


def test_whoever_asked_anonymously_can_vote_like_everybody(client, room, joss, during):
    # Were their votes missing, the votes of all others would tell whose it is.
    question(joss, room, is_anonymous=True)
    release_due_questions(at=STARTS + MINUTE)
    client.force_login(joss)
    assert "I want an answer too" in client.get(address(room)).content.decode()


@pytest.mark.parametrize(
    ("to", "more", "words"),
    [
        (None, {}, ["Answer now", "It is answered", "Answer later", "Do not take"]),
        ("answering", {}, ["Open again", "It is answered", "Answer later"]),
        ("later", {"owner": "The dean"}, ["Open again", "Answer now", "It is answered"]),
        ("answered", {}, ["Open again", "Answer now"]),
    ],
)
def test_hosts_find_the_same_acts_as_scripts_draw(client, room, host, joss, during, to, more, words):
    one = question(joss, room)
    if to:
        move_question(actor=host, room=room, question=one.pk, to=to, at=STARTS, **more)
    client.force_login(host)

    line = client.get(address(room)).content.decode().partition('id="asked"')[2].partition("</ol>")[0]
    acts = re.findall(r'(?:class="app-link-button|#[a-z-]+)">([^<]+)<', line)
    assert [each for each in acts if "want" not in each] == words


def test_what_was_typed_is_there_again_with_its_error(client, room, joss, during):
    client.force_login(joss)

    page = asked(client, room, "a" * 501).content.decode()

    assert "Question must be 500 characters or fewer. It has 501." in page
    assert "a" * 501 in page
    assert "<title>Error: " in page
    assert not Question.objects.exists()


def test_a_fourth_question_in_a_minute_is_kept_for_later(client, room, joss, during):
    client.force_login(joss)
    for number in range(3):
        asked(client, room, f"Number {number}?")

    page = asked(client, room, "Number 3?").content.decode()

    assert "too quickly" in page
    assert "Number 3?" in page
    assert Question.objects.count() == 3


def test_a_vote_is_one_and_can_be_taken_back(client, room, host, joss, during):
    one = question(host, room)
    client.force_login(joss)

    for _ in range(2):
        client.post(address(room, one.pk, "vote"))
    assert "1 wants an answer" in client.get(address(room)).content.decode()
    client.post(address(room, one.pk, "vote"), {"off": "1"})
    assert "wants an answer" not in client.get(address(room)).content.decode()
    assert client.get(address(room, one.pk, "vote")).status_code == 302


def test_the_topic_is_chosen_where_there_are_topics(client, room, joss, during):
    topic = make_topic(room.session, title="Signs and scrubs")
    client.force_login(joss)

    asked(client, room, topic=str(topic.pk))

    assert Question.objects.get().topic == topic
    assert ", about <bdi>Signs and scrubs</bdi>" in client.get(address(room)).content.decode()


def test_a_host_moves_a_question_on_and_gives_a_reason(client, room, host, joss, during):
    one = question(joss, room)
    client.force_login(host)

    refused = client.post(address(room, one.pk, "declined"), {"because": " "}).content.decode()
    assert "Enter a reason" in refused
    assert client.post(address(room, one.pk, "declined"), {"because": "Asked before"}).status_code == 302
    client.force_login(joss)
    page = client.get(address(room)).content.decode()
    assert "Your questions that others do not see" in page
    assert "Reason: Asked before" in page


@pytest.mark.parametrize("part", ["live", "declined", "answering"])
def test_who_does_not_run_the_room_finds_no_page_to_do_so(client, room, host, joss, during, part):
    one = question(host, room)
    client.force_login(joss)

    assert client.post(address(room, one.pk, part)).status_code == 404
    assert client.get(address(room, one.pk)).status_code == 404
    one.refresh_from_db()
    assert one.state == "live"


def test_outside_the_door_is_found_and_nothing_of_what_is_asked(client, room, joss, during):
    question(joss, room, "Something bold?")
    client.force_login(make_guest(room).user)

    page = client.get(address(room)).content.decode()

    assert "Something bold?" not in page


def test_held_questions_wait_on_the_hosts_page_alone(client, room, host, joss, during):
    hold_questions(actor=host, room=room, is_on=True, at=STARTS)
    question(joss, room, "Something bold?")
    other = guest_in(room).user

    client.force_login(other)
    assert "Something bold?" not in client.get(address(room)).content.decode()
    client.force_login(host)
    page = client.get(address(room)).content.decode()
    assert "Waiting for you" in page
    assert "Something bold?" in page


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_costs_the_same_with_one_question_as_with_thirty(
    client, room, host, joss, during, django_assert_num_queries, count
):
    for _ in range(count):
        question(host, room)
    client.force_login(joss)
    client.get(address(room))

    with django_assert_num_queries(QUERIES):
        client.get(address(room))


QUERIES = 28


# --- Anonymous


def test_an_anonymous_question_is_confirmed_at_once_and_in_no_session(client, room, joss, during):
    client.force_login(joss)
    client.get(room.address)
    sessions, visits = _sessions(), _visits()

    with time_machine.travel(STARTS + MINUTE + timedelta(seconds=7), tick=False):
        answer = asked(client, room, "Who protects me?", is_anonymous="on")
        page = answer.content.decode()
        again = client.get(address(room)).content.decode()

    assert answer.status_code == 200
    assert "It appears in Visas at 11:42am, without your name" in page
    assert "Who protects me?" in again
    assert (_sessions(), _visits()) == (sessions, visits)


def test_it_is_anonymous_on_every_page_but_its_authors(client, room, host, joss, during):
    one = question(joss, room, "Who protects me?", is_anonymous=True)
    release_due_questions(at=STARTS + MINUTE)

    for user, is_own in ((host, False), (guest_in(room).user, False), (joss, True)):
        client.force_login(user)
        page = client.get(address(room)).content.decode()
        assert "Anonymous</bdi>" in page
        assert ("Anonymous</bdi> (you)" in page) is is_own
    client.force_login(host)
    assert "Dr Joss" not in client.get(address(room, one.pk)).content.decode()


def test_an_old_page_undoes_nothing_that_was_decided_meanwhile(client, room, host, joss, during):
    hold_questions(actor=host, room=room, is_on=True, at=STARTS)
    one = question(joss, room)
    client.force_login(host)
    assert 'name="was" value="held"' in client.get(address(room, one.pk)).content.decode()
    move_question(
        actor=host,
        room=room,
        question=one.pk,
        to=Question.State.DECLINED,
        because="It names a person.",
        at=STARTS,
    )

    page = client.post(address(room, one.pk, "live"), {"was": "held"}).content.decode()

    assert "Somebody else has moved this question on. It is not taken now." in page
    assert Question.objects.get().state == Question.State.DECLINED
    assert client.post(address(room, one.pk, "live"), {"was": "declined"}).status_code == 302
    assert Question.objects.get().state == Question.State.LIVE


def test_no_line_of_the_log_tells_who_came_to_the_questions(client, room, joss, during, logged):
    client.force_login(joss)
    client.get(room.address)

    client.get(address(room))
    asked(client, room, "Who protects me?", is_anonymous="on")
    client.post(address(room, uuid4(), "withdraw"))
    client.get(address(room, uuid4()))
    client.get("/nowhere/")

    assert "/nowhere/" in logged.getvalue()
    assert "questions" not in logged.getvalue()


def test_a_refusal_that_only_the_author_gets_is_kept_nowhere(client, room, host, joss, during):
    one = question(joss, room, "Who protects me?", is_anonymous=True)
    release_due_questions(at=STARTS + MINUTE)
    move_question(actor=host, room=room, question=one.pk, to=Question.State.ANSWERING, at=STARTS + MINUTE)
    client.force_login(joss)
    client.get(room.address)
    sessions = _sessions()

    answer = client.post(address(room, one.pk, "withdraw"))

    assert answer.status_code == 200
    assert "This question has been taken up" in answer.content.decode()
    assert _sessions() == sessions


def test_a_message_that_waits_is_not_read_where_nothing_may_tell_when(client, room, joss, during):
    client.force_login(joss)
    client.get(room.address)
    client.post(f"{room.address}react/", {"kind": "nonsense"})
    client.post(f"{room.address}messages/999999/edit/", {"body": "x"})
    sessions = _sessions()

    asked(client, room, "Who protects me?", is_anonymous="on")
    client.get(address(room))

    assert _sessions() == sessions


def _sessions():
    return set(LogIn.objects.values_list("session_key", "session_data", "expire_date"))


def _visits():
    return set(Visit.objects.values_list("pk", "started_at", "last_seen_at", "ended_at"))


def test_a_deputy_moves_questions_on_by_forms(client, room, host, joss, during):
    one = question(joss, room)
    deputy = make_user(name="Dr Deputy")
    contributor = make_contributor(room.session.assembly, user=deputy, name="Dr Deputy")
    Deputy.objects.create(room=room, contributor=contributor)
    client.force_login(deputy)
    assert client.get(address(room, one.pk)).status_code == 404

    hand_room(actor=host, room=room, person=deputy.pk, at=STARTS)

    assert client.get(address(room, one.pk)).status_code == 200
    client.post(address(room, one.pk, "answered"))
    assert Question.objects.get().state == "answered"
