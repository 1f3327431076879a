"""How a delegate's answers become rows; for actions that hold the delegate's lock."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from accounts.models import User
from common.names import tidy_name
from events.answers import PRONOUNS_LENGTH, Answers
from events.models import AccessRequest, Delegate


def tidy(answers: Answers) -> Answers:
    """Make what was typed fit to show."""
    return replace(
        answers, name=tidy_name(answers.name), pronouns=tidy_name(answers.pronouns)[:PRONOUNS_LENGTH]
    )


def write_answers(delegate: Delegate, answers: Answers) -> None:
    """Copy the answers to the row."""
    delegate.name, delegate.pronouns = answers.name, answers.pronouns
    delegate.learner_group, delegate.grade = answers.learner_group, answers.grade
    delegate.local_office, delegate.employer = answers.local_office, answers.employer


def name_user(user: User, answers: Answers) -> None:
    """Let somebody who had no name yet be known by the one they gave."""
    if not user.name:
        user.name, user.pronouns = answers.name, answers.pronouns
        user.save(update_fields=["name", "pronouns"])


def write_access_requests(delegate: Delegate, wanted: Mapping[str, str], *, at: datetime) -> None:
    """Ask for what is wanted and withdraw the rest; what was asked stays, as somebody may be booked."""
    asked = {request.kind: request for request in delegate.access_requests.all()}
    for kind, detail in wanted.items():
        request = asked.get(kind) or AccessRequest(delegate=delegate, kind=kind)
        is_new = request.pk is None or request.state == AccessRequest.State.WITHDRAWN
        if is_new or request.detail != detail:
            request.detail, request.state, request.asked_at = detail, AccessRequest.State.NEW, at
            request.save()
    gone = delegate.access_requests.exclude(kind__in=wanted)
    gone.exclude(state=AccessRequest.State.WITHDRAWN).update(state=AccessRequest.State.WITHDRAWN)
