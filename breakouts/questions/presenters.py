"""What a room's page shows of its questions, to one person; no queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from breakouts.models import Question
from breakouts.questions.rules import MOVES, State

TAGS = {
    State.HELD: ("Waiting", "grey"),
    State.ANSWERING: ("Being answered", "green"),
    State.ANSWERED: ("Answered", "blue"),
    State.LATER: ("Answered later", "yellow"),
    State.DECLINED: ("Not taken", "grey"),
    State.WITHDRAWN: ("Withdrawn", "grey"),
}
ANONYMOUS = "Anonymous"
# Who runs the room may have begun to look at questions first by then.
_SOON = "It appears at the next full minute, unless a facilitator looks at questions first."


@dataclass(frozen=True)
class QuestionLine:
    """One question as one person sees it."""

    id: UUID
    body: str
    who: str
    topic: str
    asked_at: datetime
    state: str
    tag: str
    colour: str
    fate: str
    """What becomes of it, beyond its tag: by whom it is answered later, or why it was not taken."""
    votes: int
    is_own: bool
    has_voted: bool
    is_wanted: bool
    """Whether it is told how many want an answer."""
    can_vote: bool
    can_withdraw: bool
    moves: Collection[str]


@dataclass(frozen=True)
class QuestionsPanel:
    """Everything that the tab shows."""

    lines: list[QuestionLine]
    own: list[QuestionLine]
    """One's own that others do not read: waiting, not taken, about to appear."""
    held: list[QuestionLine]
    """For those who run the room: what waits for them."""
    is_held: bool
    open_count: int


def question_lines(
    questions: Iterable[Question], *, own: Collection[UUID], voted: Collection[UUID], is_runner: bool
) -> list[QuestionLine]:
    """Present questions in the order in which they come; only of one's own it is told whose they are."""
    return [
        question_line(
            question, is_own=question.id in own, has_voted=question.id in voted, is_runner=is_runner
        )
        for question in questions
    ]


def question_line(
    question: Question, *, is_own: bool, has_voted: bool = False, is_runner: bool = False
) -> QuestionLine:
    """Present one question."""
    state = State(question.state)
    tag, colour = TAGS.get(state, ("", ""))
    is_wanted = question.is_public and state != State.ANSWERED
    return QuestionLine(
        id=question.id,
        body=question.body,
        who=ANONYMOUS if question.is_anonymous else question.asker_name,
        topic=question.topic.title if question.topic else "",
        asked_at=question.asked_at,
        state=state,
        tag=tag,
        colour=colour,
        fate=_fate(question, is_own),
        votes=getattr(question, "vote_count", 0),
        is_own=is_own,
        has_voted=has_voted,
        is_wanted=is_wanted,
        # Whoever asked anonymously can want it as well: a missing vote would tell who it was.
        can_vote=is_wanted and (question.is_anonymous or not is_own),
        can_withdraw=is_own and state in {State.HELD, State.LIVE, State.LATER},
        moves=MOVES[state] if is_runner else (),
    )


def _fate(question: Question, is_own: bool) -> str:
    if question.state == State.LATER:
        return f"Answered later by {question.owner}."
    if question.state == State.DECLINED and is_own:
        return f"Reason: {question.because}"
    if question.released_at is None and question.state == State.LIVE:
        return _SOON
    return ""
