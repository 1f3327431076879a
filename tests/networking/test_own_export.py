"""One's own networking as a file: all of one's own words, and of others only what a page would show now."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from common.words import day_and_clock
from events.models import Delegate
from networking.models import Contact, Member, Profile, Suspension
from tests.factories import log_in
from tests.networking.rows import make_block, make_contact, make_conversation, make_line, make_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(assembly):
    return make_profile(assembly=assembly, name="Ann", contact_details="ann@example.org")


@pytest.fixture
def bob(assembly):
    return make_profile(assembly=assembly, name="Bob", contact_details="bob@example.org")


def exported(client, profile) -> str:
    log_in(client, profile.delegate.user)
    answer = client.get(f"/{profile.delegate.assembly.slug}/networking/export/")
    return b"".join(answer.streaming_content).decode()


def suspended(profile):
    Suspension.objects.create(delegate=profile.delegate, because="Rude", since_at=timezone.now())


def left(profile):
    Profile.objects.filter(pk=profile.pk).update(joined_at=None, is_listed=False)


def without_a_place(profile):
    Delegate.objects.filter(pk=profile.delegate_id).update(state=Delegate.State.CANCELLED)


def blocks_ann(bob):
    make_block(bob.delegate, Delegate.objects.get(assembly=bob.delegate.assembly, user__name="Ann"))


@pytest.mark.parametrize("happened", [suspended, left, without_a_place])
def test_whoever_may_not_take_part_takes_home_only_their_own_words(client, ann, bob, happened):
    now = timezone.now()
    make_contact(ann.delegate, bob.delegate, note="Hello Bob", asker_shares_at=now, asked_shares_at=now)
    pair = make_conversation(ann.delegate, bob.delegate)
    group = make_conversation(ann.delegate, bob.delegate, title="Leaders")
    for talk in (pair, group):
        make_line(talk, ann.delegate, f"Ann said in {talk.kind}")
        make_line(talk, bob.delegate, f"Bob said in {talk.kind}")
    happened(ann)

    page = exported(client, ann)

    for words in ("Ann said in pair", "Ann said in group", "Hello Bob", "only while you take part"):
        assert words in page
    for words in ("Bob said", "ith <bdi>", "bob@example.org", "<h3><bdi>Bob", "for you", "this group"):
        assert words not in page


def test_own_words_in_a_group_that_one_left_are_in_it_and_those_of_others_are_not(client, ann, bob):
    group = make_conversation(ann.delegate, bob.delegate, title="Leaders")
    make_line(group, ann.delegate, "Ann said before")
    Member.objects.filter(delegate=ann.delegate).update(state=Member.State.LEFT, left_at=timezone.now())
    make_line(group, bob.delegate, "Bob said after")

    page = exported(client, ann)

    assert (
        "Leaders</bdi></h3>\n<p>You are not in this group any more. What you wrote is yours to keep." in page
    )
    assert "Ann said before" in page
    assert "Bob said" not in page


def test_contact_details_are_in_it_only_as_the_page_shows_them(client, ann, bob):
    now = timezone.now()
    make_contact(ann.delegate, bob.delegate, asker_shares_at=now, asked_shares_at=now)
    assert "bob@example.org" in exported(client, ann)

    Profile.objects.filter(pk=ann.pk).update(contact_details="")
    page = exported(client, ann)
    assert "<h3><bdi>Bob" in page
    assert "bob@example.org" not in page


def test_what_was_open_at_the_end_is_taken_home_after_it(client, ann, bob, time_machine):
    now = timezone.now()
    make_contact(ann.delegate, bob.delegate, asker_shares_at=now, asked_shares_at=now)
    make_line(make_conversation(ann.delegate, bob.delegate), bob.delegate, "Bob said")
    time_machine.move_to(ann.delegate.assembly.closes_at + timedelta(days=1))

    page = exported(client, ann)
    assert "Bob said" in page
    assert "bob@example.org" in page

    left(bob)
    page = exported(client, ann)
    assert "Bob said" not in page
    assert "bob@example.org" not in page


@pytest.mark.parametrize("happened", [suspended, left, without_a_place, blocks_ann])
def test_of_who_is_gone_it_says_the_same_whatever_became_of_them(client, ann, bob, happened):
    make_line(make_conversation(ann.delegate, bob.delegate), ann.delegate, "Ann said to Bob")
    group = make_conversation(ann.delegate, bob.delegate, title="Leaders")
    make_line(group, ann.delegate, "Ann said to the group")
    happened(bob)

    page = exported(client, ann)

    assert (
        "<h3>A conversation of two</h3>\n"
        "<p>The other person is not here for you any more. What you wrote is yours to keep.</p>"
    ) in page
    assert (
        "<h3><bdi>Leaders</bdi></h3>\n"
        "<p>Nobody else of this group is here for you now. What you wrote is yours to keep.</p>"
    ) in page
    assert "Bob" not in page.replace("Ann said to Bob", "")


@pytest.mark.parametrize(
    ("state", "is_named"),
    [("asked", True), ("declined", True), ("accepted", True), ("withdrawn", False), ("ended", False)],
)
def test_a_note_says_to_whom_it_went_as_long_as_the_page_of_contacts_does(client, ann, bob, state, is_named):
    asked = make_contact(ann.delegate, bob.delegate, Contact.State(state), note="I read your poster")
    when = day_and_clock(asked.asked_at, ann.delegate.assembly.zone)
    named, alone = (f"You asked {to}at {when}:<br><bdi>I read your poster" for to in ("<bdi>Bob</bdi> ", ""))

    assert (named if is_named else alone) in exported(client, ann)

    for happens in (left, blocks_ann):
        happens(bob)
        assert alone in exported(client, ann)


def test_all_that_one_chose_is_in_it(client, ann, time_machine):
    at = ann.delegate.assembly.starts_at
    time_machine.move_to(at)
    page = exported(client, ann)
    assert f"Made at {day_and_clock(at, ann.delegate.assembly.zone)} for <bdi>Ann</bdi>" in page
    for words in ("<dd>Listed: ", "<dd>You have not said that you are open to it", "<dd>9pm to 7am</dd>"):
        assert words in page

    quiet = {"quiet_from": time(7), "quiet_until": time(7)}
    Profile.objects.filter(pk=ann.pk).update(is_listed=False, meets_again=True, **quiet)
    page = exported(client, ann)
    for words in ("<dd>Not listed</dd>", "<dd>People who shared a room with you may", "<dd>None</dd>"):
        assert words in page
