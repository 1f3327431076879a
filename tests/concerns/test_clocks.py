"""Nudges once each, pauses that end, and mail that says nothing, at two fixed times."""

from datetime import UTC, date, datetime, time, timedelta
from smtplib import SMTPException
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from accounts.models import Appointment
from concerns.actions import clocks, handling, mailing, memberships
from concerns.kinds import GroupKind, Role, Side
from concerns.models import Clock, Nudge, OutgoingMail, Pause
from concerns.obligations import Ending, Promise, Stage
from concerns.pathway import Track
from tests.concerns.rows import a_group, a_member, acknowledge
from tests.factories import make_user

LONDON = ZoneInfo("Europe/London")


def london(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=LONDON).astimezone(UTC)


MONDAY = london("2026-03-02T10:00")


def nudges() -> set:
    return set(Nudge.objects.values_list("clock__promise", "stage"))


# --- Nudges ------------------------------------------------------------------------------------


def test_each_stage_nudges_once_however_often_and_late_the_worker_comes(around):
    around.concern(at=MONDAY)
    seen = []
    for day in range(9):
        for _ in range(2):
            seen.append((day, clocks.nudge_due_clocks(at=MONDAY + timedelta(days=day))))

    # Screened within 1 working day, acknowledged within 3, triaged within 5.
    assert [count for _, count in seen] == [0, 0, 3, 0, 1, 0, 3, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0]
    assert nudges() == {
        (promise, stage) for promise in ("acknowledge", "screen", "triage") for stage in Stage
    }


def test_a_worker_that_was_down_makes_up_for_it_with_one_mail_each(around):
    around.concern(at=MONDAY)
    OutgoingMail.objects.all().delete()

    late = MONDAY + timedelta(days=30)
    assert clocks.nudge_due_clocks(at=late) == 9
    assert {each.recipient for each in OutgoingMail.objects.all()} == {
        around.handler.user,
        around.second.user,
    }
    assert OutgoingMail.objects.count() == 2


def test_two_workers_at_once_nudge_once(around):
    around.concern(at=MONDAY)
    clock = Clock.objects.get(promise=Promise.SCREEN)
    late = MONDAY + timedelta(days=1)
    stages = [Stage.HALF, Stage.NEARLY, Stage.DUE]

    assert [clocks._nudge(clock, stages, at=late) for _ in range(2)] == [3, 0]


def test_what_was_kept_returned_or_withdrawn_nudges_nobody(around):
    concern, _, _ = around.concern(at=MONDAY)
    acknowledge(around.handler, concern, at=MONDAY)
    concern.referrals.update(state=Track.RETURNED)

    assert clocks.nudge_due_clocks(at=MONDAY + timedelta(days=200)) == 0


@pytest.mark.parametrize(
    ("stage", "reached"),
    [
        (Stage.HALF, {"handler"}),
        (Stage.NEARLY, {"handler", "lead"}),
        (Stage.DUE, {"handler", "lead", "quality", "national"}),
    ],
)
def test_the_later_it_is_the_more_people_are_told(around, stage, reached):
    lead = a_member(around.guardians, role=Role.LEAD)
    national = make_user("national@example.org")
    Appointment.objects.create(user=national, duty=Appointment.Duty.NATIONAL_LEAD)
    concern, _, _ = around.concern(sides=(Side.EMPLOYER, Side.TRAINING))
    people = {
        "handler": {around.guardian.user.pk},
        "lead": {lead.user.pk},
        "quality": {around.handler.user.pk, around.second.user.pk},
        "national": {national.pk},
    }

    told = clocks.nudged(concern.referrals.get(group=around.guardians), stage)

    assert told == set().union(*(people[name] for name in reached))


def test_a_local_office_that_does_not_have_it_is_not_told_by_a_nudge(around):
    concern, _, _ = around.concern(sides=(Side.EMPLOYER,))

    told = clocks.nudged(concern.referrals.get(), Stage.DUE)

    assert told == {around.guardian.user.pk}


def test_a_lead_alone_is_told_from_the_half_on(around):
    dignity = a_group(GroupKind.DIGNITY, around.trust)
    lead = a_member(dignity, role=Role.LEAD)
    concern, _, _ = around.concern(sides=(Side.EMPLOYER,), kept_out_groups=(str(around.guardians.pk),))

    assert clocks.nudged(concern.referrals.get(), Stage.HALF) == {lead.user.pk}


def test_who_is_kept_out_is_never_nudged(around):
    concern, _, _ = around.concern(kept_out_people=around.second.user.email)

    assert clocks.nudged(concern.referrals.get(), Stage.DUE) == {around.handler.user.pk}


# --- Pauses ------------------------------------------------------------------------------------


def test_a_question_that_stays_unanswered_lets_work_go_on_after_10_working_days(around):
    concern, _, _ = around.concern(at=MONDAY)
    acknowledge(around.handler, concern, at=MONDAY)
    feedback = Clock.objects.running().get(promise=Promise.FEEDBACK)
    handling.ask_reporter(handler=around.handler, concern=concern, words="Which day?", at=MONDAY)
    pause = Pause.objects.get()
    assert pause.ends_by == date(2026, 3, 16)

    assert clocks.end_old_pauses(at=london("2026-03-16T23:59")) == 0
    assert clocks.end_old_pauses(at=london("2026-03-20T00:00")) == 1
    assert clocks.end_old_pauses(at=london("2026-03-20T00:00")) == 0

    later = Clock.objects.running().get(promise=Promise.FEEDBACK)
    feedback.refresh_from_db()
    assert (feedback.ending, feedback.due_on) == (Ending.PAUSED, date(2026, 6, 2))
    # Ten working days later, and no more for the worker that came late: 2 June is a Tuesday.
    assert (later.follows, later.due_on) == (feedback, date(2026, 6, 16))


# --- Mail --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "slot"),
    [
        ("2026-01-10T06:59", "2026-01-10T07:00"),
        ("2026-01-10T07:00", "2026-01-10T13:00"),
        ("2026-01-10T12:59", "2026-01-10T13:00"),
        ("2026-01-10T13:00", "2026-01-11T07:00"),
        ("2026-03-28T20:00", "2026-03-29T07:00"),  # the clock goes forward in that night
        ("2026-10-24T20:00", "2026-10-25T07:00"),  # and back in that one
    ],
)
def test_mail_goes_at_seven_and_at_one_whatever_the_clock_does(at, slot):
    assert mailing.next_slot(london(at)) == london(slot)


def test_however_much_happens_until_the_slot_one_mail_goes(around):
    OutgoingMail.objects.all().delete()
    for minutes in range(5):
        around.concern(at=MONDAY + timedelta(minutes=minutes))

    assert OutgoingMail.objects.count() == 2
    assert mailing.send_due_mail(at=london("2026-03-02T12:59")) == 0
    assert mailing.send_due_mail(at=london("2026-03-02T13:00")) == 2
    assert mailing.send_due_mail(at=london("2026-03-02T13:00")) == 0
    assert {(sent.subject, sent.body) for sent in mail.outbox} == {
        (mailing.SUBJECT, mailing.BODY.format(address="http://localhost:8000"))
    }


def test_ten_kinds_of_news_make_identical_mails_with_nothing_in_their_headers(around):
    """Test 15 of the design: whatever happened, the mail is byte for byte the same but for its recipient."""
    tellers = [
        lambda at: around.concern(at=at),
        lambda at: clocks.nudge_due_clocks(at=at + timedelta(days=60)),
        lambda at: mailing.tell_groups([around.deans], at=at),
        lambda at: memberships.propose_member(
            by=around.handler,
            email=make_user(f"n{at:%H%M}@example.org").email,
            group=around.quality,
            role=Role.HANDLER,
            at=at,
        ),
    ]
    tellers += [lambda at: around.concern(at=at, sides=(Side.EMPLOYER,), mode="named", name="Jo")] * 6
    said = set()
    for day, tell in enumerate(tellers):
        OutgoingMail.objects.all().delete()
        mail.outbox.clear()
        tell(MONDAY + timedelta(days=day, minutes=day))
        assert mailing.send_due_mail(at=MONDAY + timedelta(days=400)) > 0
        for sent in mail.outbox:
            whole = sent.message()
            for name in ("To", "Date", "Message-ID"):
                del whole[name]
            said.add(whole.as_string())

    assert len(said) == 1
    assert set(dict(whole.items())) == {
        "Content-Type",
        "MIME-Version",
        "Content-Transfer-Encoding",
        "Subject",
        "From",
    }


class Refusing(EmailBackend):
    def send_messages(self, messages):
        raise SMTPException("550 person@example.org unknown")


def test_a_mail_server_that_refuses_is_asked_again_later_and_not_for_ever(around, settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    mailing.tell_people([around.handler.user], at=MONDAY)
    at, tries = datetime.combine(MONDAY.date(), time(13), LONDON), 0
    while (
        tries < 20
        and OutgoingMail.objects.due(at + timedelta(days=9))
        .filter(recipient=around.handler.user, attempts=tries)
        .exists()
    ):
        assert mailing.send_due_mail(at=at) == 0
        tries += 1
        at += timedelta(days=2)

    assert tries == len(mailing.PATIENCE) + 1
    assert "example.org" not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mailing.send_due_mail(at=at + timedelta(days=99)) == 0


def test_a_crash_between_claim_and_mail_server_sends_nothing_twice(around):
    mailing.tell_people([around.handler.user], at=MONDAY)
    assert len(mailing._claimed(london("2026-03-02T13:00"))) == 1

    # Killed here. It may have arrived, so it stays as it is.
    assert mailing.send_due_mail(at=london("2026-03-09T13:00")) == 0
    assert mail.outbox == []
