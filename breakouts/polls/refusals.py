"""What is said when a poll is not answered, made or moved on, and when a reaction is not taken."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from breakouts.refusals import CANCELLED, MUTED
from common.policy import Refused


class VoteCode(StrEnum):
    """Why an answer was not taken."""

    CANCELLED = "cancelled"
    NOT_RUNNING = "not_running"
    NOT_INSIDE = "not_inside"
    NO_SUCH_POLL = "no_such_poll"
    NOT_OPEN = "not_open"
    NO_CHOICE = "no_choice"
    ONE_CHOICE = "one_choice"
    NO_SUCH_OPTION = "no_such_option"


class VoteRefused(Refused):
    """An answer was not taken; what was answered before stands."""

    codes = VoteCode
    sentences: ClassVar[Mapping[VoteCode, str]] = {
        VoteCode.CANCELLED: CANCELLED,
        VoteCode.NOT_RUNNING: "Polls of {room} can be answered from {opens} until {ends}.",
        VoteCode.NOT_INSIDE: "Go into {room} to answer its polls.",
        VoteCode.NO_SUCH_POLL: "There is no such poll in {room}.",
        VoteCode.NOT_OPEN: "This poll is closed. Your last answer before that counts.",
        VoteCode.NO_CHOICE: "Select your answer",
        VoteCode.ONE_CHOICE: "Select one answer only",
        VoteCode.NO_SUCH_OPTION: "Select an answer from the list",
    }


class PollCode(StrEnum):
    """Why a poll was not made or not moved on."""

    CANCELLED = "cancelled"
    NOT_RUNNING = "not_running"
    NOT_HOST = "not_host"
    NO_SUCH_POLL = "no_such_poll"
    NOT_FROM_HERE = "not_from_here"
    ANOTHER_OPEN = "another_open"
    NO_QUESTION = "no_question"
    QUESTION_TOO_LONG = "question_too_long"
    TOO_FEW_OPTIONS = "too_few_options"
    TOO_MANY_OPTIONS = "too_many_options"
    OPTION_TOO_LONG = "option_too_long"
    SAME_OPTION = "same_option"


class PollRefused(Refused):
    """A poll stays as it stands, or was not made."""

    codes = PollCode
    sentences: ClassVar[Mapping[PollCode, str]] = {
        PollCode.CANCELLED: CANCELLED,
        PollCode.NOT_RUNNING: "{room} can be run from {opens} until {ends}.",
        PollCode.NOT_HOST: "Only the facilitators and chairs of {room}, and organisers, can do this.",
        PollCode.NO_SUCH_POLL: "There is no such poll in {room}.",
        PollCode.NOT_FROM_HERE: "Somebody else has moved this poll on. It is now: {state}.",
        PollCode.ANOTHER_OPEN: "Another poll is open. Close “{question}” first.",
        PollCode.NO_QUESTION: "Enter the question of the poll",
        PollCode.QUESTION_TOO_LONG: "Question must be {limit} characters or fewer. It has {length:,}.",
        PollCode.TOO_FEW_OPTIONS: "Enter at least {limit} options",
        PollCode.TOO_MANY_OPTIONS: "Enter {limit} options or fewer. There are {count}.",
        PollCode.OPTION_TOO_LONG: "Each option must be {limit} characters or fewer. One has {length:,}.",
        PollCode.SAME_OPTION: "Two options are the same: {option}",
    }


class ReactCode(StrEnum):
    """Why a reaction was not taken."""

    CANCELLED = "cancelled"
    NOT_RUNNING = "not_running"
    NOT_INSIDE = "not_inside"
    MUTED = "muted"
    AWAY = "away"


class ReactRefused(Refused):
    """A reaction reached nobody."""

    codes = ReactCode
    sentences: ClassVar[Mapping[ReactCode, str]] = {
        ReactCode.CANCELLED: CANCELLED,
        ReactCode.NOT_RUNNING: "People react in {room} from {opens} until {ends}.",
        ReactCode.NOT_INSIDE: "Go into {room} to react there.",
        ReactCode.MUTED: MUTED,
        ReactCode.AWAY: "Reactions reach nobody at the moment. Everything else works.",
    }
