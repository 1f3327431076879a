"""What is sent into a room that is shut by now: the page says that it was not taken, and shows it again."""

from uuid import uuid4

import pytest
import time_machine

from breakouts.models import Message, NoteBlock, Poll, PollVote, Question
from tests.breakouts.days import ENDS, MINUTE, STARTS
from tests.breakouts.running import guest_in, note, opened, said
from tests.factories import log_in

pytestmark = pytest.mark.django_db

ENDED = "This room is closed. The session ended at 12:25pm."
MOVED = "You can go in from 12:35pm on Friday 27 May 2022"


@pytest.fixture
def joss(room):
    return guest_in(room, name="Dr Joss").user


def _question(room, host, joss):
    return "questions/", {"body": "Half-written\nin two lines"}, "Your question was not asked"


def _anonymous(room, host, joss):
    sent = {"body": "Half-written", "is_anonymous": "on"}
    return "questions/", sent, "Your question was not asked"


def _message(room, host, joss):
    return "messages/", {"body": "Half-written"}, "Your message was not sent"


def _edit(room, host, joss):
    number = said(joss, room).pk
    return f"messages/{number}/edit/", {"body": "Half-written"}, "Your message was not changed"


def _note(room, host, joss):
    return "notes/", {"body": "Half-written", "mark": "none"}, "Your note was not saved"


def _changed_note(room, host, joss):
    block = note(joss, room)
    sent = {"body": "Half-written", "mark": "none", "base": "1"}
    return f"notes/{block.pk}/", sent, "Your note was not saved"


def _answer(room, host, joss):
    poll = opened(host, room, ("Half-written", "No"))
    return f"polls/{poll.pk}/vote/", {"choices": "0"}, "Your answer was not counted"


@pytest.mark.parametrize("sent", [_question, _anonymous, _message, _edit, _note, _changed_note, _answer])
@pytest.mark.parametrize(
    ("later", "at", "why"),
    [(0, ENDS, ENDED), (60, STARTS + 2 * MINUTE, MOVED)],
    ids=["it ended", "it was moved"],
)
def test_what_comes_too_late_is_given_back_with_the_reason(client, room, host, joss, sent, later, at, why):
    where, fields, words = sent(room, host, joss)
    before = _rows()
    session = room.session
    session.starts_at += later * MINUTE
    session.ends_at += later * MINUTE
    session.save()
    client.force_login(joss)

    with time_machine.travel(at, tick=False):
        page = client.post(f"{room.address}{where}", {"cid": str(uuid4()), **fields}).content.decode()

    assert "<title>Error: " in page
    assert words in page
    assert page.count(why) == 1
    assert page.index(words) < page.index(why) < page.index("Half-written")
    assert _rows() == before


def test_a_draft_of_a_poll_is_given_back_with_its_options(client, room, host):
    log_in(client, host)
    sent = {
        "question": "Would you?",
        "option_1": "Yes",
        "option_2": "No",
        "option_3": "",
        "is_multiple": "one",
    }

    with time_machine.travel(ENDS, tick=False):
        page = client.post(f"{room.address}polls/", {"cid": str(uuid4()), **sent}).content.decode()

    assert "Your poll was not made" in page
    assert "Would you?\nYes\nNo</p>" in page
    assert not Poll.objects.exists()


def test_the_door_alone_has_nothing_to_give_back(client, room, joss):
    client.force_login(joss)

    with time_machine.travel(ENDS, tick=False):
        page = client.get(f"{room.address}questions/").content.decode()

    assert "<title>Error: " not in page
    assert page.count(ENDED) == 1
    assert "Copy" not in page


def _rows():
    bodies = [list(model.objects.values_list("body", flat=True)) for model in (Question, Message, NoteBlock)]
    return [*bodies, PollVote.objects.count()]
