"""Whoever wrote to somebody alone stays within reach, and nothing tells why they are not there any more."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Delegate
from networking.actions.keeping_away import block_person
from networking.actions.profiles import leave
from networking.models import Block, Contact, Line, Member, Mute, NetworkingReport, Profile, Suspension
from tests.factories import log_in
from tests.networking.rows import make_block, make_contact, make_conversation, make_line, make_profile

pytestmark = pytest.mark.django_db
VARYING = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|blocks/[0-9a-z]{8}/')


@pytest.fixture
def ann(client, assembly):
    profile = make_profile(assembly=assembly, name="Ann")
    log_in(client, profile.delegate.user)
    client.get(f"/{assembly.slug}/networking/safety/")
    return profile


@pytest.fixture
def bob(ann):
    return make_profile(assembly=ann.delegate.assembly, name="Bob")


@pytest.fixture
def line(ann, bob):
    """What Bob wrote to his contact Ann; both are in a group, too."""
    make_contact(bob.delegate, ann.delegate, asked_shares_at=timezone.now())
    cat = make_profile(assembly=ann.delegate.assembly, name="Cat")
    make_conversation(ann.delegate, bob.delegate, cat.delegate, title="Leaders")
    return make_line(make_conversation(ann.delegate, bob.delegate), bob.delegate, "A threat")


def left(ann, bob):
    leave(delegate=bob.delegate, at=timezone.now())


def suspended(ann, bob):
    Suspension.objects.create(delegate=bob.delegate, because="Rude", since_at=timezone.now())


def without_a_place(ann, bob):
    Delegate.objects.filter(pk=bob.delegate_id).update(state=Delegate.State.CANCELLED)


def blocked(ann, bob):
    block_person(delegate=bob.delegate, profile=ann, at=timezone.now())


def blocked_and_left(ann, bob):
    blocked(ann, bob)
    left(ann, bob)


def base(profile) -> str:
    return f"/{profile.delegate.assembly.slug}/networking/"


def asked(client, method, address, data=None) -> tuple[int, str, int]:
    with CaptureQueriesContext(connection) as queries:
        answer = getattr(client, method)(address, data or {})
    return (
        answer.status_code,
        VARYING.sub("", answer.content.decode()) + answer.headers.get("Location", ""),
        len(queries),
    )


def told_alike(client, ann, bob, questions, happened) -> list[int]:
    """Ask the same after a block and after what happened: all answers are alike; return their numbers."""
    told = []
    for change in (blocked, happened):
        with transaction.atomic():
            change(ann, bob)
            told.append([asked(client, *question) for question in questions])
            in_group = Member.objects.filter(delegate=ann.delegate, conversation__title="Leaders")
            assert {each.state for each in in_group} <= {Member.State.IN}
            transaction.set_rollback(True)

    for question, one, other in zip(questions, *told, strict=True):
        assert one[::2] == other[::2], question
        assert one[1].splitlines() == other[1].splitlines(), question
    return [status for status, _, _ in told[0]]


@pytest.mark.parametrize("happened", [left, suspended, without_a_place, blocked_and_left])
def test_whatever_happened_looks_as_if_they_blocked(client, ann, bob, line, happened):
    person = f"{base(ann)}people/{bob.code}/"
    contact = f"{base(ann)}contacts/{Contact.objects.get().code}/"
    questions = [
        ("get", f"{base(ann)}safety/"),
        ("get", person),
        ("get", f"{person}block/"),
        ("get", f"{person}report/"),
        ("get", f"{person}report/?line={line.pk}"),
        ("get", f"{person}report/sent/"),
        ("post", f"{person}conversation/"),
        ("post", f"{person}report/?line={line.pk}", {"because": "A threat"}),
        ("post", f"{person}mute/"),
        ("get", f"{base(ann)}safety/"),
        ("post", f"{person}mute/end/"),
        ("get", f"{base(ann)}contacts/"),
        ("post", f"{contact}share/"),
        ("get", f"{contact}end/"),
        ("post", f"{contact}keep/"),
        ("get", f"{base(ann)}contacts/"),
        ("get", f"{base(ann)}safety/"),
        ("post", f"{contact}end/"),
        ("get", f"{contact}end/"),
        ("post", f"{contact}end/"),
        ("post", f"{person}block/"),
        ("get", f"{person}block/"),
        ("get", f"{person}report/"),
        ("get", f"{base(ann)}conversations/"),
        ("get", f"{base(ann)}safety/"),
    ]
    assert told_alike(client, ann, bob, questions, happened) == [
        *(200, 404, 200, 200, 200, 200, 404, 302, 302, 200, 302),
        *(200, 404, 200, 302, 200, 200, 302, 200, 302),
        *(302, 302, 404, 200, 200),
    ]


@pytest.mark.parametrize("stood", ["asked", "declined", "accepted", "withdrawn"])
@pytest.mark.parametrize("happened", [left, suspended, without_a_place, blocked_and_left])
def test_a_request_to_whoever_is_gone_tells_nothing_when_it_is_taken_back(client, ann, bob, stood, happened):
    request = make_contact(ann.delegate, bob.delegate, Contact.State(stood), note="Shall we talk?")
    withdraw = f"{base(ann)}contacts/{request.code}/withdraw/"
    pages = [("get", f"{base(ann)}safety/"), ("get", f"{base(ann)}contacts/")]

    questions = [*pages, ("post", withdraw), ("post", withdraw), *pages]

    done = 404 if stood == "accepted" else 302
    assert told_alike(client, ann, bob, questions, happened) == [200, 200, done, done, 200, 200]


@pytest.mark.parametrize("stood", ["asked", "declined"])
@pytest.mark.parametrize("happened", [left, suspended, without_a_place, blocked, blocked_and_left])
def test_a_request_to_whoever_is_gone_is_taken_back_on_safety(client, ann, bob, stood, happened):
    request = make_contact(ann.delegate, bob.delegate, Contact.State(stood), note="Shall we talk?")
    safety, heading = f"{base(ann)}safety/", "Requests to people who are not here any more"
    assert heading not in client.get(safety).content.decode()
    happened(ann, bob)
    assert heading in client.get(safety).content.decode()

    done = client.post(f"{base(ann)}contacts/{request.code}/withdraw/", follow=True)

    assert done.redirect_chain == [(safety, 302)]
    page = done.content.decode()
    assert "Your request to Bob is withdrawn." in page
    assert heading not in page
    request.refresh_from_db()
    assert request.state == Contact.State.WITHDRAWN


def test_who_wrote_is_in_the_list_once_they_are_gone_the_last_first(client, ann, bob, line, assembly):
    now = timezone.now()
    people = [make_profile(assembly=assembly, name=name) for name in ("Dan", "Eve", "Fay", "Gus")]
    for number, each in enumerate(people, start=1):
        make_line(
            make_conversation(ann.delegate, each.delegate),
            each.delegate,
            sent_at=now - timedelta(hours=number),
        )
    dan, eve, fay, gus = people
    only_asked = make_profile(assembly=assembly, name="Hal")
    make_conversation(ann.delegate, only_asked.delegate)
    Line.objects.filter(author=dan.delegate).update(removed_at=now, body="")
    for each in (bob, dan, eve, only_asked):
        left(ann, each)
    make_block(fay.delegate, ann.delegate)
    make_block(ann.delegate, eve.delegate)

    page = client.get(f"{base(ann)}safety/").content.decode()

    gone = page[page.index('id="gone"') : page.index('id="shared"')]
    assert re.findall(r"<bdi>(\w+)</bdi>", gone) == ["Bob", "Dan", "Fay"]
    assert f"people/{bob.code}/report/?line={line.pk}" in gone
    # What Dan wrote and removed is nothing to quote: it is he who is reported.
    assert f'people/{dan.code}/report/"' in gone
    assert client.get(f"{base(ann)}people/{dan.code}/report/").status_code == 200
    assert gus.delegate.name not in gone


def test_whoever_is_gone_is_reported_and_blocked_by_the_page(client, ann, bob, line):
    blocked(ann, bob)
    person = f"{base(ann)}people/{bob.code}/"

    sent = client.post(f"{person}report/?line={line.pk}", {"because": "A threat"}, follow=True)
    assert "Block this person" in sent.content.decode()
    done = client.post(f"{person}block/", follow=True).content.decode()

    assert NetworkingReport.objects.get().body == "A threat"
    assert Block.objects.filter(blocker=ann.delegate.user, blocked=bob.delegate.user).exists()
    assert "You block Bob. They are not told." in done
    assert "Unblock" in done


def test_a_group_that_both_are_in_is_left_by_whoever_is_gone(ann, bob, line):
    suspended(ann, bob)

    block_person(delegate=ann.delegate, profile=bob, at=timezone.now())

    states = Member.objects.filter(conversation__title="Leaders").values_list("delegate__name", "state")
    assert dict(states) == {"Ann": Member.State.IN, "Bob": Member.State.LEFT, "Cat": Member.State.IN}
    assert Contact.objects.get().state == Contact.State.ENDED


def hidden(ann, bob):
    Profile.objects.filter(pk=bob.pk).update(is_listed=False)


@pytest.mark.parametrize("act", ["block/", "report/", "mute/", "mute/end/", "conversation/"])
@pytest.mark.parametrize("happened", [left, blocked])
def test_of_a_hidden_person_a_code_that_was_kept_opens_nothing(client, ann, bob, act, happened):
    method = "get" if act in ("block/", "report/") else "post"
    address = f"{base(ann)}people/{bob.code}/{act}"
    told = []
    for change in (hidden, happened):
        with transaction.atomic():
            change(ann, bob)
            told.append(asked(client, method, address))
            transaction.set_rollback(True)

    assert told[0] == told[1]
    # Taking a mute back that never was is answered alike for everybody: with Safety, and no words.
    assert told[0][0] == (302 if act == "mute/end/" else 404)


@pytest.mark.parametrize("happened", [hidden, left, blocked])
def test_a_name_in_the_list_of_mutes_stays_until_it_is_taken_out(client, ann, bob, happened):
    Mute.objects.create(by=ann.delegate, about=bob.delegate, muted_at=timezone.now())
    happened(ann, bob)

    assert "Unmute" in client.get(f"{base(ann)}safety/").content.decode()
    assert client.post(f"{base(ann)}people/{bob.code}/mute/end/").status_code == 302
    assert not Mute.objects.exists()


@pytest.mark.parametrize("happened", [left, suspended, without_a_place, blocked, blocked_and_left])
def test_what_was_shared_is_taken_back_from_whoever_is_gone_and_the_contact_ended(
    client, ann, bob, line, happened
):
    contact = Contact.objects.get()
    safety = f"{base(ann)}safety/"
    assert "Contacts who are not here any more" not in client.get(safety).content.decode()
    happened(ann, bob)
    assert "Contacts who are not here any more" in client.get(safety).content.decode()

    done = client.post(f"{base(ann)}contacts/{contact.code}/keep/", follow=True)
    assert done.redirect_chain == [(safety, 302)]
    assert "You no longer share how to reach you with Bob." in done.content.decode()
    contact.refresh_from_db()
    assert contact.asked_shares_at is None
    assert "Contacts who are not here any more" not in client.get(safety).content.decode()

    assert (
        f'href="{safety}">No, go back'
        in client.get(f"{base(ann)}contacts/{contact.code}/end/").content.decode()
    )
    done = client.post(f"{base(ann)}contacts/{contact.code}/end/", follow=True)
    assert done.redirect_chain == [(safety, 302)]
    assert "You and Bob are not in contact any more." in done.content.decode()
    Suspension.objects.update(ended_at=timezone.now())
    contact.refresh_from_db()
    assert contact.state == Contact.State.ENDED
    assert "Bob" not in client.get(f"{base(ann)}contacts/").content.decode()


def test_ending_takes_back_what_was_shared_and_what_was_shared_before_is_not_asked_about(client, ann, bob):
    now = timezone.now()
    make_contact(bob.delegate, ann.delegate, Contact.State.ENDED, asked_shares_at=now, ended_at=now)
    again = make_contact(ann.delegate, bob.delegate, asker_shares_at=now)
    suspended(ann, bob)
    assert "Bob" in client.get(f"{base(ann)}safety/").content.decode()

    client.post(f"{base(ann)}contacts/{again.code}/end/", follow=True)

    assert "Bob" not in client.get(f"{base(ann)}safety/").content.decode()


def test_whoever_blocks_shares_no_more_with_whom_they_blocked(client, ann, bob, line):
    block_person(delegate=ann.delegate, profile=bob, at=timezone.now())
    Block.objects.all().delete()
    suspended(ann, bob)

    assert "Contacts who are not here any more" not in client.get(f"{base(ann)}safety/").content.decode()
