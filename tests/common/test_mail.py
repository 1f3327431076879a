import email
import email.policy
import os

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection


@pytest.fixture
def folder(settings, tmp_path):
    settings.MAIL_FOLDER = tmp_path / "mail"
    return settings.MAIL_FOLDER


def send(subject="Your code: 123456"):
    message = EmailMultiAlternatives(subject, "Type 123456.\n", "portal@example.org", ["amara@example.org"])
    message.attach_alternative("<p>Type <strong>123456</strong>.</p>", "text/html")
    message.attach("place.ics", "BEGIN:VCALENDAR", "text/calendar")
    return get_connection("common.mail.ReadableMailBackend").send_messages([message])


def test_a_mail_is_printed_to_read(folder, capfd):
    assert send() == 1

    printed = capfd.readouterr().out
    assert (
        "To: amara@example.org\nSubject: Your code: 123456\nAttached: place.ics\n\nType 123456.\n" in printed
    )
    assert "<strong>" not in printed


def test_the_whole_mail_is_kept_as_a_file(folder):
    send("first")
    send("second")

    kept = [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        for file in sorted(folder.iterdir())
    ]
    assert [mail["Subject"] for mail in kept] == ["first", "second"]
    assert "<strong>123456" in kept[0].get_body(("html",)).get_content()
    assert [part.get_filename() for part in kept[0].iter_attachments()] == ["place.ics"]


def test_a_terminal_that_has_gone_stops_no_mail(folder, monkeypatch):
    reading, writing = os.pipe()
    os.close(reading)
    monkeypatch.setenv("PORTAL_TERMINAL_FD", str(writing))

    assert send() == 1
    assert len(list(folder.iterdir())) == 1
