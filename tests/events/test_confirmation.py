import email
import threading
from datetime import UTC, datetime, timedelta
from email import policy
from smtplib import SMTPException, SMTPRecipientsRefused

import pytest
from celery import Celery, current_app
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections, transaction
from django.utils import timezone
from icalendar import Calendar

from events.actions.confirming import claim_confirmation
from events.actions.delegates import admit_delegate, cancel_delegate, register_delegate
from events.confirmations import message_to
from events.models import Delegate
from events.tasks import send_confirmation, send_due_confirmations
from tests.events.registrations import answer_everything, answers, make_proven, register, send
from tests.factories import log_in, make_assembly, make_delegate, make_organiser, make_session

pytestmark = pytest.mark.django_db


def due(**fields) -> Delegate:
    """A delegate whose confirmation waits to be sent."""
    return make_delegate(make_assembly(**fields), user=make_proven("due@example.org"))


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
    send_due_confirmations()
    assert [message.to for message in mailoutbox] == [["sam@example.org"]]
    assert Delegate.objects.get().confirmed_at is not None


@pytest.mark.parametrize("state", [state for state in Delegate.State if state != Delegate.State.REGISTERED])
def test_only_a_place_is_confirmed(state, mailoutbox):
    send_confirmation(make_delegate(state=state).pk)
    send_due_confirmations()
    assert mailoutbox == []


def test_a_delegate_who_is_gone_is_no_error(mailoutbox):
    send_confirmation(987654321)
    assert mailoutbox == []


def test_the_beat_table_finds_what_was_never_handed_over(mailoutbox):
    delegates = [make_delegate() for _ in range(3)]
    send_due_confirmations()
    send_due_confirmations()
    assert len(mailoutbox) == len(delegates)
    assert "events.tasks.send_due_confirmations" in {
        row["task"] for row in current_app.conf.beat_schedule.values()
    }


def test_who_gets_a_free_place_is_told(django_capture_on_commit_callbacks, mailoutbox):
    assembly = make_assembly(capacity=1)
    waiting = make_delegate(assembly, state=Delegate.State.WAITING)
    with django_capture_on_commit_callbacks(execute=True):
        admit_delegate(delegate=waiting, actor=make_organiser(), at=timezone.now())
    assert [message.to for message in mailoutbox] == [[waiting.user.email]]


def test_who_comes_back_is_confirmed_again(django_capture_on_commit_callbacks, mailoutbox):
    assembly, user = make_assembly(), make_proven()
    with django_capture_on_commit_callbacks(execute=True):
        delegate = register(assembly, user)
    with django_capture_on_commit_callbacks(execute=True):
        cancel_delegate(delegate=delegate, actor=user, at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        register(assembly, user)
    assert len(mailoutbox) == 2


def test_redis_away_leaves_the_form_saved_and_the_confirmation_due(
    client, django_capture_on_commit_callbacks, mailoutbox, caplog
):
    assembly = make_assembly(slug="second")
    log_in(client, make_proven())
    answer_everything(client, assembly)
    ours = current_app._get_current_object()
    away = Celery("away", set_as_current=False)
    away.config_from_object("django.conf:settings", namespace="CELERY")
    away.conf.update(broker_url="redis+socket:///nowhere/v.sock", task_always_eager=False)
    away.set_current()
    began = timezone.now()
    try:
        with django_capture_on_commit_callbacks(execute=True):
            response = send(client, assembly)
    finally:
        ours.set_current()
    assert response.url == "/second/register/done/"
    assert "task not enqueued" in caplog.text
    assert timezone.now() - began < timedelta(seconds=2)
    assert mailoutbox == []
    assert Delegate.objects.get().has_place
    send_due_confirmations()
    assert len(mailoutbox) == 1


# --- Mail that does not go out -----------------------------------------------------------------


class BrokenMail(BaseEmailBackend):
    """A mail server in a bad hour."""

    fault: Exception = OSError("away")

    def send_messages(self, messages):
        raise self.fault


@pytest.fixture
def broken_mail(settings):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenMail"

    def break_with(fault):
        BrokenMail.fault = fault

    return break_with


@pytest.mark.parametrize("fault", [OSError("away"), SMTPException("busy")])
def test_what_mail_refuses_is_due_again(broken_mail, settings, fault):
    broken_mail(fault)
    delegate = due()
    send_confirmation(delegate.pk)
    delegate.refresh_from_db()
    assert delegate.confirmed_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send_due_confirmations()
    assert len(mail.outbox) == 1


def test_an_address_that_does_not_exist_is_not_asked_every_half_minute(broken_mail):
    broken_mail(SMTPRecipientsRefused({"due@example.org": (550, b"unknown")}))
    delegate = due()
    send_confirmation(delegate.pk)
    delegate.refresh_from_db()
    assert delegate.confirmed_at is not None


def test_a_run_ends_where_mail_is_away(broken_mail, django_assert_max_num_queries):
    broken_mail(OSError("away"))
    for _ in range(5):
        make_delegate()
    send_due_confirmations()
    assert Delegate.objects.filter(confirmed_at=None).count() == 5


def test_a_crash_between_claim_and_mail_never_sends_twice(mailoutbox):
    """The price of "never twice", stated in the action: this one confirmation stays unsent."""
    delegate = due()
    assert claim_confirmation(delegate_id=delegate.pk, at=timezone.now())
    send_confirmation(delegate.pk)
    send_due_confirmations()
    assert mailoutbox == []


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_send_one_mail():
    delegate, barrier = due(), threading.Barrier(8)

    def work():
        try:
            barrier.wait(20)
            send_confirmation(delegate.pk)
            send_due_confirmations()
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_registration_rolled_back_is_not_confirmed():
    assembly, user = make_assembly(), make_proven()
    with pytest.raises(RuntimeError, match="after all"):
        _register_and_fail(assembly, user)
    assert mail.outbox == []
    assert not Delegate.objects.exists()


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
    delegate.confirmed_at = timezone.now()
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
    "name", ["x" * 120, "د. أمينة الشمري", "Sam <b>& Co", "Sam\r\nBcc: all@example.org"], ids=repr
)
def test_no_name_bends_a_header_or_the_markup(name):
    delegate = due(**DAY)
    delegate.name = name
    delegate.assembly.name = f"Assembly\r\nBcc: evil@example.org {name}"
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
    delegate = Delegate.objects.select_related("assembly", "user").get(pk=delegate.pk)
    for count in (1, 19):
        for _ in range(count):
            make_session(delegate.assembly)
        with django_assert_num_queries(5):
            message_to(delegate)
