"""How a notice leaves: a real mail server that takes, refuses, delays and drops; crashes and two workers."""

import email
import threading
from datetime import timedelta
from email.header import decode_header, make_header

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections
from django.utils import timezone

from accounts.models import User
from notices.actions.holding import hold, put_in_words, release
from notices.actions.sending import PATIENCE, UNTIL_BACK, send_again, send_due, settle_unanswered
from notices.actions.telling import take_back, tell
from notices.actions.wishing import wish_mail
from notices.kinds import Topic
from notices.models import Notice, State
from notices.models.notices import ANSWER_WITHIN, LEASE
from notices.tasks import send_due_notices
from tests.factories import make_organiser, make_user
from tests.mail_server import MailServer, mail_server, no_mail_server, running
from tests.notices.rows import ESSENTIAL, GONE, NEWS, ROOM, WORDLESS, a_notice, states

pytestmark = pytest.mark.django_db
__all__ = ["mail_server", "no_mail_server"]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def now():
    return timezone.now()


def test_it_is_sent_once_with_both_parts_and_their_headers(mail_server, settings, now):
    settings.PORTAL_ADDRESS = "https://portal.example.org"
    notice = a_notice("sam@trust.nhs.uk")

    assert [send_due(at=now + MINUTE) for _ in range(3)] == [1, 0, 0]

    (sent,) = mail_server.mails
    assert (sent["To"], sent["Subject"]) == ("sam@trust.nhs.uk", "About it")
    assert sent["Message-ID"] == f"<{notice.code}@portal.example.org>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = sent["List-Unsubscribe"].strip(" <>")
    assert stop.startswith("https://portal.example.org/notices/stop/")
    plain, html = (sent.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for text in (plain, html):
        for words in (
            "Sam Okoro",
            "First paragraph.",
            "Second paragraph.",
            "Friday 27 May 2022, 8:45am to 5pm (UK time)",
            "Open it",
            "https://portal.example.org/somewhere/",
            stop,
        ):
            assert words in text, words
    notice.refresh_from_db()
    assert (notice.state, notice.headline, notice.path) == (State.SENT, "About it", "/somewhere/")
    assert notice.released_at == notice.handed_at == now + MINUTE


@pytest.mark.parametrize(
    "about",
    [
        "a day on which nothing is left to chance, from the first keynote to the last question in a room",
        "a-word-that-no-line-of-a-mail-would-ever-hold-and-that-nobody-would-say-to-anybody-in-earnest-either",
        "café, naïve, Straße, Ålesund, Łódź, Þingvellir and a subject that no program folds",
        "دعوة إلى الجلسة الافتتاحية وإلى كل الغرف التي يختارها المشاركون في اليوم الثاني",
    ],
    ids=["long", "one long word", "accents", "other letters"],
)
def test_no_header_begins_with_an_empty_line(mail_server, now, about):
    a_notice("sam@trust.nhs.uk", about=about)

    send_due(at=now + MINUTE)

    (written,) = mail_server.written
    plain = email.message_from_bytes(written)  # as programs read it that only take lines apart
    for name in ("Subject", "List-Unsubscribe", "Message-ID", "To"):
        assert plain[name] == plain[name].strip()
        assert not plain[name].startswith(("\r", "\n", " "))
    assert plain["List-Unsubscribe"].startswith("<http")
    unfolded = plain["Subject"].replace("\r\n", "")
    assert str(make_header(decode_header(unfolded))) == f"About {about}"
    assert mail_server.mails[0]["Subject"] == f"About {about}"
    assert max(map(len, written.splitlines())) <= 998


def test_what_is_essential_has_no_way_to_stop_it(mail_server, now):
    a_notice(kind=ESSENTIAL)
    send_due(at=now + MINUTE)

    assert mail_server.mails[0]["List-Unsubscribe"] is None
    assert "/notices/stop/" not in str(mail_server.mails[0])


def test_asking_twice_tells_once_whatever_became_of_the_first(mail_server, now):
    user = make_user()
    for at in (now, now + MINUTE, now + 2 * MINUTE):
        tell(kind=NEWS, people=[user, user], about="it", at=at)
        send_due(at=at)

    assert len(mail_server.mails) == 1
    tell(kind=NEWS, people=[user], about="something else", at=now)
    send_due(at=now)
    assert len(mail_server.mails) == 2


def test_nothing_leaves_before_its_time(mail_server, now):
    tell(kind=NEWS, people=[make_user()], about="it", at=now, due_at=now + MINUTE)

    assert send_due(at=now + MINUTE - timedelta.resolution) == 0
    assert send_due(at=now + MINUTE) == 1


@pytest.mark.parametrize(
    ("late", "state"),
    [(-timedelta.resolution, State.SENT), (timedelta(0), State.MISSED), (timedelta(days=2), State.MISSED)],
)
def test_what_makes_no_sense_any_more_is_missed_and_not_sent(mail_server, now, late, state):
    notice = a_notice(at=now, stale_after=timedelta(hours=1))

    send_due(at=now + timedelta(hours=1) + late)

    notice.refresh_from_db()
    assert notice.state == state
    assert len(mail_server.mails) == (state == State.SENT)


def test_a_worker_that_was_down_for_two_days_sends_what_still_makes_sense(mail_server, now):
    for name, hours in (("stale", 4), ("good", 72)):
        a_notice(f"{name}@example.org", at=now, stale_after=timedelta(hours=hours))
    a_notice("always@example.org", at=now)

    send_due(at=now + timedelta(days=2))

    assert mail_server.recipients == ["good@example.org", "always@example.org"]
    assert states() == [State.MISSED, State.SENT, State.SENT]


def test_what_its_app_has_nothing_to_say_about_is_no_longer_needed(mail_server, now):
    a_notice(about=GONE)
    Notice.objects.filter(pk=a_notice(about="old").pk).update(kind="of.an.older.version")
    send_due(at=now + MINUTE)

    assert states() == [State.WITHDRAWN, State.WITHDRAWN]
    assert mail_server.tries == []


def test_what_is_taken_back_before_it_left_is_not_sent(mail_server, now):
    a_notice()
    assert take_back(notices=Notice.objects.all(), at=now) == 1
    assert send_due(at=now + MINUTE) == 0
    assert states() == [State.WITHDRAWN]


def test_what_was_sent_cannot_be_taken_back(mail_server, now):
    a_notice()
    send_due(at=now + MINUTE)
    assert take_back(notices=Notice.objects.all(), at=now) == 0
    assert states() == [State.SENT]


# --- A mail server in a bad hour ---------------------------------------------------------------


def test_an_address_that_is_refused_for_good_is_asked_once_and_shown(mail_server, now):
    mail_server.at_recipient = lambda address: "550 5.1.1 no such person" if "gone" in address else None
    bad = a_notice("gone@example.org")
    a_notice("here@example.org")

    for hours in range(3):
        send_due(at=now + timedelta(hours=hours, minutes=1))

    assert mail_server.recipients == ["here@example.org"]
    assert mail_server.tries.count("gone@example.org") == 1
    bad.refresh_from_db()
    assert (bad.state, bad.trouble) == (State.FAILED, "550 5.1.1 no such person")


@pytest.mark.parametrize("phase", ["at_recipient", "after_text"])
def test_a_refusal_for_now_is_tried_again_with_longer_and_longer_pauses(mail_server, now, phase):
    setattr(mail_server, phase, lambda address: "451 4.7.1 try again later")
    a_notice("sam@example.org", at=now)
    at, tries = now, [now]
    send_due(at=at)
    for pause in PATIENCE:
        assert send_due(at=at + pause - timedelta.resolution) == 0
        at += pause
        assert send_due(at=at) == 1
        tries.append(at)

    assert states() == [State.FAILED]
    assert len(mail_server.tries) == len(tries) == 1 + len(PATIENCE)
    assert send_due(at=at + timedelta(days=30)) == 0
    assert mail_server.mails == []


def test_greylisting_ends_well(mail_server, now):
    mail_server.at_recipient = lambda address: "451 greylisted" if len(mail_server.tries) < 2 else None
    a_notice()
    for minutes in (1, 2):
        send_due(at=now + minutes * MINUTE)

    assert states() == [State.SENT]
    assert len(mail_server.mails) == 1


def test_a_text_refused_for_good_is_not_sent_again(mail_server, now):
    mail_server.after_text = lambda address: "552 5.2.2 mailbox full"
    a_notice()
    for hours in (1, 2, 30):
        send_due(at=now + timedelta(hours=hours))

    assert states() == [State.FAILED]
    assert len(mail_server.tries) == 1


@pytest.mark.parametrize("silence", [MailServer.DROP, MailServer.HANG])
def test_a_line_lost_before_the_text_is_tried_again(mail_server, now, silence):
    mail_server.at_recipient = lambda address: silence if len(mail_server.tries) < 2 else None
    a_notice()
    send_due(at=now + MINUTE)
    assert states() == [State.DUE]
    send_due(at=now + 10 * MINUTE)

    assert states() == [State.SENT]
    assert len(mail_server.mails) == 1


@pytest.mark.parametrize("silence", [MailServer.DROP, MailServer.HANG])
def test_a_line_lost_after_the_text_leaves_it_unknown_for_good(mail_server, now, silence):
    mail_server.after_text = lambda address: silence
    notice = a_notice()
    for days in range(4):
        send_due(at=now + timedelta(days=days, minutes=1))

    assert states() == [State.UNKNOWN]
    assert len(mail_server.tries) == 1
    mail_server.after_text = lambda address: None
    assert send_again(notice=notice, at=now + timedelta(days=4))
    send_due(at=now + timedelta(days=4))
    assert states() == [State.SENT]
    assert not send_again(notice=notice, at=now)


def test_one_lost_line_does_not_take_the_others_with_it(mail_server, now):
    mail_server.after_text = lambda address: MailServer.DROP if "b@" in address else None
    for name in "abc":
        a_notice(f"{name}@example.org")
    send_due(at=now + MINUTE)

    assert states() == [State.SENT, State.UNKNOWN, State.SENT]
    assert mail_server.recipients == ["a@example.org", "c@example.org"]


def test_a_server_that_is_away_is_asked_for_one_mail_and_nothing_is_lost(no_mail_server, now):
    for name in "abc":
        a_notice(f"{name}@example.org")
    assert send_due(at=now + MINUTE) == 3

    assert states() == [State.DUE] * 3
    assert list(Notice.objects.order_by("pk").values_list("attempt_count", flat=True)) == [1, 0, 0]
    server = MailServer()
    with running(server, no_mail_server):
        send_due(at=now + MINUTE + UNTIL_BACK[0])
    assert len(server.mails) == 3
    assert states() == [State.SENT] * 3


def test_an_outage_of_a_day_is_nobodys_refusal(no_mail_server, now):
    a_notice(at=now)
    for half_hours in range(48):
        send_due(at=now + timedelta(minutes=30 * half_hours))

    assert states() == [State.DUE]
    server = MailServer()
    server.at_recipient = lambda address: "451 greylisted" if len(server.tries) < 2 else None
    with running(server, no_mail_server):
        for days in (2, 3):
            send_due(at=now + timedelta(days=days))
    assert states() == [State.SENT]


def test_a_sender_that_is_refused_for_good_fails_nobodys_mail(mail_server, settings, now, monkeypatch):
    async def refuse(self, server, session, envelope, address, options):
        return "550 5.7.1 you may not send from here"

    monkeypatch.setattr(MailServer, "handle_MAIL", refuse, raising=False)
    for name in "ab":
        a_notice(f"{name}@example.org")
    send_due(at=now + MINUTE)

    assert states() == [State.DUE] * 2
    assert "may not send from here" in Notice.objects.order_by("pk").first().trouble


# --- Crashes and two workers -------------------------------------------------------------------


class Crash(BaseException):
    """The process is gone: nothing behind it runs."""


class CrashingMail(BaseEmailBackend):
    """A worker that is killed with the mail: before it left, or after."""

    has_left = False

    def send_messages(self, messages):
        if self.has_left:
            mail.outbox.extend(messages)
        raise Crash


@pytest.mark.parametrize("has_left", [True, False])
def test_a_crash_between_mail_and_row_is_unknown_and_never_sent_again(settings, now, has_left):
    CrashingMail.has_left = has_left
    mail.outbox = []
    normal, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.CrashingMail"
    for name in "ab":
        a_notice(f"{name}@example.org", at=now)
    with pytest.raises(Crash):
        send_due(at=now)
    assert states() == [State.HANDED, State.DUE]
    settings.EMAIL_BACKEND = normal

    settle_unanswered(at=now + ANSWER_WITHIN - timedelta.resolution)
    assert states() == [State.HANDED, State.DUE]
    settle_unanswered(at=now + ANSWER_WITHIN)
    for days in range(3):
        send_due(at=now + LEASE + timedelta(days=days))

    assert states() == [State.UNKNOWN, State.SENT]
    assert [message.to for message in mail.outbox] == [["a@example.org"]] * has_left + [["b@example.org"]]


def test_what_a_killed_worker_had_leased_is_due_again_after_the_lease(settings, now):
    settings.EMAIL_BACKEND = f"{__name__}.CrashingMail"
    for name in "ab":
        a_notice(f"{name}@example.org", at=now)
    with pytest.raises(Crash):
        send_due(at=now)

    assert send_due(at=now + LEASE - timedelta.resolution) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due(at=now + LEASE) == 1


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_send_each_notice_once(mail_server, now):
    for number in range(40):
        a_notice(f"n{number}@example.org")
    barrier, senders = threading.Barrier(8), set()

    def work():
        try:
            barrier.wait(20)
            while send_due(at=now + MINUTE, limit=7):
                senders.add(threading.get_ident())
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert sorted(mail_server.recipients) == sorted(f"n{number}@example.org" for number in range(40))
    assert set(states()) == {State.SENT}
    assert len(senders) > 1


@pytest.mark.django_db(transaction=True)
def test_withdrawing_while_a_worker_has_it_in_hand_is_kept_or_came_too_late(mail_server, now):
    _, second = (a_notice(f"{name}@example.org", at=now) for name in "ab")

    def withdraw():
        take_back(notices=Notice.objects.filter(pk=second.pk), at=now)
        connections.close_all()

    def while_the_first_is_sent(address):
        # A thread of its own: the mail server's has a loop.
        somebody = threading.Thread(target=withdraw)
        somebody.start()
        somebody.join()

    mail_server.after_text = while_the_first_is_sent
    send_due(at=now)

    assert mail_server.recipients == ["a@example.org"]
    assert states() == [State.SENT, State.WITHDRAWN]


# --- What people and organisers decide ---------------------------------------------------------


def test_what_somebody_stopped_is_in_the_portal_and_not_in_the_mail(mail_server, now):
    notice, kept = a_notice(), a_notice()
    wish_mail(user=notice.recipient, topic=Topic.REMINDERS, is_mailed=False, at=now)
    send_due(at=now + MINUTE)

    assert states() == [State.PORTAL, State.SENT]
    notice.refresh_from_db()
    assert (notice.headline, notice.released_at) == ("About it", now + MINUTE)
    assert mail_server.recipients == [kept.recipient.email]


def test_a_room_is_mailed_only_to_who_wishes_it(mail_server, now):
    a_notice(kind=ROOM)
    wish_mail(user=a_notice("w@example.org", kind=ROOM).recipient, topic=Topic.ROOMS, is_mailed=True, at=now)
    send_due(at=now + MINUTE)

    assert mail_server.recipients == ["w@example.org"]
    assert states() == [State.PORTAL, State.SENT]


def test_an_account_that_may_not_log_in_any_more_gets_no_mail(mail_server, now):
    User.objects.filter(pk=a_notice().recipient_id).update(is_active=False)
    send_due(at=now + MINUTE)

    assert mail_server.mails == []


@pytest.mark.parametrize(("scope", "kind"), [("2022", NEWS), ("2022", ""), ("", NEWS), ("", "")])
def test_what_is_held_waits_until_it_is_released(mail_server, now, scope, kind):
    organiser = make_organiser()
    a_notice(at=now)
    for _ in range(2):
        hold(scope=scope, kind=kind, actor=organiser, at=now)
    assert send_due(at=now + MINUTE) == 0

    release(scope=scope, kind=kind, actor=organiser, at=now + MINUTE)
    assert send_due(at=now + MINUTE) == 1


@pytest.mark.django_db(transaction=True)
def test_the_stop_button_stops_the_batch_that_is_leaving(mail_server, now):
    organiser = make_organiser()
    for name in "abc":
        a_notice(f"{name}@example.org", at=now)

    def stop():
        hold(scope="2022", kind="", actor=organiser, at=now)
        connections.close_all()

    def stop_after_the_first(address):
        # The server speaks in an event loop, where Django touches no database.
        if "a@" in address:
            organisers_hand = threading.Thread(target=stop)
            organisers_hand.start()
            organisers_hand.join()

    mail_server.after_text = stop_after_the_first
    send_due(at=now + MINUTE)

    assert mail_server.recipients == ["a@example.org"]
    assert states() == [State.SENT, State.DUE, State.DUE]
    release(scope="2022", kind="", actor=organiser, at=now + MINUTE)
    send_due(at=now + MINUTE)
    assert states() == [State.SENT] * 3


@pytest.mark.parametrize(("scope", "kind"), [("2021", NEWS), ("2022", ESSENTIAL), ("2021", "")])
def test_holding_something_else_holds_nothing(mail_server, now, scope, kind):
    a_notice()
    hold(scope=scope, kind=kind, actor=make_organiser(), at=now)

    assert send_due(at=now + MINUTE) == 1


def test_what_became_too_late_while_it_was_held_is_missed(mail_server, now):
    organiser = make_organiser()
    a_notice(at=now, stale_after=timedelta(hours=1))
    hold(scope="2022", kind="", actor=organiser, at=now)
    release(scope="2022", kind="", actor=organiser, at=now + timedelta(hours=2))
    send_due(at=now + timedelta(hours=2))

    assert states() == [State.MISSED]


def in_words(kind, now, **words):
    words = {"subject": "", "introduction": "", "button": "", **words}
    put_in_words(scope="2022", kind=kind, actor=make_organiser(), at=now, **words)


def test_organisers_words_stand_in_place_of_the_portals(mail_server, now):
    in_words(NEWS, now, subject="Our\r\nsubject", introduction="Dear all,\n\nwe look\nforward.", button="Go")
    a_notice()
    a_notice(scope="2021")
    send_due(at=now + MINUTE)

    ours, theirs = mail_server.mails
    assert (ours["Subject"], theirs["Subject"]) == ("Our subject", "About it")
    plain = ours.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert "Dear all,\n\nwe look forward." in plain
    assert "Go: http" in plain
    assert "First paragraph." not in plain


def test_what_needs_their_words_waits_for_them(mail_server, now):
    a_notice(kind=WORDLESS)
    in_words(WORDLESS, now, subject="Only a subject")
    assert send_due(at=now + MINUTE) == 0

    in_words(WORDLESS, now, introduction="This has changed.")
    assert send_due(at=now + MINUTE) == 1


# --- The task ----------------------------------------------------------------------------------


def test_telling_sends_at_once_after_the_commit(django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        tell(kind=NEWS, people=[make_user("sam@example.org")], about="it", at=timezone.now())
        assert mailoutbox == []

    assert [message.to for message in mailoutbox] == [["sam@example.org"]]


def test_the_task_sends_batch_after_batch(mailoutbox, monkeypatch):
    monkeypatch.setattr("notices.actions.sending.BATCH", 3)
    for _ in range(8):
        a_notice()
    send_due_notices()

    assert len(mailoutbox) == 8


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_costs_two_statements_for_each_mail_and_eight_besides(
    django_assert_num_queries, mailoutbox, now, count
):
    for _ in range(count):
        a_notice()
    with django_assert_num_queries(2 * count + 8):
        send_due(at=now + MINUTE)
