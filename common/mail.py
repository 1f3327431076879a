"""Mail on one's own machine: shown to read in the terminal, kept as a file, sent to nobody."""

import itertools
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_numbers = itertools.count(1)


class ReadableMailBackend(BaseEmailBackend):
    """Prints To, Subject and plain text of each mail, and keeps the whole as an .eml file in MAIL_FOLDER."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Show and keep them."""
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            # Named so that the order of names is the order of sending, over all processes.
            name = f"{time.time_ns()}-{os.getpid()}-{next(_numbers)}.eml"
            unfinished = folder / f"{name}.part"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder / name)
            show(message, kept_in=folder / name)
        return len(email_messages)


def show(message: EmailMessage, *, kept_in: Path) -> None:
    """Print a mail as a person would read it, on the terminal that ``make run`` was typed in."""
    rule = "-" * 72
    head = f"To: {', '.join(message.to)}\nSubject: {message.subject}"
    attached = "".join(f"\nAttached: {name}" for name in _names_of_attachments(message))
    text = f"\n{rule}\n{head}{attached}\n\n{str(message.body).strip()}\n\n({kept_in})\n{rule}\n"
    try:
        # The supervisor sends what its processes print to their logs and hands them the terminal by number.
        os.write(int(os.environ.get("PORTAL_TERMINAL_FD") or sys.stdout.fileno()), text.encode())
    except (OSError, ValueError):
        # The terminal has gone; the file stays, and whoever waits for the page is not to see an error.
        return


def _names_of_attachments(message: EmailMessage) -> list[str]:
    return [str(part[0]) for part in message.attachments if isinstance(part, tuple) and part[0]]
