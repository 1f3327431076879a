"""A letter as a mail: plain text and HTML, with the headers that mail programs look for."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from notices.kinds import Kind, Topic
from notices.letters import Letter, paragraphs_of
from notices.models import Notice, Wording
from notices.wishes import stop_path

TEXT, HTML = "emails/notice.txt", "emails/notice.html"
WISHES = "/notices/mail/"


class Mail(EmailMultiAlternatives):
    """A mail whose headers begin on the line of their name.

    A word longer than a line, such as an address to stop mail or a subject in other letters, would else stand
    below an empty line, and programs that only take lines apart read a space before it.
    """

    def message(self, **given: Any) -> Any:
        """Write it; what must be folded to stay within a line's limits was folded before."""
        written: Any = super().message(**given)
        written.policy = written.policy.clone(max_line_length=None)
        return written


def in_their_words(letter: Letter, wording: Wording | None) -> Letter:
    """Put organisers' words in place of the portal's, where they wrote some."""
    if wording is None:
        return letter
    button = letter.button and replace(letter.button, label=wording.button or letter.button.label)
    return replace(
        letter,
        headline=wording.subject or letter.headline,
        introduction=paragraphs_of(wording.introduction) or letter.introduction,
        button=button,
    )


def mail_of(notice: Notice, kind: Kind, letter: Letter) -> EmailMultiAlternatives:
    """Write the mail. Load ``recipient`` with the notice.

    What people typed stands in the text only, never in a header but for the subject, on one line.
    """
    stop = "" if kind.topic.is_essential else _absolute(stop_path(notice.recipient_id, kind.topic))
    facts = words_of(letter, kind.topic, stop)
    message = Mail(
        subject=" ".join(letter.headline.split()),
        body=render_to_string(TEXT, facts),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.recipient.email],
        headers=_headers(notice, stop),
    )
    message.attach_alternative(render_to_string(HTML, facts), "text/html")
    for attachment in letter.attachments:
        message.attach(attachment.name, attachment.content, attachment.content_type)
    return message


def as_shown(letter: Letter, topic: Topic) -> tuple[str, str]:
    """Write text and HTML to be looked at; the link to stop such mail leads to the reader's own page."""
    facts = words_of(letter, topic, "" if topic.is_essential else _absolute(WISHES))
    return render_to_string(TEXT, facts), render_to_string(HTML, facts)


def words_of(letter: Letter, topic: Topic, stop: str) -> dict[str, object]:
    """Return what the templates of a mail need."""
    return {
        "letter": letter,
        "button_address": _absolute(letter.button.path) if letter.button else "",
        "portal": _absolute(""),
        "topic": topic,
        "stop": stop,
        "wishes_address": _absolute(WISHES),
    }


def _headers(notice: Notice, stop: str) -> dict[str, str]:
    """Tell programs that nobody wrote this, that a second copy is the same, how to stop it (RFC 8058)."""
    host = urlsplit(settings.PORTAL_ADDRESS).hostname or "localhost"
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": f"<{notice.code}@{host}>"}
    if stop:
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _absolute(path: str) -> str:
    return f"{settings.PORTAL_ADDRESS.rstrip('/')}{path}"
