"""What delegates are told about their place: when, once, and in which words."""

import email
from datetime import UTC, datetime, timedelta
from email import policy

import pytest
import time_machine
from celery import Celery, current_app
from django.core import mail
from django.db import transaction
from django.utils import timezone
from icalendar import Calendar

from events.actions.delegates import (
    admit_delegate,
    approve_delegate,
    cancel_delegate,
    decline_delegate,
    register_delegate,
)
from events.actions.rounds import call_rounds
from events.models import Assembly, Delegate
from events.notices import CONFIRMED, tell_delegate
from notices.actions.sending import letters_of, send_due
from notices.kinds import kind_of
from notices.mails import mail_of
from notices.models import Notice, State
from notices.tasks import send_due_notices
from tests.events.registrations import answer_everything, answers, make_proven, register, send
from tests.factories import log_in, make_assembly, make_delegate, make_organiser, make_session

pytestmark = pytest.mark.django_db


def due(**fields) -> Delegate:
    """A delegate whose confirmation waits to be sent."""
    delegate = make_delegate(make_assembly(**fields), user=make_proven("due@example.org"))
    tell_delegate(delegate, CONFIRMED, at=delegate.registered_at)
    return delegate


def message_to(delegate: Delegate):
    """The mail that this delegate gets first."""
    notice = Notice.objects.select_related("recipient").get(recipient=delegate.user)
    return mail_of(notice, kind_of(notice.kind), letters_of([notice])[notice.code])


def parsed(message):
    """The mail as its reader's program reads it."""
    return email.message_from_bytes(message.message().as_bytes(), policy=policy.default)


def test_a_sent_form_is_confirmed_once_after_the_commit(
    client, django_capture_on_commit_callbacks, mailoutbox
):
    assembly = make_assembly(slug="second")
    log_in(client, make_proven("sam@example.org"))
    answer_everything(client, assembly)
    with django_capture_on_commit_callbacks() as callbacks:
        send(client, assembly)
    assert mailoutbox == []
    for callback in callbacks * 2:
        callback()
    send_due_notices()
    assert [message.to for message in mailoutbox] == [["sam@example.org"]]
    assert "We emailed a confirmation and a calendar file to sam@example.org at" in " ".join(
        client.get("/second/place/").content.decode().replace("<bdi>", "").replace("</bdi>", "").split()
    )


@pytest.mark.parametrize(
    ("fields", "subject"),
    [
        ({}, "Your place at"),
        ({"capacity": 0}, "You are on the waiting list for"),
        ({"admission": Assembly.Admission.APPROVAL}, "We have your registration for"),
    ],
)
def test_everybody_who_sends_the_form_is_told_how_it_stands(
    django_capture_on_commit_callbacks, mailoutbox, fields, subject
):
    assembly = make_assembly(name="The assembly", **fields)
    with django_capture_on_commit_callbacks(execute=True):
        delegate = register(assembly, make_proven())
    assert [message.subject.partition(" The assembly")[0] for message in mailoutbox] == [subject]
    assert delegate.reference in mailoutbox[0].body


@pytest.mark.parametrize(
    ("capacity", "decide", "words"),
    [
        (None, approve_delegate, "have approved your registration: you have a place"),
        (0, approve_delegate, "You are 1st of 1 on the waiting list"),
        (None, decline_delegate, "could not give you a place"),
    ],
)
def test_what_organisers_decide_is_told(
    django_capture_on_commit_callbacks, mailoutbox, capacity, decide, words
):
    assembly = make_assembly(capacity=capacity, admission=Assembly.Admission.APPROVAL)
    delegate = make_delegate(assembly, state=Delegate.State.AWAITING_APPROVAL)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            decide(delegate=delegate, actor=make_organiser(), at=timezone.now())
    assert len(mailoutbox) == 1
    assert words in " ".join(mailoutbox[0].body.split())


def test_the_beat_table_finds_what_was_never_handed_over(mailoutbox):
    for _ in range(3):
        delegate = make_delegate()
        tell_delegate(delegate, CONFIRMED, at=timezone.now())
    send_due_notices()
    send_due_notices()
    assert len(mailoutbox) == 3
    assert "notices.tasks.send_due_notices" in {
        row["task"] for row in current_app.conf.beat_schedule.values()
    }


def test_who_gets_a_free_place_is_told(django_capture_on_commit_callbacks, mailoutbox):
    assembly = make_assembly(capacity=1)
    waiting = make_delegate(assembly, state=Delegate.State.WAITING)
    with django_capture_on_commit_callbacks(execute=True):
        admit_delegate(delegate=waiting, actor=make_organiser(), at=timezone.now())
    assert [message.to for message in mailoutbox] == [[waiting.user.email]]


def test_who_cancels_and_comes_back_is_told_each_time(mailoutbox):
    assembly, user, at = make_assembly(name="The assembly"), make_proven(), timezone.now()
    delegate = register(assembly, user, at=at)
    send_due(at=at)
    for hours in (1, 2):
        cancel_delegate(delegate=delegate, actor=user, at=at + timedelta(hours=hours))
        send_due(at=at + timedelta(hours=hours))
        register(assembly, user, at=at + timedelta(hours=hours, minutes=1))
        send_due(at=at + timedelta(hours=hours, minutes=1))
    assert ["cancelled" in message.subject for message in mailoutbox] == [False, True, False, True, False]


def test_who_goes_to_and_fro_while_mail_is_away_is_told_how_it_ended(mailoutbox):
    assembly, user, at = make_assembly(), make_proven(), timezone.now()
    for minutes in range(4):
        delegate = register(assembly, user, at=at + timedelta(minutes=minutes))
        cancel_delegate(delegate=delegate, actor=user, at=at + timedelta(minutes=minutes, seconds=30))
    register(assembly, user, at=at + timedelta(minutes=5))
    send_due(at=at + timedelta(hours=1))
    assert [delegate.reference in message.subject for message in mailoutbox] == [True]


def test_who_left_before_the_confirmation_left_is_told_only_that(mailoutbox):
    delegate = due()
    cancel_delegate(delegate=delegate, actor=delegate.user, at=timezone.now())
    send_due(at=timezone.now())
    assert ["cancelled" in message.subject for message in mailoutbox] == [True]
    assert set(Notice.objects.values_list("state", flat=True)) == {State.WITHDRAWN, State.SENT}


def test_redis_away_leaves_the_form_saved_and_the_confirmation_due(
    client, django_capture_on_commit_callbacks, mailoutbox, caplog, monkeypatch
):
    waited = []
    monkeypatch.setattr("kombu.utils.functional.sleep", waited.append)
    assembly = make_assembly(slug="second")
    log_in(client, make_proven())
    answer_everything(client, assembly)
    ours = current_app._get_current_object()
    away = Celery("away", set_as_current=False)
    away.config_from_object("django.conf:settings", namespace="CELERY")
    away.conf.update(broker_url="redis+socket:///nowhere/v.sock", task_always_eager=False)
    away.set_current()
    try:
        with django_capture_on_commit_callbacks(execute=True):
            response = send(client, assembly)
    finally:
        ours.set_current()
    assert response.url == "/second/register/done/"
    assert "task not enqueued" in caplog.text
    assert waited == [], "a person waits for the page"
    assert mailoutbox == []
    assert Delegate.objects.get().has_place
    send_due_notices()
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_registration_rolled_back_is_not_confirmed():
    assembly, user = make_assembly(), make_proven()
    with pytest.raises(RuntimeError, match="after all"):
        _register_and_fail(assembly, user)
    assert mail.outbox == []
    assert not Delegate.objects.exists()
    assert not Notice.objects.exists()


def _register_and_fail(assembly, user):
    with transaction.atomic():
        register_delegate(user=user, assembly=assembly, answers=answers(), at=timezone.now())
        raise RuntimeError("after all")


# --- What it says ------------------------------------------------------------------------------

DAY = {
    "slug": "2022",
    "name": "2nd National Annual Learner Assembly",
    "starts_at": datetime(2022, 5, 27, 7, 45, tzinfo=UTC),
    "ends_at": datetime(2022, 5, 27, 16, 0, tzinfo=UTC),
    "closes_at": datetime(2022, 11, 28, 0, 0, tzinfo=UTC),
}


def test_it_says_reference_time_with_zone_and_what_to_do_on_shift(settings):
    settings.PORTAL_ADDRESS = "https://portal.example.org/"
    delegate = due(**DAY, contact_email="help@example.org")
    message = message_to(delegate)
    for text in (message.body, message.alternatives[0].content):
        assert delegate.reference in text
        assert "Friday 27 May 2022, 8:45am to 5pm (UK time)" in text
        assert "11:59pm on Sunday 27 November 2022" in text
        assert "If you are on shift" in text
        assert "https://portal.example.org/2022/my-day/" in text
        assert "https://portal.example.org/2022/place/" in text
        assert "help@example.org" in text
    assert "&" not in message.body


def test_it_carries_the_day_as_a_calendar_file(settings):
    settings.PORTAL_ADDRESS = "https://portal.example.org"
    delegate = due(**DAY)
    make_session(delegate.assembly, title="Keynote", published_at=delegate.assembly.published_at)
    make_session(delegate.assembly, title="Secret draft", published_at=None)
    attached = [part for part in parsed(message_to(delegate)).walk() if part.get_filename()]
    assert [part.get_filename() for part in attached] == ["2022.ics"]
    assert attached[0].get_content_type() == "text/calendar"
    calendar = Calendar.from_ical(attached[0].get_payload(decode=True))
    assert [str(entry["summary"]) for entry in calendar.walk("VEVENT")] == ["Keynote"]
    assert calendar.walk("VTIMEZONE")


def test_before_the_programme_is_published_the_day_itself_is_the_entry():
    delegate = due(**DAY)
    attachment = message_to(delegate).attachments[0]
    (entry,) = Calendar.from_ical(attachment.content).walk("VEVENT")
    assert str(entry["summary"]) == "2nd National Annual Learner Assembly"
    assert entry.decoded("dtstart") == DAY["starts_at"]
    assert "/2022/my-day/" in str(entry["description"])


@pytest.mark.parametrize(
    ("now", "has_programme", "choose"),
    [
        (datetime(2022, 5, 9, tzinfo=UTC), True, "From 9am on Sunday 22 May 2022 you can choose your rooms"),
        (
            datetime(2022, 5, 9, tzinfo=UTC),
            False,
            "once the programme is published, from 9am on Sunday 22 May 2022 on.",
        ),
        (datetime(2022, 5, 24, tzinfo=UTC), True, "Choose your rooms on My day now: the doors are open."),
        (datetime(2022, 5, 24, tzinfo=UTC), False, "on My day once the programme is published."),
    ],
    ids=["closed", "closed, no programme", "open", "open, no programme"],
)
def test_it_offers_rooms_and_sessions_only_where_a_programme_is_published(now, has_programme, choose):
    opens_at = datetime(2022, 5, 22, 8, 0, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        delegate = due(**DAY, opens_at=opens_at, published_at=datetime(2022, 4, 4, tzinfo=UTC))
        make_session(delegate.assembly, published_at=now if has_programme else None)
        said = " ".join(message_to(delegate).body.split())
    assert choose in said
    assert ("has every session" in said) is has_programme
    assert ("keeps the day free: the programme is not published yet" in said) is not has_programme


@pytest.mark.parametrize("has_programme", [True, False])
def test_doors_that_open_on_no_programme_send_nobody_to_choose(mailoutbox, has_programme):
    now = timezone.now()
    assembly = make_assembly(starts_at=now + timedelta(days=5), opens_at=now)
    delegate = make_delegate(assembly, registered_at=now - timedelta(days=1))
    make_session(assembly, published_at=now if has_programme else None)
    call_rounds(at=now)
    send_due(at=now)
    (message,) = [each for each in mailoutbox if each.to == [delegate.user.email]]
    said = " ".join(message.body.split())
    assert ("Choose your rooms: http" in said) is has_programme
    assert ("Choose your rooms once the programme is published." in said) is not has_programme


@pytest.mark.parametrize(
    "name", ["x" * 120, "د. أمينة الشمري", "Sam <b>& Co", "Sam\r\nBcc: all@example.org"], ids=repr
)
def test_no_name_bends_a_header_or_the_markup(name):
    delegate = due(**DAY)
    Delegate.objects.update(name=name)
    Assembly.objects.update(name=f"Assembly\r\nBcc: evil@example.org {name}"[:160])
    message = parsed(message_to(delegate))
    assert set(message.keys()) >= {"Subject", "To", "From"}
    assert message["Bcc"] is None
    assert message["To"] == "due@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "<b>&" not in message.get_body(("html",)).get_content()
    assert name.split("\r")[0] in message.get_body(("plain",)).get_content().replace("=\n", "")


def test_a_day_of_the_clock_change_is_told_in_both_times():
    starts = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    delegate = due(starts_at=starts, ends_at=datetime(2026, 3, 29, 3, 0, tzinfo=UTC))
    assert "12:30am GMT to 4am BST" in message_to(delegate).body


def test_a_mail_costs_the_same_with_one_session_and_with_twenty(django_assert_num_queries):
    delegate = due(**DAY)
    for count in (1, 19):
        for _ in range(count):
            make_session(delegate.assembly)
        with django_assert_num_queries(8):
            message_to(delegate)
