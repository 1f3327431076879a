"""The draft that this browser writes: found by its cookie, begun by the first answer, sent once."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from concerns.actions import raising
from concerns.answers import Answers
from concerns.models import Concern
from concerns.pathway import State
from concerns.refusals import ConcernRefused
from concerns.reporter_codes import ReporterCode
from concerns.visits import Stay, Visit, visit_of


@dataclass(frozen=True, repr=False)
class Draft:
    """What this browser writes, opened."""

    visit: Visit
    concern: Concern
    answers: Answers

    @property
    def fingerprint(self) -> str:
        """What tells whether a page shows these answers; it tells nothing of them."""
        return hmac.new(self.visit.key, self.answers.write().encode(), hashlib.sha256).hexdigest()


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


def sent_of(request: HttpRequest, *, at: datetime) -> tuple[Visit, Concern] | None:
    """Return what this browser has just sent, also where the answer to its sending was lost on the way."""
    visit = visit_of(request, Stay.SENT, Stay.WRITING, at=at)
    concern = visit.concern() if visit else None
    if visit is None or concern is None or concern.state == State.DRAFT or visit.code is None:
        return None
    return visit, concern


def begun(*, at: datetime) -> Draft:
    """Begin a draft. Its code is drawn now, so that sending it a second time shows the same one."""
    concern, key = raising.begin_draft(at=at)
    return Draft(Visit(Stay.WRITING, concern.pk, key, ReporterCode.new()), concern, Answers())


def kept(draft: Draft, answers: Answers, *, at: datetime) -> bool:
    """Keep the answers; False where they were sent meanwhile, by another tab.

    :raises ConcernRefused: ``holds_code``.
    """
    try:
        raising.keep_answers(concern=draft.concern, key=draft.visit.key, answers=answers, at=at)
    except Concern.DoesNotExist:
        return False
    return True
