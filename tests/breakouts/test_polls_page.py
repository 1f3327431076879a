"""The polls of a room by plain forms: who finds what, what is answered, and what no page tells."""

import re
from uuid import uuid4

import pytest
import time_machine

from breakouts.actions import move_poll
from breakouts.models import Poll, PollVote
from breakouts.polls.presenters import told_in_words
from breakouts.polls.rules import FEW, NOTHING, State, Told
from tests.breakouts.days import MINUTE, STARTS, make_guest
from tests.breakouts.running import answer, answered, drafted, guest_in, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def during():
    with time_machine.travel(STARTS + MINUTE, tick=False):
        yield


@pytest.fixture
def joss(room):
    return guest_in(room, name="Dr Joss").user


def address(room, *parts):
    return "/".join([f"{room.address}polls", *map(str, parts), ""])


def vote(client, poll, *choices, **more):
    sent = {"cid": str(uuid4()), "choices": [str(place) for place in choices], **more}
    return client.post(address(poll.room, poll.pk, "vote"), sent)


def shown(client, room):
    return client.get(address(room)).content.decode()


def revealed(host, poll):
    for to in (State.CLOSED, State.REVEALED):
        move_poll(actor=host, room=poll.room, poll=poll.pk, to=to, at=STARTS)


def test_a_poll_is_answered_and_answered_otherwise(client, room, host, joss, during):
    poll = opened(host, room)
    client.force_login(joss)

    assert "You answered" not in shown(client, room)
    assert vote(client, poll, 1).headers["Location"] == f"{address(room)}#poll-{poll.pk}"
    page = shown(client, room)
    assert "You answered: <bdi>No</bdi>. 1 person has answered" in page
    assert "Your answer was taken" in page
    assert "Change my answer" in page
    vote(client, poll, 2)
    assert "You answered: <bdi>Not sure</bdi>. 1 person has answered" in shown(client, room)
    assert PollVote.objects.get().choices == [2]
    assert client.get(address(room, poll.pk, "vote")).status_code == 302


def test_several_are_chosen_where_the_poll_says_so(client, room, host, joss, during):
    poll = opened(host, room, is_multiple=True)
    client.force_login(joss)

    vote(client, poll, 2, 0)

    page = shown(client, room)
    assert "You answered: <bdi>Yes, Not sure</bdi>." in page
    assert len(re.findall(r'type="checkbox"[^>]* checked', page)) == 2


def test_one_form_sent_twice_is_one_answer(client, room, host, joss, during):
    poll = opened(host, room)
    client.force_login(joss)
    cid = str(uuid4())

    vote(client, poll, 1, cid=cid)
    vote(client, poll, 2)
    vote(client, poll, 1, cid=cid)

    assert PollVote.objects.get().choices == [2]


@pytest.mark.parametrize(("choices", "words"), [((), "Select your answer"), ((7,), "Select an answer from")])
def test_what_is_wrong_is_told_at_the_poll(client, room, host, joss, during, choices, words):
    poll = opened(host, room)
    client.force_login(joss)

    page = vote(client, poll, *choices).content.decode()

    assert words in page
    assert "<title>Error: " in page
    assert not PollVote.objects.exists()


@pytest.mark.parametrize(("choices", "more"), [((0,), {}), ((9,), {}), ((), {}), ((0,), {"cid": ""})])
def test_who_is_late_is_told_that_it_is_closed(client, room, host, joss, during, choices, more):
    poll = opened(host, room)
    revealed(host, poll)
    client.force_login(joss)

    page = vote(client, poll, *choices, **more).content.decode()

    assert "<title>Error: " in page
    assert page.count("This poll is closed. Your last answer before that counts.") == 2
    (target,) = re.findall(r'href="#(poll-[^"]+)"', page)
    assert f'id="{target}"' in page


def test_a_host_makes_opens_closes_and_shows_a_poll(client, room, host, joss, during):
    client.force_login(host)
    typed = {"cid": str(uuid4()), "question": "Would you raise it?", "is_multiple": "several"}
    refused = client.post(address(room), {**typed, "option_1": "Yes"}).content.decode()
    assert "Enter at least 2 options" in refused
    assert 'value="Would you raise it?"' in refused

    made = client.post(address(room), {**typed, "option_1": "Yes", "option_4": "No"})
    poll = Poll.objects.get()
    assert made.headers["Location"] == f"{address(room)}#poll-drafts"
    assert (poll.options, poll.is_multiple) == (["Yes", "No"], True)
    assert "Would you raise it?" in shown(client, room)
    for to in ("open", "closed", "revealed"):
        assert client.post(address(room, poll.pk, to)).status_code == 302
    poll.refresh_from_db()
    assert poll.state == State.REVEALED
    client.post(address(room, poll.pk, "closed"))
    assert "Somebody else has moved this poll on." in shown(client, room)


def test_a_draft_is_on_no_delegates_page_and_they_find_no_way_to_move_it(client, room, host, joss, during):
    poll = drafted(host, room)
    client.force_login(joss)

    page = shown(client, room)
    assert "Would you raise it?" not in page
    assert "Prepare a poll" not in page
    for to in ("open", "withdrawn", "draft", "nowhere"):
        assert client.post(address(room, poll.pk, to)).status_code == 404
    assert vote(client, poll, 0).status_code == 404
    assert client.post(address(room), {"question": "Tea?", "cid": str(uuid4())}).status_code in {200, 404}
    assert Poll.objects.count() == 1


def test_outside_the_door_is_found_and_nothing_of_the_poll(client, room, host, during):
    opened(host, room)
    stranger = make_guest(room).user
    room.capacity = 0
    room.save()
    client.force_login(stranger)

    assert "Would you raise it?" not in shown(client, room)


def test_the_tab_says_that_a_poll_is_open_without_scripts(client, room, host, joss, during):
    client.force_login(joss)
    assert "1 open" not in client.get(room.address).content.decode()
    opened(host, room)

    assert "1 open" in client.get(room.address).content.decode()


# --- What is told, and what is not


def test_nobodys_page_tells_counts_before_the_result_is_shown(client, room, host, joss, during):
    poll = opened(host, room)
    answered(poll, (14, 11, 5))
    move_poll(actor=host, room=room, poll=poll.pk, to=State.CLOSED, at=STARTS)

    for user in (host, joss):
        client.force_login(user)
        page = shown(client, room)
        assert "The result is not shown yet." in page
        panel = page[page.index('id="asked-polls"') : page.index("</ol>", page.index('id="asked-polls"'))]
        assert not re.search(r"\d", re.sub(r"<[^>]+>", "", panel))


def test_a_result_is_text_with_bars(client, room, host, joss, during):
    poll = opened(host, room)
    answered(poll, (11, 15, 3))
    answer(joss, poll, 0)
    revealed(host, poll)
    client.force_login(joss)

    page = shown(client, room)

    assert "<bdi>Yes</bdi>: <strong>12 of 30 (40%)</strong> (your answer)" in page
    assert "<bdi>No</bdi>: <strong>15 of 30 (50%)</strong>" in page
    assert '<progress class="app-poll__bar" aria-hidden="true" value="12" max="30"></progress>' in page
    assert "style=" not in page[page.index('id="polls"') :]
    client.force_login(host)
    assert "(your answer)" not in shown(client, room)


def test_with_fewer_than_ten_answers_even_hosts_read_only_that(client, room, host, joss, during):
    poll = opened(host, room)
    answered(poll, (6, 3, 0))
    revealed(host, poll)

    for user in (host, joss):
        client.force_login(user)
        page = shown(client, room)
        assert "Fewer than 10 people answered, so the result is not shown." in page
        assert "<progress" not in page
        assert "(67%)" not in page
        assert "9 people" not in page


def test_small_counts_are_not_told_and_cannot_be_worked_out(client, room, host, joss, during):
    poll = opened(host, room)
    answered(poll, (20, 9, 1))
    revealed(host, poll)
    client.force_login(joss)

    page = shown(client, room)

    assert "<strong>19 or more of 30 (63% or more)</strong>" in page
    assert "<strong>Fewer than 3</strong>" in page
    assert "numbers are left open" in page


def test_words_for_every_way_to_tell():
    ways = [Told(5, 5), Told(8, None), FEW, NOTHING]

    assert [told_in_words(one, 40) for one in ways] == [
        "5 of 40 (13%)",
        "8 or more of 40 (20% or more)",
        "Fewer than 3",
        "Not shown",
    ]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_costs_the_same_with_one_poll_as_with_thirty(
    client, room, host, joss, during, django_assert_num_queries, count
):
    for _ in range(count):
        revealed(host, opened(host, room))
    client.force_login(joss)
    shown(client, room)

    with django_assert_num_queries(QUERIES):
        shown(client, room)


QUERIES = 31


# --- Reactions


def test_a_reaction_is_sent_without_scripts(client, room, host, joss, during):
    client.force_login(joss)

    page = client.post(f"{room.address}react/", {"kind": "clap"}, follow=True).content.decode()

    assert "Sent: Clap" in page
    for word in ("Clap", "Heart", "Yes", "Thinking"):
        assert f"</span> {word}</button>" in page
    client.force_login(make_guest(room).user)
    client.post(f"{room.address}react/", {"kind": "clap"})
    assert client.post(f"{room.address}react/", {"kind": "boo"}).status_code == 302
    there = client.post(f"{room.address}react/", {"kind": "clap", "tab": "polls"})
    assert there.headers["Location"] == address(room)
    assert '<input type="hidden" name="tab" value="polls">' in shown(client, room)
