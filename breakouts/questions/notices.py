"""What somebody is told whose question was answered in writing; nobody is of an anonymous one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from breakouts.models import WrittenAnswer
from notices.actions.telling import tell
from notices.kinds import Kind, Topic
from notices.letters import Button, Fact, Letter, paragraphs_of
from notices.models import Notice

QUESTION_ANSWERED = "question.answered"


def tell_asker(answer: WrittenAnswer, *, at: datetime) -> None:
    """Have whoever asked by name told. Load the question with its room, session and assembly."""
    question = answer.question
    if question.asker_id is None or question.asker_id == answer.author_id:
        return
    assembly = question.room.session.assembly
    tell(
        kind=QUESTION_ANSWERED,
        people=[question.asker_id],
        about=f"answer-{answer.pk}",
        scope=assembly.slug,
        at=at,
        stale_at=assembly.closes_at,
    )


def _compose(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write each answer to whoever asked, as it reads when it is sent."""
    keys = {notice.code: int(notice.about.removeprefix("answer-")) for notice in notices}
    found = WrittenAnswer.objects.filter(pk__in=keys.values(), question__asker__isnull=False)
    answers = found.select_related("question__room__session__assembly").in_bulk()
    names = {notice.code: notice.recipient.name for notice in notices}
    return {code: _letter(answers[key], names[code]) for code, key in keys.items() if key in answers}


def _letter(answer: WrittenAnswer, name: str) -> Letter:
    session = answer.question.room.session
    return Letter(
        headline=f"{answer.author_name} has answered your question"[:200],
        introduction=(f"You asked: “{answer.question.body}”", *paragraphs_of(answer.body)),
        name=name,
        facts=(Fact("Session", session.title),),
        button=Button("See all questions of the session", f"{session.address}#questions"),
        sender=session.assembly.name,
        organisation=session.assembly.organisation_name,
    )


ANSWERED = Kind(
    QUESTION_ANSWERED,
    "Your question was answered in writing",
    Topic.AFTERWARDS,
    _compose,
    occasion="When a speaker answers after the session what somebody asked by name",
)
