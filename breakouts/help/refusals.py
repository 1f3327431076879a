"""What is said when a call for help is not taken, or cannot be changed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from breakouts.refusals import CANCELLED
from common.policy import Refused


class HelpCode(StrEnum):
    """Why something about a call for help was not done."""

    CANCELLED = "cancelled"
    NOT_RUNNING = "not_running"
    NOT_INSIDE = "not_inside"
    NO_PLACE = "no_place"
    TOO_LONG = "too_long"
    NO_SUCH_CALL = "no_such_call"
    EMPTY = "empty"
    TAKEN = "taken"
    IS_OVER = "is_over"


class HelpRefused(Refused):
    """Nothing has changed about a call for help."""

    codes = HelpCode
    sentences: ClassVar[Mapping[HelpCode, str]] = {
        HelpCode.CANCELLED: CANCELLED,
        HelpCode.NOT_RUNNING: "This help is there from {opens} until {ends}.",
        HelpCode.NOT_INSIDE: "Go into {room} to ask for this help.",
        HelpCode.NO_PLACE: "You need a place at {assembly} to ask for help here.",
        HelpCode.TOO_LONG: "Your message must be {limit} characters or fewer. It has {length:,}.",
        HelpCode.NO_SUCH_CALL: "There is no such call for help.",
        HelpCode.EMPTY: "Enter your answer",
        HelpCode.TAKEN: "{name} has this call.",
        HelpCode.IS_OVER: "This call is over: it is {state}.",
    }
