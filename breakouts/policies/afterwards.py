"""Who reads the questions of a session after its end, and who answers them in writing."""

from datetime import datetime

from accounts.models import User
from breakouts.clearing.queries import until_of
from breakouts.models import ANSWER_LIMIT, Question
from breakouts.questions.refusals import AnswerCode
from common.names import can_be_seen
from common.policy import ALLOWED, Verdict
from common.words import until
from events.models import Assembly, Contributor, Delegate, Session, Speaker


def is_past(session: Session, at: datetime) -> bool:
    """Whether it took place, and its questions are still kept."""
    is_kept = session.ends_at <= at < until_of(session.assembly)
    return is_kept and session.is_public(at) and not session.is_cancelled


def is_of_assembly(user: User, assembly: Assembly, delegate: Delegate | None) -> bool:
    """Whether the person has a place or a part at the assembly, or runs it; one query at most."""
    if (delegate is not None and delegate.has_place) or user.is_organiser:
        return True
    return Contributor.objects.filter(user=user, assembly=assembly).exists()


def can_answer(user: User, question: Question | None, *, at: datetime) -> Verdict:
    """Whoever presents a topic answers what was asked about it, a session's speakers what was asked there.

    From the end of the session to the instant at which the assembly closes, and only what everybody reads:
    what was not taken has its reason. Load ``topic`` and ``room__session__assembly`` with the question.

    :refuses: ``no_such_question``, ``not_yet`` or ``closed``
    """
    if question is None or not question.is_public or not is_asked(user, question):
        return Verdict.refuse(AnswerCode.NO_SUCH_QUESTION)
    session = question.room.session
    if at < session.ends_at:
        return Verdict.refuse(AnswerCode.NOT_YET, session=session.title)
    closes_at, zone = session.assembly.closes_at, session.assembly.zone
    return ALLOWED if at < closes_at else Verdict.refuse(AnswerCode.CLOSED, until=until(closes_at, zone))


def is_asked(user: User, question: Question) -> bool:
    """Whether the question goes to this person: about their topic, or to all who speak where it was asked."""
    return Question.objects.filter(pk=question.pk).to_speaker(user).exists()


def speaker_name(user: User, assembly: Assembly) -> str:
    """Return the name by which the programme knows them."""
    return (
        Speaker.objects.filter(contributor__user=user, session__assembly=assembly)[:1].get().contributor.name
    )


def is_answer(body: str) -> Verdict:
    """An answer says something, in 2,000 characters at most.

    :refuses: ``empty`` or ``too_long``
    """
    if not can_be_seen(body):
        return Verdict.refuse(AnswerCode.EMPTY)
    if len(body) > ANSWER_LIMIT:
        return Verdict.refuse(AnswerCode.TOO_LONG, limit=ANSWER_LIMIT, length=len(body))
    return ALLOWED
