"""Answering in writing, after the session, what its audience asked."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from breakouts.actions.chat import tidy_body
from breakouts.models import Question, WrittenAnswer
from breakouts.policies import afterwards
from breakouts.questions.notices import tell_asker
from breakouts.questions.refusals import AnswerRefused


@transaction.atomic
def answer_in_writing(*, author: User, question: UUID, body: str, at: datetime) -> WrittenAnswer:
    """Answer a question, or answer it anew; the same words again change nothing.

    Whoever asked by name is told once. Of an anonymous question nobody is: nothing here knows whose it is.

    :raises AnswerRefused: ``no_such_question``, ``not_yet``, ``closed``, ``empty`` or ``too_long``.
    """
    # Two presses of one button wait here for each other.
    locked = Question.objects.select_for_update(no_key=True, of=("self",)).filter(pk=question)
    found = locked.select_related("topic", "room__session__assembly").first()
    afterwards.can_answer(author, found, at=at).or_raise(AnswerRefused)
    body = tidy_body(body)
    afterwards.is_answer(body).or_raise(AnswerRefused)
    assert found is not None, "the policy refuses what there is not"
    answer = WrittenAnswer.objects.filter(question=found, author=author).first()
    if answer is None:
        name = afterwards.speaker_name(author, found.room.session.assembly)
        answer = WrittenAnswer.objects.create(
            question=found, author=author, author_name=name, body=body, written_at=at
        )
        tell_asker(answer, at=at)
    elif answer.body != body:
        answer.body, answer.changed_at = body, at
        answer.save(update_fields=["body", "changed_at"])
    return answer
