"""Reports: what they quote, who reads them, and that each is handled once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from breakouts.actions import report_message
from breakouts.models import Act, Report
from common.words import day, day_and_clock
from events.models import Delegate
from networking.actions.handling import end_suspension, handle_report
from networking.actions.reporting import report_person
from networking.models import (
    Contact,
    Conversation,
    Line,
    Member,
    NetworkingReport,
    Profile,
    SafetyAct,
    Suspension,
)
from networking.quoting import quote_line, quote_person
from networking.report_queue import open_reports
from networking.safety_refusals import HandlingCode, HandlingRefused
from notices.actions.sending import letters_of, send_due
from notices.models import Notice
from tests.factories import log_in, make_organiser
from tests.networking.block_world import invite_to_group
from tests.networking.rows import make_block, make_contact, make_conversation, make_line, make_profile
from tests.races import held_up

pytestmark = pytest.mark.django_db
Verb = SafetyAct.Verb
QUEUE = "/admin/networking/networkingreport/"


def address(profile, query="") -> str:
    return f"/{profile.delegate.assembly.slug}/networking/people/{profile.code}/report/{query}"


def text(page) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", "", page.content.decode()).split())


def reported(ann, bob, because="Rude") -> NetworkingReport:
    at = timezone.now()
    return report_person(
        reporter=ann.delegate, quoted=quote_person(ann.delegate, bob.code, at), because=because, at=at
    )


def spoken(talk, *people, count=14):
    start = timezone.now() - timedelta(hours=1)
    return [
        make_line(
            talk,
            people[number % len(people)],
            f"line-{number:02}-said",
            sent_at=start + timedelta(minutes=number),
        )
        for number in range(count)
    ]


def test_a_message_is_quoted_with_five_before_and_after(client, ann, bob):
    talk = make_conversation(ann.delegate, bob.delegate)
    lines = spoken(talk, ann.delegate, bob.delegate)
    make_line(make_conversation(ann.delegate, bob.delegate, title="Elsewhere"), bob.delegate, "another talk")
    Line.objects.filter(pk=lines[6].pk).update(removed_at=timezone.now(), body="")
    log_in(client, ann.delegate.user)

    page = client.get(address(bob, f"?line={lines[7].pk}")).content.decode()
    assert "line-07-said" in page
    empty = client.post(address(bob, f"?line={lines[7].pk}"), {"because": " "}).content.decode()
    assert "Enter what happened" in empty
    sent = client.post(
        address(bob, f"?line={lines[7].pk}"), {"because": "Rude"}, follow=True
    ).content.decode()

    report = NetworkingReport.objects.get()
    assert "What happens next" in sent
    assert "Block this person" in sent
    assert (report.kind, report.body, report.line_id) == ("line", "line-07-said", lines[7].pk)
    assert [each["words"][5:7] for each in report.context] == [
        "01", "02", "03", "04", "05", "07", "08", "09", "10", "11", "12",
    ]  # fmt: skip
    client.post(address(bob, f"?line={lines[7].pk}"), {"because": "Rude"})
    assert NetworkingReport.objects.count() == 1


def test_a_request_is_quoted_and_only_by_whom_it_was_sent_to(client, ann, bob, assembly):
    contact = make_contact(bob.delegate, ann.delegate, state=Contact.State.ASKED, note="A rude note")
    other = make_profile(assembly=assembly, name="Cat")
    log_in(client, ann.delegate.user)
    client.post(address(bob, f"?request={contact.code}"), {"because": "Rude"})
    assert NetworkingReport.objects.get().body == "A rude note"

    log_in(client, other.delegate.user)
    assert client.get(address(bob, f"?request={contact.code}")).status_code == 404


@pytest.mark.parametrize("page", ["contacts/", "people/{code}/"])
def test_a_request_is_reported_from_where_it_is_answered(client, ann, bob, page):
    contact = make_contact(bob.delegate, ann.delegate, state=Contact.State.ASKED, note="A rude note")
    log_in(client, ann.delegate.user)

    there = client.get(f"/{ann.delegate.assembly.slug}/networking/{page.format(code=bob.code)}")

    to_report = address(bob, f"?request={contact.code}")
    assert f'<a href="{to_report}">Report' in there.content.decode()
    assert "A rude note" in client.get(to_report).content.decode()


def test_an_invitation_is_reported_from_where_it_is_answered_while_it_can_be(client, ann, bob, assembly):
    group = invite_to_group(ann, bob)
    Conversation.objects.filter(pk=group.pk).update(title="A rude name")
    # An invitation alone is enough to reach them, also once they are out of the group themselves.
    Profile.objects.filter(pk=bob.pk).update(is_listed=False)
    Member.objects.filter(conversation=group, delegate=bob.delegate).update(state=Member.State.LEFT)
    log_in(client, ann.delegate.user)
    to_report = address(bob, f"?invitation={group.code}")

    there = client.get(f"/{assembly.slug}/networking/conversations/").content.decode()
    assert f'<a href="{to_report}">Report' in there
    page = text(client.get(to_report))
    assert "Report an invitation by Bob" in page
    assert "The name of the group A rude name" in page
    assert "Back to conversations" in page
    client.post(to_report, {"because": "Rude"})

    report = NetworkingReport.objects.get()
    assert (report.get_kind_display(), report.body) == ("Invitation to a group", "A rude name")
    log_in(client, make_organiser())
    assert "A rude name" in text(client.get(f"{QUEUE}networking/{report.pk}/"))
    cat = make_profile(assembly=assembly, name="Cat")
    log_in(client, cat.delegate.user)
    assert client.get(to_report).status_code == 404
    Member.objects.filter(delegate=ann.delegate).update(state=Member.State.DECLINED)
    log_in(client, ann.delegate.user)
    assert client.get(to_report).status_code == 404


@pytest.mark.parametrize(
    "query", ["?line=abc", "?line=99999999999999999999", "?line=1", "?request=nothing", "?invitation=nothing"]
)
def test_words_that_are_not_there_cannot_be_reported(client, ann, bob, query):
    log_in(client, ann.delegate.user)
    assert client.get(address(bob, query)).status_code == 404


def test_what_was_said_to_somebody_can_be_reported_whatever_became_of_its_author(ann, bob, assembly):
    talk = make_conversation(ann.delegate, bob.delegate, title="Leaders")
    line = make_line(talk, bob.delegate, "Rude", sent_at=timezone.now() - timedelta(minutes=5))
    stranger = make_profile(assembly=assembly, name="Cat")
    assert quote_line(stranger.delegate, bob.code, line.pk) is None

    make_block(bob.delegate, ann.delegate)
    assert quote_line(ann.delegate, bob.code, line.pk)
    own = Member.objects.filter(conversation=talk, delegate=ann.delegate)
    own.update(state=Member.State.LEFT, left_at=timezone.now())
    assert quote_line(ann.delegate, bob.code, line.pk)
    own.update(left_at=line.sent_at - timedelta(seconds=1))
    assert quote_line(ann.delegate, bob.code, line.pk) is None


def test_one_queue_holds_reports_of_rooms_too_oldest_first(client, ann, bob, django_assert_num_queries):
    from tests.breakouts.days import STARTS, make_day_room
    from tests.breakouts.running import guest_in, said

    room = make_day_room("Visas", capacity=5)
    joss, amara = guest_in(room, name="Dr Joss").user, guest_in(room, name="Dr Amara").user
    message = said(joss, room, "Rude in the room")
    report_message(reporter=amara, room=room, number=message.pk, because="Hurtful", at=STARTS)
    reported(ann, bob, "First")
    reported(make_profile(assembly=ann.delegate.assembly, name="Cat"), bob, "Second")
    log_in(client, make_organiser())

    with django_assert_num_queries(6):
        entries = open_reports()
    assert [(each.about_name, each.earlier_count) for each in entries] == [
        ("Dr Joss", 0),
        ("Bob", 0),
        ("Bob", 1),
    ]
    page = client.get(QUEUE).content.decode()
    assert "3 open, the oldest first" in page
    assert "Dr Amara" in page
    assert "3 reports wait for an organiser" in client.get("/admin/").content.decode()

    report = Report.objects.get()
    one = client.get(f"{QUEUE}room/{report.pk}/").content.decode()
    assert "Rude in the room" in one
    # The doors of that room shut long ago.
    done = client.post(f"{QUEUE}room/{report.pk}/", {"verb": "hidden", "because": "It hurts"}, follow=True)
    assert "The report is handled: hid the message." in done.content.decode()
    message.refresh_from_db()
    assert message.is_hidden
    act = Act.objects.get(verb=Act.Verb.HID)
    assert act.because == "It hurts"
    assert Report.objects.get().handled_at is not None


def test_a_report_page_says_what_the_button_does_about_whom_and_who_reads_the_reason(client, ann, bob):
    line = make_line(make_conversation(ann.delegate, bob.delegate), bob.delegate, "Rude")
    at = timezone.now()
    of_line = report_person(
        reporter=ann.delegate, quoted=quote_line(ann.delegate, bob.code, line.pk), because="Rude", at=at
    )
    of_person = reported(ann, bob)
    log_in(client, make_organiser())

    page = text(client.get(f"{QUEUE}networking/{of_line.pk}/"))
    assert "See everything about Bob" in page
    for choice in ("Nothing to do", "I spoke to the person", "Hide the message", "Suspend from networking"):
        assert choice in page
    assert "Hid the message" not in page
    assert "The author of a message that you hide reads it, and so does somebody whom you suspend." in page
    page = text(client.get(f"{QUEUE}networking/{of_person.pk}/"))
    assert "Kept with the report. Somebody whom you suspend reads it." in page
    assert "Hide the message" not in page

    done = {"verb": "hidden", "because": "It hurts"}
    assert "hid the message." in text(client.post(f"{QUEUE}networking/{of_line.pk}/", done, follow=True))
    assert "Hid the message" in text(client.get(f"{QUEUE}networking/{of_line.pk}/"))


def test_only_organisers_come_to_the_queue(client, ann):
    log_in(client, ann.delegate.user)
    assert client.get(QUEUE).status_code != 200


def test_a_report_is_handled_once_and_the_second_reads_what_the_first_did(client, ann, bob):
    report = reported(ann, bob)
    first, second = make_organiser(name="Olu"), make_organiser(name="Pat")
    handle_report(
        actor=first,
        source="networking",
        number=report.pk,
        verb=Verb.SPOKEN_TO,
        because="We talked",
        at=timezone.now(),
    )
    log_in(client, second)
    page = client.post(
        f"{QUEUE}networking/{report.pk}/", {"verb": "nothing", "because": "Fine"}
    ).content.decode()

    assert "Olu handled this report at" in page
    assert "spoke to the person. Nothing else was done." in page
    assert SafetyAct.objects.count() == 1
    report.refresh_from_db()
    assert (report.outcome, report.reason, report.handled_by) == ("spoken_to", "We talked", first)


def handled(source: str, number: int, verb=Verb.NOTHING, at=None) -> SafetyAct:
    return handle_report(
        actor=make_organiser(),
        source=source,
        number=number,
        verb=verb,
        because="They were rude before",
        at=at or timezone.now(),
    )


def test_whoever_reported_is_told_once_that_organisers_looked_and_not_what_they_did(ann, bob):
    Profile.objects.filter(pk=ann.pk).update(quiet_from=time(0), quiet_until=time(0))
    handled("networking", reported(ann, bob).pk, Verb.SUSPENDED)

    notice = Notice.objects.get(kind="networking.handled")
    send_due(at=timezone.now())
    letter = letters_of([notice])[notice.code]
    assert notice.recipient == ann.delegate.user
    assert letter.headline == "Organisers have looked at what you reported"
    assert letter.button.path == f"/{ann.delegate.assembly.slug}/networking/safety/"
    words = " ".join([letter.headline, *letter.introduction, *letter.closing])
    assert day(timezone.now(), ann.delegate.assembly.zone) in words
    for kept in ("Bob", "suspend", "rude"):
        assert kept not in words


KINDS = {
    "line": "a message",
    "request": "a request",
    "invite": "an invitation to a group",
    "profile": "a person",
}


@pytest.mark.parametrize("kind", NetworkingReport.Kind.values)
def test_the_answer_says_what_was_reported_and_when(ann, bob, kind):
    report, assembly = reported(ann, bob), ann.delegate.assembly
    NetworkingReport.objects.filter(pk=report.pk).update(kind=kind)
    handled("networking", report.pk)

    notice = Notice.objects.get(kind="networking.handled")
    when = day_and_clock(report.reported_at, assembly.zone)
    assert f"You reported {KINDS[kind]} at {assembly.name}, at {when}." in words_of(notice)

    # A notice may know the day alone.
    notice.facts = {"day": "Friday 27 May 2022"}
    assert f"You reported something at {assembly.name}, on Friday 27 May 2022." in words_of(notice)


def words_of(notice) -> str:
    return letters_of([notice])[notice.code].introduction[0]


def test_the_answer_to_a_report_waits_for_the_end_of_quiet_hours(ann, bob):
    zone, now = ann.delegate.assembly.zone, timezone.now()
    begins, ends = ((now + timedelta(hours=hours)).astimezone(zone).time() for hours in (-2, 2))
    Profile.objects.filter(pk=ann.pk).update(quiet_from=begins, quiet_until=ends)

    handled("networking", reported(ann, bob).pk, at=now)

    assert Notice.objects.get(kind="networking.handled").due_at > now


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"because": "Why"}, "Select what you do"),
        ({}, "Select what you do"),
        ({}, "Enter why you handle it so"),
        ({"verb": "nothing", "because": "  "}, "Enter why you handle it so"),
        ({"verb": "nothing", "because": "x" * 501}, "The reason must be 500 characters or fewer. It has 501"),
    ],
)
def test_what_an_organiser_leaves_out_is_asked_for(client, ann, bob, given, error):
    report = reported(ann, bob)
    log_in(client, make_organiser())
    page = client.post(f"{QUEUE}networking/{report.pk}/", given).content.decode()
    assert error in page
    assert not SafetyAct.objects.exists()


def test_a_message_is_hidden(ann, bob):
    talk = make_conversation(ann.delegate, bob.delegate)
    line = make_line(talk, bob.delegate, "Rude")
    at = timezone.now()
    quoted = quote_line(ann.delegate, bob.code, line.pk)
    report = report_person(reporter=ann.delegate, quoted=quoted, because="Rude", at=at)
    handle_report(
        actor=make_organiser(), source="networking", number=report.pk, verb=Verb.HIDDEN, because="Rude", at=at
    )
    line.refresh_from_db()
    assert line.hidden_at == at

    other = reported(ann, bob)
    with pytest.raises(HandlingRefused) as refused:
        handle_report(
            actor=make_organiser(), source="networking", number=other.pk, verb=Verb.HIDDEN, because="x", at=at
        )
    assert refused.value.code is HandlingCode.NO_MESSAGE


def test_whoever_is_suspended_reads_until_when_and_why_and_is_told(client, ann, bob):
    report, organiser = reported(ann, bob), make_organiser()
    client_of_organiser = log_in(client, organiser)
    assert client_of_organiser == organiser
    data = {"verb": "suspended", "hours": "24", "because": "Three rude messages"}
    client.post(f"{QUEUE}networking/{report.pk}/", data)

    suspension = Suspension.objects.get()
    assert suspension.until_at - suspension.since_at == timedelta(hours=24)
    assert Notice.objects.filter(kind="networking.suspended", recipient=bob.delegate.user).count() == 1
    log_in(client, bob.delegate.user)
    base = f"/{bob.delegate.assembly.slug}/networking/"
    for page in (f"{base}people/{ann.code}/block/", f"{base}safety/"):
        words = client.get(page).content.decode()
        assert "suspended you from networking until" in words
        assert "Three rude messages" in words

    log_in(client, organiser)
    history = f"{QUEUE}people/{bob.delegate_id}/"
    assert "Three rude messages" in client.get(history).content.decode()
    assert "Enter why" in client.post(history, {"because": ""}).content.decode()
    ended = client.post(history, {"because": "They apologised"}, follow=True).content.decode()
    assert "can use networking again" in ended
    assert "They apologised" in ended
    assert Notice.objects.filter(kind="networking.readmitted").count() == 1
    end_suspension(actor=organiser, delegate=bob.delegate, because="Twice", at=timezone.now())
    assert SafetyAct.objects.filter(verb=Verb.READMITTED).count() == 1


def test_another_suspension_stands_in_the_place_of_one_that_ran_out(ann, bob):
    at = timezone.now()
    cat = make_profile(assembly=ann.delegate.assembly, name="Cat")
    reports = [reported(each, bob) for each in (ann, cat)]
    for hours, report in zip((0, 2), reports, strict=True):
        handle_report(
            actor=make_organiser(),
            source="networking",
            number=report.pk,
            verb=Verb.SUSPENDED,
            because="Rude",
            until_at=at + timedelta(hours=hours + 1),
            at=at + timedelta(hours=hours),
        )
    assert Suspension.objects.in_force(at + timedelta(hours=2)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_organisers_at_one_instant_one_acts(ann, bob):
    report, people = reported(ann, bob), (make_organiser(name="Olu"), make_organiser(name="Pat"))

    def alone(actor):
        try:
            return handle_report(
                actor=actor,
                source="networking",
                number=report.pk,
                verb=Verb.SUSPENDED,
                because=actor.name,
                at=timezone.now(),
            )
        except HandlingRefused as refused:
            return refused.code
        finally:
            connection.close()

    person = Delegate.objects.filter(pk=bob.delegate_id)
    with held_up(person, waiters=2), ThreadPoolExecutor(2) as pool:
        results = list(pool.map(alone, people))

    assert HandlingCode.HANDLED in results
    assert SafetyAct.objects.count() == Suspension.objects.count() == 1
