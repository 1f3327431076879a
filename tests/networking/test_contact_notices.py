"""What people are told of requests and answers: not in quiet hours, only of whom they may meet, and once."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from networking.actions.contacts import (
    accept_contact,
    ask_for_contact,
    decline_contact,
    withdraw_request,
)
from networking.actions.meeting_again import wish_to_meet_again
from networking.models import Contact, Mute, Profile, Suspension
from notices.actions.sending import letters_of, send_due
from notices.kinds import Topic, kind_of
from notices.models import Notice, State
from tests.factories import log_in, make_assembly
from tests.networking.rows import make_block, make_contact, make_profile, make_shared_room

pytestmark = pytest.mark.django_db

STARTS_AT = datetime(2022, 5, 27, 8, tzinfo=UTC)
NOON = datetime(2022, 5, 27, 11, tzinfo=UTC)
LATE = datetime(2022, 5, 27, 21, 30, tzinfo=UTC)
MORNING = datetime(2022, 5, 28, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _then(time_machine):
    """Letters are written by the database's clock in part: suspensions and the like begin long before it."""
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def assembly():
    return make_assembly(starts_at=STARTS_AT, closes_at=datetime(2099, 1, 1, tzinfo=UTC))


@pytest.fixture
def amara(assembly):
    return make_profile(assembly=assembly, name="Dr Amara Fernhollow", shows=["grade", "local_office"])


@pytest.fixture
def joss(assembly):
    return make_profile(assembly=assembly, name="Dr Joss Quillbrook")


def ask(asker, asked, note="", at=NOON):
    return ask_for_contact(asker=asker.delegate, asked=asked.delegate, note=note, at=at)


def send(at=NOON):
    send_due(at=at)
    return [(each.to[0], each.subject) for each in mail.outbox]


def states():
    return list(Notice.objects.order_by("pk").values_list("kind", "state"))


def test_a_request_is_told_with_name_note_and_the_page(assembly, amara, joss):
    ask(amara, joss, "Shall we talk?\n\nAbout simulation.")

    assert send() == [(joss.delegate.user.email, "Dr Amara Fernhollow would like to be in contact with you")]

    notice = Notice.objects.get()
    assert notice.scope == assembly.slug
    assert notice.path == reverse("networking_contacts", args=[assembly.slug])
    assert "Shall we talk?\n\nAbout simulation." in notice.lead
    assert notice.details["facts"] == [{"label": "Local office", "words": "North West"}]
    body = mail.outbox[0].body
    assert "Dr Amara Fernhollow writes:" in body
    assert "If you decline, they are not told." in body
    assert "amara" not in body.replace("Amara", "")


def test_a_yes_is_told_to_the_asker_and_the_request_is_no_longer_new(amara, joss):
    contact = ask(amara, joss)
    send()
    accept_contact(contact=contact, actor=joss.delegate, at=NOON)

    assert send()[1] == (amara.delegate.user.email, "Dr Joss Quillbrook accepted: you are in contact")
    assert Notice.objects.get(kind="networking.request").read_at == NOON


def test_a_note_with_a_yes_by_asking_reaches_the_first_asker(amara, joss):
    ask(amara, joss)
    ask(joss, amara, "I wanted to ask you, too.")
    send()

    assert "I wanted to ask you, too." in mail.outbox[-1].body
    # The request was answered before it was told.
    assert states() == [("networking.request", State.WITHDRAWN), ("networking.accepted", State.SENT)]


def test_both_are_told_that_both_would_like_to_meet_again(amara, joss):
    Profile.objects.update(meets_again=True)
    make_shared_room(amara.delegate, joss.delegate)
    wish_to_meet_again(by=amara.delegate, about=joss.delegate, at=NOON)
    assert send() == []
    wish_to_meet_again(by=joss.delegate, about=amara.delegate, at=NOON)

    assert sorted(send()) == sorted(
        [
            (amara.delegate.user.email, "You and Dr Joss Quillbrook would like to meet again"),
            (joss.delegate.user.email, "You and Dr Amara Fernhollow would like to meet again"),
        ]
    )


@pytest.mark.parametrize(
    ("at", "due_at"),
    [(NOON, NOON), (LATE, MORNING), (MORNING - timedelta(microseconds=1), MORNING), (MORNING, MORNING)],
)
def test_nothing_is_told_in_the_readers_quiet_hours(amara, joss, at, due_at):
    Profile.objects.filter(pk=amara.pk).update(quiet_from=time(0), quiet_until=time(0))
    contact = ask(amara, joss, at=at)
    assert Notice.objects.get().due_at == due_at
    # The asker has none.
    accept_contact(contact=contact, actor=joss.delegate, at=at)
    assert Notice.objects.get(kind="networking.accepted").due_at == at


def test_what_is_withdrawn_or_answered_in_the_night_is_not_told_in_the_morning(amara, joss):
    first = ask(amara, joss, at=LATE)
    withdraw_request(contact=first, actor=amara.delegate, at=LATE)
    second = ask(amara, joss, at=LATE)
    decline_contact(contact=second, actor=joss.delegate, at=LATE)

    assert send(MORNING) == []
    assert states() == [("networking.request", State.WITHDRAWN)] * 2


def test_who_was_told_of_a_request_is_told_of_the_next_on_the_next_day(amara, joss):
    first = ask(amara, joss)
    assert len(send()) == 1
    withdraw_request(contact=first, actor=amara.delegate, at=NOON)
    assert Notice.objects.get().read_at, "nothing new stands in it"

    second = ask(amara, joss, at=NOON)
    assert len(send()) == 1
    withdraw_request(contact=second, actor=amara.delegate, at=NOON)
    ask(amara, joss, at=NOON + timedelta(hours=25))

    assert len(send(NOON + timedelta(hours=25))) == 2


def test_a_request_after_a_no_is_written_down_and_never_told(amara, joss):
    for _ in range(2):
        contact = ask(amara, joss)
        decline_contact(contact=contact, actor=joss.delegate, at=NOON)
        withdraw_request(contact=contact, actor=amara.delegate, at=NOON)
    Notice.objects.all().delete()
    assert ask(amara, joss).state == Contact.State.DECLINED
    assert Notice.objects.get().state == State.DUE

    assert send() == []
    assert Notice.objects.get().state == State.WITHDRAWN


def leave(profile):
    Profile.objects.filter(pk=profile.pk).update(joined_at=None, is_listed=False)


def suspend(profile):
    Suspension.objects.create(delegate=profile.delegate, because="So", since_at=STARTS_AT)


AWAY = {
    "the other left": lambda reader, other: leave(other),
    "the reader left": lambda reader, other: leave(reader),
    "the other is suspended": lambda reader, other: suspend(other),
    "the reader is suspended": lambda reader, other: suspend(reader),
    "the reader blocks": lambda reader, other: make_block(reader.delegate, other.delegate),
    "the other blocks": lambda reader, other: make_block(other.delegate, reader.delegate),
    "the reader mutes": lambda reader, other: Mute.objects.create(
        by=reader.delegate, about=other.delegate, muted_at=NOON
    ),
}


@pytest.mark.parametrize("kind", ["networking.request", "networking.accepted"])
@pytest.mark.parametrize("away", AWAY)
def test_nobody_is_told_of_whom_they_may_not_meet_when_it_is_sent(amara, joss, kind, away):
    reader, other = (joss, amara) if kind == "networking.request" else (amara, joss)
    contact = ask(amara, joss)
    if kind == "networking.accepted":
        accept_contact(contact=contact, actor=joss.delegate, at=NOON)

    AWAY[away](reader, other)

    assert send() == []
    assert set(Notice.objects.values_list("state", flat=True)) == {State.WITHDRAWN}


def test_who_is_muted_by_the_other_is_told_all_the_same(amara, joss):
    Mute.objects.create(by=amara.delegate, about=joss.delegate, muted_at=NOON)
    ask(amara, joss)

    assert len(send()) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_many_letters_take_as_many_queries_as_one(assembly, joss, count, django_assert_num_queries):
    for _ in range(count):
        reader = make_profile(assembly=assembly)
        ask(joss, reader)
        other = make_profile(assembly=assembly)
        ask(other, joss)
    notices = list(Notice.objects.select_related("recipient"))

    with django_assert_num_queries(5):
        letters = letters_of(notices)

    assert len(letters) == 2 * count


def test_people_decide_about_its_mail(client, joss):
    log_in(client, joss.delegate.user)
    label = "Networking: requests, answers, messages"
    page = client.get("/notices/mail/").content.decode()
    assert label in page
    assert Topic.NETWORKING.is_mailed
    assert not Topic.NETWORKING.is_essential
    assert kind_of("networking.request").topic is Topic.NETWORKING


def test_opening_the_page_of_the_button_answers_nothing(client, assembly, amara, joss):
    contact = make_contact(amara.delegate, joss.delegate, Contact.State.ASKED)
    log_in(client, joss.delegate.user)
    client.get(reverse("networking_contacts", args=[assembly.slug]))
    for act in ("accept", "decline"):
        path = reverse("networking_contact_act", args=[assembly.slug, contact.code, act])
        assert client.get(path).status_code == 302

    contact.refresh_from_db()
    assert contact.state == Contact.State.ASKED
