"""The durable frames of a room's questions, on a stream of their own: only who reads them follows it.

Nothing here says who asked an anonymous question, or that two were asked by one person.
"""

from collections.abc import Mapping
from typing import Any

from breakouts.models import QUESTION_LIMIT, Question
from events.models import Room
from realtime.registry import FrameData, durable
from realtime.schema import Field, Flag, Maybe, OneOf, Record, Text

SUFFIX = ".qa"
_STATE = OneOf(tuple(Question.State.values))
FIELDS: Mapping[str, Field] = {
    "id": Text(36),
    "body": Text(QUESTION_LIMIT, least=1),
    "by": Maybe(Record({"id": Text(40), "name": Text(120)})),
    "topic": Maybe(Text(160)),
    "asked_at": Text(40),
    "state": _STATE,
    "owner": Text(120),
}
QA_ITEM = durable("qa.item", FIELDS)
QA_STATE = durable("qa.state", {"id": Text(36), "state": _STATE, "owner": Text(120)})
QA_FATE = durable("qa.fate", {"id": Text(36)})
QA_HELD = durable("qa.held", FIELDS)
QA_LOOKED_AT = durable("qa.looked", {"id": Text(36)})
QA_CONDUCT = durable("qa.conduct", {"is_held": Flag()})

FRAMES = (QA_ITEM, QA_STATE, QA_FATE, QA_HELD, QA_LOOKED_AT, QA_CONDUCT)


def qa_stream(room: Room) -> str:
    """Return the name of the stream of a room's questions."""
    return f"{room.stream}{SUFFIX}"


def qa_item(question: Question) -> FrameData:
    """Tell the room a question, new or let in."""
    return QA_ITEM.frame(**told_question(question))


def qa_state(question: Question) -> FrameData:
    """Tell the room what became of a question that everybody reads, or read until now."""
    return QA_STATE.frame(id=str(question.id), state=str(question.state), owner=question.owner)


def qa_fate(question: Question) -> FrameData:
    """Tell whoever asked it that something became of a question that others do not read: they ask what."""
    return QA_FATE.frame(id=str(question.id))


def qa_held(question: Question) -> FrameData:
    """Tell those who run the room that a question waits for them."""
    return QA_HELD.frame(**told_question(question))


def qa_looked_at(question: Question) -> FrameData:
    """Tell those who run the room that a question waits for nobody any more."""
    return QA_LOOKED_AT.frame(id=str(question.id))


def qa_conduct(is_held: bool) -> FrameData:
    """Tell the room whether new questions are looked at before they appear."""
    return QA_CONDUCT.frame(is_held=is_held)


def told_question(question: Question) -> Mapping[str, Any]:
    """Put a question as frames and states have it. Load ``topic`` with it."""
    by = None if question.is_anonymous else {"id": str(question.asker_id), "name": question.asker_name}
    return {
        "id": str(question.id),
        "body": question.body,
        "by": by,
        "topic": question.topic.title if question.topic else None,
        "asked_at": question.asked_at.isoformat(),
        "state": str(question.state),
        "owner": question.owner,
    }
