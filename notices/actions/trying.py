"""Sending a letter to somebody who wants to see what it looks like; the ledger knows nothing of it."""

from dataclasses import replace

from accounts.models import User
from notices.kinds import Kind
from notices.letters import Letter
from notices.mails import mail_of
from notices.models import Notice
from notices.transport import Delivery, Line


def send_test(*, kind: Kind, letter: Letter, scope: str, to: User) -> Delivery:
    """Send the letter to this person alone, its subject marked; tells what became of it.

    The notice is never saved: it carries the reader's own address, and their own link to stop such mail.
    """
    notice = Notice(recipient=to, kind=kind.key, scope=scope)
    marked = replace(letter, headline=f"Test: {letter.headline}")
    with Line() as line:
        return line.send(mail_of(notice, kind, marked))
