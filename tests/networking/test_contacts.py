"""The page of contacts: to ask, answer and end; a no is silence; who is away is not there."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common.policy import ALLOWED
from common.words import day_and_clock
from events.models import Delegate
from networking.actions.contacts import ask_for_contact, decline_contact, withdraw_request
from networking.contacts_refusals import ContactRefused
from networking.models import Block, Contact, Interest, Profile, Suspension, Wish
from networking.presenters.contacts import about_person
from networking.views.loading import Part
from notices.models import Notice
from tests.networking.rows import make_block, make_contact, make_profile, make_shared_room
from tests.networking.steps import same_steps

pytestmark = pytest.mark.django_db

State = Contact.State


@pytest.fixture
def amara(assembly):
    return make_profile(assembly=assembly, name="Dr Amara Fernhollow", contact_details="amara@example.org")


@pytest.fixture
def joss(assembly):
    return make_profile(assembly=assembly, name="Dr Joss Quillbrook", contact_details="joss@example.org")


@pytest.fixture
def as_(client):
    """``as_(profile)``: the client, logged in as that person."""

    def log_in(profile):
        client.force_login(profile.delegate.user)
        return client

    return log_in


def address(assembly, name="networking_contacts", *more):
    return reverse(name, args=[assembly.slug, *more])


def post(client, assembly, contact, act):
    return client.post(address(assembly, "networking_contact_act", contact.code, act), follow=True)


def page(client, assembly):
    return text(client.get(address(assembly)))


def text(answer):
    """A page without what is drawn by lot for each answer."""
    body = answer.content.decode()
    return re.sub(r'(csrfmiddlewaretoken" value="|nonce=")[^"]*"', "", body)


def ask(asker, asked, note="", at=None):
    return ask_for_contact(asker=asker.delegate, asked=asked.delegate, note=note, at=at or timezone.now())


# --- Asking and answering ---


def test_a_note_turns_nothing_that_stands_beside_it(amara, joss):
    assert ask(amara, joss, "Hello \u202egnihtemos").note == "Hello gnihtemos"


def test_a_request_is_asked_seen_and_accepted(as_, assembly, amara, joss):
    amara.shows = ["pronouns", "local_office"]
    amara.save()
    to_ask = address(assembly, "networking_ask", joss.code)
    assert "Add a short note (optional)" in page_of(as_(amara).get(to_ask))

    asked = as_(amara).post(to_ask, {"note": "We spoke about\r\nsimulation."}, follow=True)

    assert "You asked Dr Joss Quillbrook to be in contact. You are told if they accept." in page_of(asked)
    contact = Contact.objects.get()
    assert contact.note == "We spoke about\nsimulation."
    theirs = page(as_(joss), assembly)
    assert "Dr Amara Fernhollow" in theirs
    assert "North West" in theirs
    assert "Doctors in training" not in theirs
    assert "We spoke about\nsimulation." in theirs

    accepted = post(as_(joss), assembly, contact, "accept")

    assert "You and Dr Amara Fernhollow are in contact." in page_of(accepted)
    assert "In contact since" in page(as_(amara), assembly)


def page_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_request_marks_what_is_in_common_as_the_directory_does(as_, assembly, amara, joss):
    names = {each.code: each.name for each in Interest.objects.all()[:2]}
    Profile.objects.filter(pk=joss.pk).update(interests=list(names), offers=["mentoring"])
    Profile.objects.filter(pk=amara.pk).update(interests=list(names)[:1], seeks=["mentoring"])
    make_contact(joss.delegate, amara.delegate, State.ASKED)

    request = page(as_(amara), assembly)

    shared, other = names.values()
    assert f"<dt>In common with you</dt><dd>{shared}</dd>" in request
    assert f"<dt>Also interested in</dt><dd>{other}</dd>" in request
    assert "<strong>Mentoring</strong> (you look for this)" in request
    assert request.count("In common with you") == 1


@pytest.mark.parametrize(
    ("is_own", "state", "words"),
    [
        (True, State.ASKED, "You have asked Dr Joss Quillbrook already. You are told if they accept."),
        (True, State.DECLINED, "You have asked Dr Joss Quillbrook already. You are told if they accept."),
        (False, State.ASKED, "Dr Joss Quillbrook has asked you already: accept or decline here."),
        (True, State.ACCEPTED, "You and Dr Joss Quillbrook are in contact already."),
    ],
)
def test_going_to_ask_where_something_stands_says_so(as_, assembly, amara, joss, is_own, state, words):
    pair = (amara, joss) if is_own else (joss, amara)
    make_contact(*(each.delegate for each in pair), state)

    landed = as_(amara).get(address(assembly, "networking_ask", joss.code), follow=True)

    assert words in page_of(landed)


def test_a_note_of_300_signs_fits_however_its_lines_end_and_a_longer_one_is_kept(as_, assembly, amara, joss):
    to_ask = address(assembly, "networking_ask", joss.code)
    longer = as_(amara).post(to_ask, {"note": "x" * 301})
    assert "Your note must be 300 characters or fewer" in page_of(longer)
    assert "x" * 301 in page_of(longer)
    assert not Contact.objects.exists()

    as_(amara).post(to_ask, {"note": "\r\n".join(["x"] * 150) + "x"})

    assert len(Contact.objects.get().note) == 300


@pytest.mark.parametrize("is_listed", [True, False])
def test_to_have_asked_shows_no_more_than_the_name_of_who_is_not_listed(
    as_, assembly, amara, joss, is_listed
):
    ask(amara, joss)
    Profile.objects.filter(pk=joss.pk).update(shows=["pronouns"], is_listed=is_listed)
    Delegate.objects.filter(pk=joss.delegate_id).update(pronouns="they/them")

    sent = page(as_(amara), assembly)

    assert joss.delegate.name in sent
    assert ("they/them" in sent) is is_listed


@pytest.mark.parametrize("state", [State.ASKED, State.DECLINED])
def test_asking_somebody_who_asked_is_a_yes(as_, assembly, amara, joss, state):
    make_contact(amara.delegate, joss.delegate, state)

    answer = as_(joss).post(address(assembly, "networking_ask", amara.code), {"note": "Yes!"}, follow=True)

    assert "You and Dr Amara Fernhollow are in contact." in page_of(answer)
    assert Contact.objects.get().state == State.ACCEPTED
    assert Notice.objects.get(kind="networking.accepted").facts == {"note": "Yes!"}


@pytest.mark.parametrize(
    ("stands", "who", "act", "status", "words"),
    [
        (State.ACCEPTED, "asked", "accept", 200, "You and Dr Amara Fernhollow are in contact."),
        (
            State.DECLINED,
            "asked",
            "accept",
            200,
            "If you would like to be in contact after all, ask Dr Amara",
        ),
        (State.WITHDRAWN, "asked", "accept", 404, "This is not here any more"),
        (State.ENDED, "asked", "accept", 404, "This is not here any more"),
        (State.DECLINED, "asked", "decline", 200, "You declined. Dr Amara Fernhollow is not told"),
        (State.ACCEPTED, "asked", "decline", 200, "are in contact already. You can end that at any time."),
        (State.WITHDRAWN, "asked", "decline", 404, "This is not here any more"),
        (State.ASKED, "asker", "accept", 404, "This is not here any more"),
        (State.ASKED, "asker", "decline", 404, "This is not here any more"),
        (State.ASKED, "asked", "withdraw", 404, "This is not here any more"),
        (State.WITHDRAWN, "asker", "withdraw", 200, "is withdrawn."),
        (State.ACCEPTED, "asker", "withdraw", 200, "accepted your request: you are in contact."),
        (State.ASKED, "asked", "share", 404, "This is not here any more"),
        (State.ENDED, "asker", "share", 404, "This is not here any more"),
    ],
)
def test_a_page_of_before_says_what_stands(as_, assembly, amara, joss, stands, who, act, status, words):
    contact = make_contact(amara.delegate, joss.delegate, stands)

    answer = post(as_(amara if who == "asker" else joss), assembly, contact, act)

    assert answer.status_code == status
    assert words in answer.content.decode()
    contact.refresh_from_db()
    assert contact.state == stands


# --- A no is not told ---


def test_to_the_asker_a_no_is_silence_byte_for_byte(as_, assembly, amara, joss, time_machine):
    time_machine.move_to(timezone.now() + timedelta(minutes=5), tick=False)
    contact = make_contact(amara.delegate, joss.delegate, State.ASKED, note="Hello")
    other = make_profile(assembly=assembly, name="Somebody else")
    make_contact(amara.delegate, other.delegate, State.ASKED)

    def all_that_amara_sees():
        client = as_(amara)
        client.get("/")  # the first page of a log-in notes the arrival
        seen = []
        for path in (
            address(assembly),
            address(assembly, "networking_ask", joss.code),
            address(assembly, "networking_ask", other.code),
            address(assembly, "networking_contact_end", contact.code),
            "/notices/",
        ):
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(path)
            seen.append((answer.status_code, answer.headers.get("Location"), text(answer), len(asked)))
        part = Part(assembly, amara.delegate, amara, ALLOWED, ALLOWED, timezone.now())
        about = about_person(part, joss, timezone.now())
        seen.append(render_to_string("networking/_person_contact.html", {"assembly": assembly, **about}))
        return seen

    before = all_that_amara_sees()
    decline_contact(contact=contact, actor=joss.delegate, at=timezone.now())
    Contact.objects.filter(pk=contact.pk, state=State.DECLINED).get()
    assert all_that_amara_sees() == before
    assert not Notice.objects.filter(recipient=amara.delegate.user).exists()

    time_machine.move_to(timezone.now() + timedelta(days=60), tick=False)
    late = all_that_amara_sees()
    Contact.objects.filter(pk=contact.pk).update(state=State.ASKED, answered_at=None)
    assert all_that_amara_sees() == late


@pytest.mark.parametrize("act", ["withdraw", "ask", "ask again"])
def test_doing_something_to_a_no_takes_the_same_steps(as_, assembly, amara, joss, act, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    steps, words = [], []
    for state in (State.ASKED, State.DECLINED):
        Contact.objects.all().delete()
        Notice.objects.all().delete()
        contact = ask(amara, joss)
        if state == State.DECLINED:
            decline_contact(contact=contact, actor=joss.delegate, at=timezone.now())
        if act == "ask again":
            withdraw_request(contact=contact, actor=amara.delegate, at=timezone.now())
        client = as_(amara)
        client.get(address(assembly))
        with CaptureQueriesContext(connection) as asked:
            if act == "withdraw":
                post(client, assembly, contact, "withdraw")
            else:
                answer = client.post(
                    address(assembly, "networking_ask", joss.code), {"note": ""}, follow=True
                )
                words.append(re.sub("contacts/[a-z0-9]+/", "", text(answer)))
        steps.append(same_steps(asked))

    assert steps[0] == steps[1]
    assert words[:1] == words[1:]


def test_asking_again_after_a_no_bothers_nobody_for_good(as_, assembly, amara, joss):
    for _ in range(3):
        contact = ask(amara, joss)
        decline_contact(contact=contact, actor=joss.delegate, at=timezone.now())
        withdraw_request(contact=contact, actor=amara.delegate, at=timezone.now())
        assert "There is nothing to do now." in page(as_(joss), assembly)

    again = ask(amara, joss)

    assert again.state == State.DECLINED
    assert "There is nothing to do now." in page(as_(joss), assembly)
    assert "You asked at" in page(as_(amara), assembly)
    # Only the other one can begin anew.
    assert ask(joss, amara).state == State.ACCEPTED


def test_who_was_in_contact_since_may_be_asked_again(amara, joss):
    first = ask(amara, joss)
    decline_contact(contact=first, actor=joss.delegate, at=timezone.now())
    contact = ask(joss, amara)
    assert contact.state == State.ACCEPTED
    Contact.objects.update(state=State.ENDED)

    assert ask(amara, joss).state == State.ASKED


# --- Limits ---


def people(assembly, count):
    return [make_profile(assembly=assembly) for _ in range(count)]


def test_ten_requests_may_wait_at_a_time_declined_ones_too(as_, assembly, amara, joss):
    for number, other in enumerate(people(assembly, 10)):
        state = State.DECLINED if number % 2 else State.ASKED
        make_contact(amara.delegate, other.delegate, state, asked_at=timezone.now() - timedelta(days=3))
    to_ask = address(assembly, "networking_ask", joss.code)
    words = "You have 10 requests that wait for an answer"

    assert words in page_of(as_(amara).get(to_ask))
    refused = page_of(as_(amara).post(to_ask, {"note": "Kept"}))
    assert words in refused
    assert "Kept" in refused
    # Whoever is away is not counted: the number would tell.
    Profile.objects.filter(delegate=Contact.objects.first().asked).update(joined_at=None, is_listed=False)
    assert ask(amara, joss).state == State.ASKED


def test_twenty_may_be_asked_within_24_hours_withdrawn_ones_counted(as_, assembly, amara, joss):
    now = timezone.now()
    for number, other in enumerate(people(assembly, 20)):
        make_contact(
            amara.delegate,
            other.delegate,
            State.WITHDRAWN,
            asked_at=now - timedelta(hours=24, minutes=-1 - number),
        )
    first = (now + timedelta(minutes=1)).replace(second=0, microsecond=0) + timedelta(minutes=1)

    with pytest.raises(ContactRefused) as refused:
        ask(amara, joss, at=now)

    again = day_and_clock(first, assembly.zone)
    assert str(refused.value) == (
        "You asked 20 people within 24 hours, and there cannot be more. "
        f"You can ask the next person from {again}."
    )
    with pytest.raises(ContactRefused):
        ask(amara, joss, at=now + timedelta(minutes=1) - timedelta(microseconds=1))
    assert ask(amara, joss, at=first).state == State.ASKED


def test_what_came_of_wishes_is_not_counted_and_a_yes_is_always_possible(assembly, amara, joss):
    now = timezone.now()
    for number, other in enumerate(people(assembly, 20)):
        state = State.ENDED if number else State.ACCEPTED
        make_contact(amara.delegate, other.delegate, state, asked_at=now, answered_at=now)
    ask(amara, joss)

    for other in people(assembly, 20):
        make_contact(amara.delegate, other.delegate, State.WITHDRAWN)
    late = make_profile(assembly=assembly)
    make_contact(late.delegate, amara.delegate, State.ASKED)
    assert ask(amara, late).state == State.ACCEPTED


# --- Who is away leaves no trace ---


def leave(profile):
    Profile.objects.filter(pk=profile.pk).update(joined_at=None, is_listed=False)


def come_back(profile):
    Profile.objects.filter(pk=profile.pk).update(joined_at=timezone.now(), is_listed=True)


def suspend(profile):
    Suspension.objects.create(delegate=profile.delegate, because="So", since_at=timezone.now())


AWAY = {
    "left": (leave, come_back),
    "suspended": (suspend, lambda each: Suspension.objects.all().delete()),
    "cancelled": (
        lambda each: Delegate.objects.filter(pk=each.delegate_id).update(state="cancelled"),
        lambda each: Delegate.objects.filter(pk=each.delegate_id).update(state="registered"),
    ),
}


@pytest.mark.parametrize("state", [State.ASKED, State.ACCEPTED, State.DECLINED])
@pytest.mark.parametrize("direction", ["sent", "received"])
@pytest.mark.parametrize("how", [*AWAY, "blocks", "is blocked"])
def test_who_is_away_is_not_there_and_comes_back(as_, assembly, amara, joss, state, direction, how):
    empty = page(as_(amara), assembly)
    unknown = as_(amara).get(address(assembly, "networking_ask", "bcdfghjk"))
    gone = as_(amara).post(address(assembly, "networking_contact_act", "bcdfghjk", "share"))
    two = (amara, joss) if direction == "sent" else (joss, amara)
    contact = make_contact(*(each.delegate for each in two), state)
    there = page(as_(amara), assembly)
    assert "Dr Joss Quillbrook" in there
    blocking = (
        lambda each: make_block(*pair_of(how, amara, joss)),
        lambda each: Block.objects.all().delete(),
    )
    go, back = AWAY.get(how, blocking)

    go(joss)

    assert page(as_(amara), assembly) == empty
    # What is one's own can be taken back whatever became of them.
    own = "keep" if state == State.ACCEPTED else "withdraw" if direction == "sent" else ""
    for act in sorted({"accept", "decline", "withdraw", "share", "keep"} - {own}):
        answer = as_(amara).post(address(assembly, "networking_contact_act", contact.code, act))
        assert (answer.status_code, text(answer)) == (404, text(gone))
    answer = as_(amara).get(address(assembly, "networking_ask", joss.code))
    assert (answer.status_code, text(answer)) == (404, text(unknown))
    back(joss)
    assert page(as_(amara), assembly) == there


def pair_of(how, amara, joss):
    pair = (joss.delegate, amara.delegate)
    return pair if how == "blocks" else pair[::-1]


def test_pages_that_are_not_there_ask_as_often(as_, assembly, amara, joss):
    contact = make_contact(amara.delegate, joss.delegate, State.ACCEPTED)
    make_block(joss.delegate, amara.delegate)
    client = as_(amara)
    client.get(address(assembly))

    def steps(path, method):
        with CaptureQueriesContext(connection) as asked:
            assert getattr(client, method)(path).status_code == 404
        return len(asked)

    for name, known, unknown, more, method in [
        ("networking_ask", joss.code, "bcdfghjk", (), "get"),
        ("networking_ask", joss.code, "bcdfghjk", (), "post"),
        ("networking_contact_act", contact.code, "bcdfghjk", ("accept",), "post"),
        ("networking_contact_act", contact.code, "bcdfghjk", ("share",), "post"),
        ("networking_again", joss.code, "bcdfghjk", (), "post"),
    ]:
        ways = [address(assembly, name, code, *more) for code in (known, unknown)]
        assert steps(ways[0], method) == steps(ways[1], method)


def test_who_is_not_listed_can_be_asked_only_by_whom_they_met_and_both_are_open_to_it(
    as_, assembly, amara, joss
):
    Profile.objects.filter(pk=joss.pk).update(is_listed=False)
    to_ask = address(assembly, "networking_ask", joss.code)
    assert as_(amara).get(to_ask).status_code == 404
    make_shared_room(amara.delegate, joss.delegate)
    Profile.objects.filter(pk=joss.pk).update(meets_again=True)
    assert as_(amara).get(to_ask).status_code == 404

    Profile.objects.filter(pk=amara.pk).update(meets_again=True)

    assert as_(amara).get(to_ask).status_code == 200


def test_who_did_not_join_is_told_so_and_strangers_find_no_page(as_, assembly, amara):
    leave(amara)
    closed = as_(amara).get(address(assembly))
    assert closed.status_code == 403
    assert "Join networking first" in closed.content.decode()

    stranger = make_profile()

    assert as_(stranger).get(address(assembly)).status_code == 404


# --- Ending, and how to reach each other ---


def test_ending_asks_first_and_nobody_is_told(as_, assembly, amara, joss):
    contact = make_contact(amara.delegate, joss.delegate)
    to_end = address(assembly, "networking_contact_end", contact.code)
    assert "is not told; the contact just is no longer there" in page_of(as_(joss).get(to_end))
    assert Contact.objects.get().state == State.ACCEPTED

    ended = page_of(as_(joss).post(to_end, follow=True))

    assert "You and Dr Amara Fernhollow are not in contact any more." in ended
    assert "Joss Quillbrook" not in page(as_(amara), assembly)
    assert not Notice.objects.exists()
    assert as_(amara).get(to_end).status_code == 404


def test_details_are_shown_when_both_share_and_hidden_when_one_does_not(as_, assembly, amara, joss):
    contact = make_contact(amara.delegate, joss.delegate)

    def seen():
        return [
            other.contact_details in page(as_(own), assembly) for own, other in ((amara, joss), (joss, amara))
        ]

    assert seen() == [False, False]
    before = page(as_(joss), assembly)
    first = text(post(as_(amara), assembly, contact, "share"))
    assert "You share how to reach you with Dr Joss Quillbrook. It is shown when both of you do." in first
    assert seen() == [False, False]
    assert page(as_(joss), assembly) == before  # nor is it told that one of them does
    second = text(post(as_(joss), assembly, contact, "share"))
    assert "You and Dr Amara Fernhollow now see how to reach each other." in second
    assert seen() == [True, True]
    post(as_(amara), assembly, contact, "keep")
    assert seen() == [False, False]
    post(as_(amara), assembly, contact, "share")
    assert seen() == [True, True]
    # Who empties theirs sees nothing of the other's.
    Profile.objects.filter(pk=joss.pk).update(contact_details="")
    assert "joss@example.org" not in page(as_(amara), assembly)
    assert "amara@example.org" not in page(as_(joss), assembly)
    assert "now see" not in text(post(as_(amara), assembly, contact, "share"))


def test_who_wrote_no_details_is_told_where_to(as_, assembly, amara, joss):
    Profile.objects.filter(pk=amara.pk).update(contact_details=" ")
    contact = make_contact(amara.delegate, joss.delegate)

    answer = page_of(post(as_(amara), assembly, contact, "share"))

    assert "Say how people can reach you first, on “What I show”." in answer
    contact.refresh_from_db()
    assert contact.asker_shares_at is None


# --- The page as a whole ---


def test_an_empty_page_says_what_will_be_here(as_, assembly, amara):
    empty = page(as_(amara), assembly)

    assert empty.count('class="app-empty"') == 4


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_whatever_it_lists(as_, assembly, amara, count, django_assert_num_queries):
    Profile.objects.filter(pk=amara.pk).update(meets_again=True)
    for _ in range(count):
        for state in (State.ASKED, State.DECLINED, State.ACCEPTED):
            other = make_profile(assembly=assembly, interests=["global-health"])
            make_contact(amara.delegate, other.delegate, state)
            other = make_profile(assembly=assembly, interests=["global-health"])
            make_contact(other.delegate, amara.delegate, state)
        met = make_profile(assembly=assembly, meets_again=True)
        make_shared_room(amara.delegate, met.delegate)
        Wish.objects.create(by=amara.delegate, about=met.delegate, wished_at=timezone.now())
    client = as_(amara)
    client.get(address(assembly))

    with django_assert_num_queries(14):
        client.get(address(assembly))


@pytest.mark.parametrize("state", [None, *Contact.OPEN])
def test_a_person_is_told_about_in_one_query(assembly, amara, joss, state, django_assert_num_queries):
    if state:
        make_contact(amara.delegate, joss.delegate, state)
    part = Part(assembly, amara.delegate, amara, ALLOWED, ALLOWED, timezone.now())

    with django_assert_num_queries(1):
        about = about_person(part, joss, timezone.now())
        render_to_string("networking/_person_contact.html", {"assembly": assembly, **about})
