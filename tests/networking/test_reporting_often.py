"""Reports of one person: how many in an hour, and that one of a thing stands open, told of once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from networking.actions.handling import handle_report
from networking.models import Line, NetworkingReport, SafetyAct
from networking.policies.reporting import MOST_IN_AN_HOUR
from notices.actions.sending import send_due
from notices.models import Notice
from tests.factories import log_in, make_organiser
from tests.networking.rows import make_conversation, make_line, make_profile

pytestmark = pytest.mark.django_db
QUEUE = "/admin/networking/networkingreport/"


@pytest.fixture
def ann(client, assembly):
    profile = make_profile(assembly=assembly, name="Ann")
    log_in(client, profile.delegate.user)
    return profile


def report(client, profile, because, query=""):
    address = f"/{profile.delegate.assembly.slug}/networking/people/{profile.code}/report/{query}"
    return client.post(address, {"because": because})


def test_what_is_said_later_is_added_to_the_report_that_is_open_and_mailed_once(client, ann, bob):
    organiser = make_organiser()
    talk = make_conversation(ann.delegate, bob.delegate)
    one, two = (make_line(talk, bob.delegate, words) for words in ("Rude", "Worse"))
    for because in ("It hurts", "It hurts", "It goes on", "It goes on"):
        assert report(client, bob, because, f"?line={one.pk}").status_code == 302
    Line.objects.filter(pk=one.pk).update(body="Ruder")
    report(client, bob, "He changed it", f"?line={one.pk}")

    first = NetworkingReport.objects.get()
    assert (first.because, first.body) == ("It hurts", "Rude")
    assert [(each["because"], each["body"]) for each in first.added] == [
        ("It goes on", ""),
        ("He changed it", "Ruder"),
    ]
    assert Notice.objects.filter(kind="networking.reported", recipient=organiser).count() == 1

    report(client, bob, "It hurts", f"?line={two.pk}")
    report(client, bob, "It hurts")
    assert NetworkingReport.objects.count() == 3
    log_in(client, organiser)
    for page in (QUEUE, f"{QUEUE}networking/{first.pk}/"):
        words = client.get(page).content.decode()
        assert words.index("It hurts") < words.index("It goes on") < words.index("He changed it")
    assert "Ruder" in words


def test_organisers_are_mailed_by_name_and_as_organisers(client, ann, bob):
    organiser = make_organiser(name="Olu")
    report(client, bob, "Rude")

    send_due(at=timezone.now())

    (told,) = mail.outbox
    assert told.to == [organiser.email]
    for words in (told.body, told.alternatives[0].content):
        assert "Olu" in words
        assert "You get this because you are an organiser." in words
        assert ann.delegate.assembly.name in words
        assert "Bob" not in words


def test_once_it_is_handled_another_report_is_made(client, ann, bob):
    report(client, bob, "Rude")
    handle_report(
        actor=make_organiser(),
        source="networking",
        number=NetworkingReport.objects.get().pk,
        verb=SafetyAct.Verb.NOTHING,
        because="Nothing to see",
        at=timezone.now(),
    )
    report(client, bob, "Rude again")
    assert [each.because for each in NetworkingReport.objects.all()] == ["Rude", "Rude again"]


def test_ten_in_an_hour_counted_with_what_is_added_and_what_was_typed_is_kept(
    client, ann, bob, assembly, time_machine
):
    started = timezone.now()
    time_machine.move_to(started, tick=False)
    others = [make_profile(assembly=assembly) for _ in range(MOST_IN_AN_HOUR - 2)]
    for each in (bob, *others):
        assert report(client, each, "Rude").status_code == 302
    assert report(client, bob, "Rude, and again").status_code == 302

    last = make_profile(assembly=assembly, name="Cat")
    for each in (last, bob):
        refused = report(client, each, "What I typed")
        assert refused.status_code == 200
        assert "What I typed</textarea>" in refused.content.decode()
        assert "You told the organisers 10 times within an hour" in refused.content.decode()
    assert report(client, bob, "Rude").status_code == 302, "the same again is no more"
    page = client.get(f"/{assembly.slug}/networking/people/{last.code}/report/").content.decode()
    assert "You told the organisers 10 times within an hour" in page
    assert "Send report" not in page

    time_machine.move_to(started + timedelta(hours=1) - timedelta(microseconds=1), tick=False)
    assert report(client, last, "What I typed").status_code == 200
    time_machine.move_to(started + timedelta(hours=1), tick=False)
    assert report(client, last, "What I typed").status_code == 302
