"""The draft that this browser writes: found by its cookie, begun by the first answer, sent once."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from concerns.actions import raising
from concerns.actions.leaving import digest_of
from concerns.answers import Answers
from concerns.models import Concern
from concerns.pathway import State
from concerns.refusals import ConcernRefused
from concerns.reporter_codes import ReporterCode
from concerns.visits import Stay, Visit, visit_of

SECRET_DIGITS = 32


@dataclass(frozen=True, repr=False)
class Draft:
    """What this browser writes, opened."""

    visit: Visit
    concern: Concern
    answers: Answers

    def new_mark(self) -> str:
        """Return what a page that shows these answers holds, and no other page does."""
        return self._mark(secrets.token_hex(SECRET_DIGITS // 2))

    def fits(self, mark: str) -> bool:
        """Whether a page of this draft that holds the mark showed these answers; it tells nothing of them."""
        return hmac.compare_digest(mark.encode(), self._mark(secret_of(mark)).encode())

    def _mark(self, secret: str) -> str:
        said = f"{secret}|{self.answers.write()}".encode()
        return secret + hmac.new(self.visit.key, said, hashlib.sha256).hexdigest()


def draft_of(request: HttpRequest, *, at: datetime) -> Draft | None:
    """Return the draft of this browser; None if it has none, or none that opens."""
    visit = visit_of(request, Stay.WRITING, at=at)
    concern = visit.concern() if visit else None
    if visit is None or concern is None or concern.state != State.DRAFT:
        return None
    try:
        return Draft(visit, concern, raising.answers_of(concern, visit.key))
    except ConcernRefused:
        return None


def secret_of(mark: str) -> str:
    """Return the part of a mark that was drawn: whoever holds it had the very page that was sent from."""
    return mark[:SECRET_DIGITS]


def sent_of(request: HttpRequest, *, at: datetime) -> tuple[Visit, Concern] | None:
    """Return what this browser has just sent, while its code is to be shown.

    The cookie of a draft is not enough: somebody may have copied it before the first word was written.
    """
    visit = visit_of(request, Stay.SENT, at=at)
    concern = visit.concern() if visit else None
    return (visit, concern) if visit and concern and is_shown_to(concern, visit.secret) else None


def sent_from(request: HttpRequest, mark: str, *, at: datetime) -> Visit | None:
    """Return the stay after sending of the page with this mark, whose first answer was lost on the way."""
    visit = visit_of(request, Stay.WRITING, at=at)
    concern = visit.concern() if visit else None
    has_sent = visit and concern and is_shown_to(concern, secret_of(mark))
    return visit.sent(secret_of(mark)) if visit and has_sent else None


def is_shown_to(concern: Concern, secret: str) -> bool:
    """Whether the code is shown to whoever holds this."""
    return concern.shown_to != "" and hmac.compare_digest(concern.shown_to, digest_of(secret))


def begun(*, at: datetime) -> Draft:
    """Begin a draft. Its code is drawn now, so that sending it a second time shows the same one."""
    concern, key = raising.begin_draft(at=at)
    return Draft(Visit(Stay.WRITING, concern.pk, key, ReporterCode.new()), concern, Answers())


def kept(draft: Draft, answers: Answers, *, at: datetime) -> bool:
    """Keep the answers; False where they were sent or deleted meanwhile, by another tab.

    :raises ConcernRefused: ``holds_code``.
    """
    try:
        raising.keep_answers(concern=draft.concern, key=draft.visit.key, answers=answers, at=at)
    except Concern.DoesNotExist:
        return False
    return True
