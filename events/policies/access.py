"""Who may answer what a delegate needs to take part, and what an answer has to say."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from accounts.models import User
from common.policy import ALLOWED, Refused, Verdict
from events.models import AccessRequest

State = AccessRequest.State


class Answering(StrEnum):
    """Why a request is not answered."""

    NOT_ORGANISER = "not_organiser"
    WITHDRAWN = "withdrawn"
    NO_REASON = "no_reason"


class AccessRefused(Refused):
    """A request stays as it was, and nobody was told anything."""

    codes = Answering
    sentences: ClassVar[Mapping[Answering, str]] = {
        Answering.NOT_ORGANISER: "Only an organiser can answer access requests.",
        Answering.WITHDRAWN: "{name} does not need this any more: they withdrew it after you opened it here.",
        Answering.NO_REASON: "Enter what you told them, and what they can do instead",
    }


def can_answer(actor: User, standing: AccessRequest, *, seen_state: str) -> Verdict:
    """Organisers answer, unless the delegate has withdrawn it since the page was opened.

    :refuses: ``not_organiser`` or ``withdrawn``
    """
    if not actor.is_organiser:
        return Verdict.refuse(Answering.NOT_ORGANISER)
    if State.WITHDRAWN == standing.state != seen_state:
        return Verdict.refuse(Answering.WITHDRAWN, name=standing.delegate.name)
    return ALLOWED


def gives_reason(state: str, reply: str) -> Verdict:
    """Something that is not possible is explained: the delegate reads it.

    :refuses: ``no_reason``
    """
    if state == State.NOT_POSSIBLE and not reply.strip():
        return Verdict.refuse(Answering.NO_REASON)
    return ALLOWED
