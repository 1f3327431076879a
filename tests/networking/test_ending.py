"""What networking keeps until when, what goes then, and what people take home before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from breakouts.clearing.engine import begin, clear_batch
from networking.actions.clearing import clear_due_networking
from networking.clearing.queries import NETWORKING, until_of
from networking.models import (
    Block,
    Contact,
    Conversation,
    Line,
    Member,
    Mute,
    NetworkingClearing,
    NetworkingReport,
    Profile,
    SafetyAct,
    Suspension,
    Wish,
)
from realtime.models import Frame, Stream
from tests.factories import log_in, make_delegate, make_live_assembly, make_organiser
from tests.networking.rows import make_block, make_contact, make_conversation, make_line, make_profile

pytestmark = pytest.mark.django_db
GONE = (Contact, Conversation, Line, Member, Mute, NetworkingReport, Profile, SafetyAct, Suspension, Wish)
TICK = timedelta(microseconds=1)


@pytest.fixture
def ann(assembly):
    return make_profile(assembly=assembly, name="Ann", contact_details="ann@example.org")


@pytest.fixture
def bob(assembly):
    return make_profile(assembly=assembly, name="Bob", contact_details="bob@example.org")


def lived(ann, bob):
    """One of each thing that networking keeps."""
    at, one, other = timezone.now(), ann.delegate, bob.delegate
    talk = make_conversation(one, other)
    line = make_line(talk, other)
    make_contact(one, other)
    Wish.objects.create(by=one, about=other, wished_at=at)
    Mute.objects.create(by=one, about=other, muted_at=at)
    Suspension.objects.create(delegate=other, because="Rude", since_at=at)
    SafetyAct.objects.create(
        assembly=one.assembly, about=other, about_name="Bob", verb="suspended", because="Rude", at=at
    )
    NetworkingReport.objects.create(
        reporter=one, about=other, kind="line", line=line, because="Rude", reported_at=at
    )
    make_block(one, other)
    a_frame(talk.stream)
    return talk


def a_frame(name):
    """Something that travelled there, whatever it was."""
    stream = Stream.objects.create(name=name)
    Frame.objects.create(stream=stream, seq=1, type="x", payload={"body": "Hello"}, at=timezone.now())


def test_nothing_goes_the_tick_before_and_everything_but_blocks_at_the_instant(ann, bob):
    lived(ann, bob)
    goes = until_of(ann.delegate.assembly)

    assert clear_due_networking(at=goes - TICK) == 0
    assert all(model.objects.exists() for model in GONE)
    assert clear_due_networking(at=goes) == 1
    assert [model.__name__ for model in GONE if model.objects.exists()] == []
    assert Block.objects.count() == 1
    assert not Frame.objects.exists()
    record = NetworkingClearing.objects.get()
    assert record.done_at == goes
    assert record.unhandled_count == 1
    assert record.counts["lines"] == 1
    assert clear_due_networking(at=goes + timedelta(days=1)) == 0


def test_killed_after_any_batch_it_goes_on_and_counts_each_thing_once(ann, bob):
    talk = lived(ann, bob)
    for number in range(4):
        make_line(talk, ann.delegate, f"Line {number}")
    goes, assembly = until_of(ann.delegate.assembly), ann.delegate.assembly

    for _ in range(60):
        clearing = begin(NETWORKING, assembly=assembly, at=goes)
        if not clear_batch(NETWORKING, clearing=clearing, most=2, at=goes):
            break

    assert NetworkingClearing.objects.get().counts == {
        "frames": 1,
        "reports": 1,
        "acts": 1,
        "suspensions": 1,
        "lines": 5,
        "members": 2,
        "conversations": 1,
        "contacts": 1,
        "wishes": 1,
        "mutes": 1,
        "profiles": 2,
    }


def test_other_assemblies_keep_theirs(ann, bob):
    other = make_live_assembly(slug="next", closes_at=ann.delegate.assembly.closes_at + timedelta(days=9))
    cat, dan = make_profile(assembly=other, name="Cat"), make_profile(assembly=other, name="Dan")
    lived(ann, bob)
    lived(cat, dan)

    clear_due_networking(at=until_of(ann.delegate.assembly))

    assert {each.delegate.assembly for each in Profile.objects.all()} == {other}
    assert Line.objects.count() == Contact.objects.count() == Wish.objects.count() == 1


def test_organisers_read_what_goes_when_and_what_went(client, ann, bob, django_assert_max_num_queries):
    lived(ann, bob)
    log_in(client, make_organiser())
    page = "/admin/networking/networkingclearing/"
    assert ann.delegate.assembly.name in client.get(page).content.decode()
    clear_due_networking(at=until_of(ann.delegate.assembly))
    with django_assert_max_num_queries(8):
        words = client.get(page).content.decode()
    assert "1 message" in words
    assert "1 of the reports had not been handled" in words


def export(client, profile):
    log_in(client, profile.delegate.user)
    answer = client.get(f"/{profile.delegate.assembly.slug}/networking/export/")
    return answer, b"".join(answer.streaming_content).decode() if answer.streaming else ""


def test_one_takes_home_what_one_may_see_and_nothing_else(client, ann, bob, assembly):
    cat = make_profile(assembly=assembly, name="Cat")
    dan = make_profile(assembly=assembly, name="Dan")
    now = timezone.now()
    make_contact(ann.delegate, bob.delegate, note="Hello Bob", asker_shares_at=now, asked_shares_at=now)
    make_contact(cat.delegate, ann.delegate, note="Hello Ann", asked_shares_at=now)
    talk = make_conversation(ann.delegate, bob.delegate)
    make_line(talk, bob.delegate, "<b>said by Bob</b>")
    make_line(talk, bob.delegate, "hidden words", hidden_at=now)
    make_line(talk, ann.delegate, "", removed_at=now)
    apart = make_conversation(ann.delegate, dan.delegate)
    make_line(apart, dan.delegate, "said by one who is blocked")
    make_line(apart, ann.delegate, "said by Ann before")
    group = make_conversation(ann.delegate, dan.delegate, cat.delegate, title="Leaders")
    make_line(group, dan.delegate, "in the group by one who is blocked")
    make_line(group, cat.delegate, "in the group by Cat")
    make_line(make_conversation(bob.delegate, cat.delegate), bob.delegate, "between others")
    make_block(dan.delegate, ann.delegate)

    answer, page = export(client, ann)

    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == f'attachment; filename="networking-{assembly.slug}.html"'
    assert "A conversation of two</h3>\n<p>The other person is not here for you any more." in page
    for words in (
        "said by Ann before",
        "Hello Bob",
        "bob@example.org",
        "&lt;b&gt;said by Bob",
        "in the group by Cat",
        "Leaders</bdi>, with <bdi>Cat</bdi>",
    ):
        assert words in page
    for words in ("hidden words", "blocked", "between others", "Dan", "<b>said"):
        assert words not in page
    assert "You have no contacts" not in page


def test_the_export_asks_as_often_for_many_lines_as_for_one(client, ann, bob, django_assert_num_queries):
    talk = make_conversation(ann.delegate, bob.delegate)
    for _ in range(3):
        make_line(talk, bob.delegate)
    log_in(client, ann.delegate.user)
    address = f"/{ann.delegate.assembly.slug}/networking/export/"
    client.get(address)
    with django_assert_num_queries(14):
        b"".join(client.get(address).streaming_content)
    for _ in range(5):
        make_line(make_conversation(ann.delegate, bob.delegate, title="More"), bob.delegate)
    with django_assert_num_queries(14):
        b"".join(client.get(address).streaming_content)


def test_the_file_is_there_from_joining_until_it_is_removed(client, ann, assembly, time_machine):
    nobody = make_delegate(assembly)
    log_in(client, nobody.user)
    address = f"/{assembly.slug}/networking/export/"
    assert client.get(address).status_code == 404
    Profile.objects.filter(pk=ann.pk).update(joined_at=None, is_listed=False)
    assert export(client, ann)[0].status_code == 200

    time_machine.move_to(until_of(assembly) - timedelta(minutes=1))
    assert export(client, ann)[0].status_code == 200
    safety = client.get(f"/{assembly.slug}/networking/safety/").content.decode()
    assert "What is said here is removed on" in safety
    time_machine.move_to(until_of(assembly))
    assert export(client, ann)[0].status_code == 404
