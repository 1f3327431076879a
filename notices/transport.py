"""How a mail leaves: one line to the mail server, and what became of each mail, told apart by phase.

What is refused before the text was taken has certainly not arrived and may be tried again. Once the text has
been sent, only the server's answer tells: without one it may have arrived, and is never sent again by itself.
"""

import smtplib
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends import smtp


class Fate(Enum):
    """What became of a mail."""

    SENT = "sent"
    REFUSED = "refused"  # for good: this address, or this mail
    LATER = "later"  # this mail, for now
    AWAY = "away"  # the server takes nothing now: neither this nor the next
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Delivery:
    """What became of a mail, and the server's reason in short."""

    fate: Fate
    trouble: str = ""


class _Attentive:
    """Remembers whether the text of the present mail has been sent."""

    has_sent_text = False

    def mail(self, sender: str, options: Any = ()) -> Any:
        """Begin a mail."""
        self.has_sent_text = False
        return super().mail(sender, options)  # type: ignore[misc]

    def send(self, s: Any) -> None:
        """Send a command, or the text: the only thing that comes as bytes."""
        if isinstance(s, bytes):
            self.has_sent_text = True
        super().send(s)  # type: ignore[misc]


class _AttentiveSMTP(_Attentive, smtplib.SMTP):
    """Over a line that begins in clear."""


class _AttentiveSMTPS(_Attentive, smtplib.SMTP_SSL):
    """Over a line that is sealed from the start."""


class Backend(smtp.EmailBackend):
    """Django's own way to a mail server, which also knows how far a mail has come."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The kind of line."""
        return _AttentiveSMTPS if self.use_ssl else _AttentiveSMTP


class Line:
    """A line to the mail server: opened with the first mail, used for the next, closed at the end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, message: EmailMessage) -> Delivery:
        """Send one mail; never raises for what a server or a network does."""
        try:
            self._backend.open()
        except (smtplib.SMTPException, OSError) as error:
            self._close()
            return Delivery(Fate.AWAY, _short(error))
        try:
            self._backend.send_messages([message])
        except (smtplib.SMTPException, OSError) as error:
            delivery = Delivery(_fate(error, self._has_sent_text()), _short(error))
            self._close()
            return delivery
        return Delivery(Fate.SENT)

    @cached_property
    def _backend(self) -> Any:
        return get_connection()

    def _has_sent_text(self) -> bool:
        return bool(getattr(getattr(self._backend, "connection", None), "has_sent_text", False))

    def _close(self) -> None:
        try:
            self._backend.close()
        except (smtplib.SMTPException, OSError):
            self._backend.connection = None


def _fate(error: Exception, has_sent_text: bool) -> Fate:
    """Read what a failure means (RFC 5321, section 4.2.1: 4yz for now, 5yz for good)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return Fate.REFUSED if all(code >= 500 for code in codes) else _for_now(min(codes))
    if isinstance(error, smtplib.SMTPResponseException):
        is_ours = isinstance(error, smtplib.SMTPSenderRefused)
        if error.smtp_code >= 500:
            # A sender who is refused for good is every mail's sender: the settings are wrong, not this mail.
            return Fate.AWAY if is_ours else Fate.REFUSED
        return _for_now(error.smtp_code)
    return Fate.UNKNOWN if has_sent_text else Fate.AWAY


def _for_now(code: int) -> Fate:
    """421: the server closes the line; everything else is about this mail."""
    return Fate.AWAY if code == 421 else Fate.LATER


def _short(error: Exception) -> str:
    """Put the server's reason into one short line."""
    code, words = _answer(error)
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return " ".join(f"{code} {said}".split())[:200]


def _answer(error: Exception) -> tuple[object, bytes | str]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code, error.smtp_error
    return type(error).__name__, str(error)
