"""The questions of a session after its end: reads, and what pages show of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from breakouts.models import Question, QuestionQuerySet, Restriction, WrittenAnswer
from breakouts.policies.asking import is_own
from breakouts.questions.presenters import QuestionLine, question_line
from breakouts.questions.rules import State
from events.models import Assembly, Facilitator, Session, Visit

_TAGS = {
    State.LIVE: ("Not answered yet", "grey"),
    State.ANSWERING: ("Answered", "blue"),
    State.ANSWERED: ("Answered", "blue"),
}
ANSWERED = ("Answered afterwards", "blue")
LEFT = ("Not taken up", "grey")


@dataclass(frozen=True)
class AfterLine:
    """One question after the session, as one person sees it."""

    line: QuestionLine
    tag: str
    colour: str
    because: str
    """Why it was not taken: for its author alone."""
    answers: Sequence[WrittenAnswer]
    own_answer: WrittenAnswer | None
    """What this person has answered themselves."""
    can_answer: bool = False


def read_afterwards(session: Session, user: User, at: datetime) -> QuestionQuerySet:
    """Return what somebody of the assembly reads of a session, what most wanted to hear first.

    What was asked in a room that people chose stays with those who were in it and those who run or present
    the session: what is said there stays there (group agreement, ``domain.md``). Nobody reads what was asked
    in a room from which they were removed.
    """
    barred = Restriction.objects.in_force(at).filter(kind=Restriction.Kind.REMOVED, user=user).values("room")
    asked = Question.objects.of_session(session).public().exclude(room__in=barred)
    if not _had_a_part(user, session):
        asked = asked.filter(
            Q(room__capacity=None)
            | Q(room__in=Visit.objects.filter(delegate__user=user).values("room"))
            | Q(room__in=Facilitator.objects.filter(contributor__user=user).values("room"))
        )
    return asked.as_wanted()


def _had_a_part(user: User, session: Session) -> bool:
    parts = (session.chairs.all(), session.speakers.all())
    return user.is_organiser or any(part.contributor.user_id == user.pk for rows in parts for part in rows)


def own_unread(session: Session, user: User) -> list[Question]:
    """Return what this person asked in a session and others do not read, with its fate.

    Every anonymous question that others do not read is tried, because nothing leads from a person to theirs.
    """
    hidden = Question.objects.of_session(session).filter(state__in=[State.DECLINED, State.HELD])
    return [each for each in hidden.as_wanted() if is_own(user, each)]


def asked_of(user: User, session: Session) -> QuestionQuerySet:
    """Return what a speaker of a session was asked there and in its question rooms, as far as others read it.

    What was not taken stays with who asked it and who ran the room: it may have been held because it names
    people, and the reason says so.
    """
    return Question.objects.of_session(session).to_speaker(user).public().as_wanted()


def can_still_answer(assembly: Assembly, at: datetime) -> bool:
    """Whether answers in writing are taken; each question's own rule says the rest."""
    return at < assembly.closes_at


def after_lines(
    questions: Iterable[Question], user: User, *, is_speaker: bool, at: datetime
) -> list[AfterLine]:
    """Present questions read ``as_wanted``, in the order in which they come; no queries."""
    return [_line(question, user, is_speaker, at) for question in questions]


def _line(question: Question, user: User, is_speaker: bool, at: datetime) -> AfterLine:
    own = is_own(user, question)
    answers = list(question.answers.all())
    line = question_line(question, is_own=own)
    tag, colour = ANSWERED if answers else _TAGS.get(State(question.state), (line.tag, line.colour))
    because = question.because if question.state == State.DECLINED and own else ""
    if question.state == State.HELD and at >= question.room.session.ends_at:
        (tag, colour), because = (
            LEFT,
            "Nobody had looked at it when the session ended, so others never saw it.",
        )
    may_answer = is_speaker and question.is_public and can_still_answer(question.room.session.assembly, at)
    return AfterLine(
        line=line,
        tag=tag,
        colour=colour,
        because=because,
        answers=answers,
        own_answer=next((each for each in answers if each.author_id == user.pk), None),
        can_answer=may_answer and at >= question.room.session.ends_at,
    )
