"""What is said when a question is not taken, not voted for, or not moved on."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from breakouts.refusals import CANCELLED, MUTED
from common.policy import Refused


class AskCode(StrEnum):
    """Why something about a question was not done."""

    CANCELLED = "cancelled"
    NOT_RUNNING = "not_running"
    NOT_INSIDE = "not_inside"
    MUTED = "muted"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_SUCH_TOPIC = "no_such_topic"
    NO_SUCH_QUESTION = "no_such_question"
    NOT_YOURS = "not_yours"
    TOO_LATE = "too_late"
    NOT_OPEN = "not_open"


class AskRefused(Refused):
    """A question was not asked, voted for or withdrawn."""

    codes = AskCode
    sentences: ClassVar[Mapping[AskCode, str]] = {
        AskCode.CANCELLED: CANCELLED,
        AskCode.NOT_RUNNING: "Questions can be asked in {room} from {opens} until {ends}.",
        AskCode.NOT_INSIDE: "Go into {room} to ask a question.",
        AskCode.MUTED: MUTED,
        AskCode.EMPTY: "Enter your question",
        AskCode.TOO_LONG: "Question must be {limit} characters or fewer. It has {length:,}.",
        AskCode.NO_SUCH_TOPIC: "Select the topic that you ask about",
        AskCode.NO_SUCH_QUESTION: "There is no such question in {room}.",
        AskCode.NOT_YOURS: "You can withdraw only your own questions.",
        AskCode.TOO_LATE: "This question has been taken up, so it cannot be withdrawn.",
        AskCode.NOT_OPEN: "This question is not open to votes.",
    }


class AnswerCode(StrEnum):
    """Why an answer in writing was not taken."""

    NO_SUCH_QUESTION = "no_such_question"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    EMPTY = "empty"
    TOO_LONG = "too_long"


class AnswerRefused(Refused):
    """A question stays as it was."""

    codes = AnswerCode
    sentences: ClassVar[Mapping[AnswerCode, str]] = {
        AnswerCode.NO_SUCH_QUESTION: "There is no such question to you.",
        AnswerCode.NOT_YET: "Questions are answered in writing when “{session}” is over.",
        AnswerCode.CLOSED: "Answers were taken until {until}.",
        AnswerCode.EMPTY: "Enter your answer",
        AnswerCode.TOO_LONG: "Answer must be {limit:,} characters or fewer. It has {length:,}.",
    }


class MoveCode(StrEnum):
    """Why a host's word on a question was not taken."""

    CANCELLED = "cancelled"
    NOT_RUNNING = "not_running"
    NOT_HOST = "not_host"
    NO_SUCH_QUESTION = "no_such_question"
    NOT_FROM_HERE = "not_from_here"
    NO_OWNER = "no_owner"
    OWNER_TOO_LONG = "owner_too_long"
    NO_REASON = "no_reason"
    REASON_TOO_LONG = "reason_too_long"


class MoveRefused(Refused):
    """A question stays as it stands."""

    codes = MoveCode
    sentences: ClassVar[Mapping[MoveCode, str]] = {
        MoveCode.CANCELLED: CANCELLED,
        MoveCode.NOT_RUNNING: "{room} can be run from {opens} until {ends}.",
        MoveCode.NOT_HOST: "Only the facilitators and chairs of {room}, and organisers, can do this.",
        MoveCode.NO_SUCH_QUESTION: "There is no such question in {room}.",
        MoveCode.NOT_FROM_HERE: "Somebody else has moved this question on. It is {state} now.",
        MoveCode.NO_OWNER: "Enter who answers it later",
        MoveCode.OWNER_TOO_LONG: "Who answers it must be {limit} characters or fewer. It has {length:,}.",
        MoveCode.NO_REASON: "Enter a reason",
        MoveCode.REASON_TOO_LONG: "Reason must be {limit} characters or fewer. It has {length:,}.",
    }
