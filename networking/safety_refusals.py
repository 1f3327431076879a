"""What is said when somebody cannot be kept away or reported, and when a report cannot be handled so."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from common.policy import Refused


class ReportingCode(StrEnum):
    """Why something is not reported."""

    NO_REASON = "no_reason"
    TOO_LONG = "too_long"
    MANY = "many"


class ReportingRefused(Refused):
    """A report was not taken."""

    codes = ReportingCode
    sentences: ClassVar[Mapping[ReportingCode, str]] = {
        ReportingCode.NO_REASON: "Enter what happened",
        ReportingCode.TOO_LONG: "What happened must be {limit} characters or fewer. It has {length}",
        ReportingCode.MANY: (
            "You told the organisers {most} times within an hour, and there cannot be more. "
            "You can send this from {again}."
        ),
    }


class HandlingCode(StrEnum):
    """Why a report is not handled, or a suspension not ended."""

    NOT_ORGANISER = "not_organiser"
    GONE = "gone"
    HANDLED = "handled"
    NO_REASON = "no_reason"
    TOO_LONG = "too_long"
    NO_MESSAGE = "no_message"
    NO_DELEGATE = "no_delegate"
    IN_THE_PAST = "in_the_past"


class HandlingRefused(Refused):
    """A report stays as it is."""

    codes = HandlingCode
    sentences: ClassVar[Mapping[HandlingCode, str]] = {
        HandlingCode.NOT_ORGANISER: "Only an organiser handles reports.",
        HandlingCode.GONE: "This report is not there any more.",
        HandlingCode.HANDLED: "{who} handled this report at {time}: {outcome}. Nothing else was done.",
        HandlingCode.NO_REASON: "Enter why you handle it so",
        HandlingCode.TOO_LONG: "The reason must be {limit} characters or fewer. It has {length}",
        HandlingCode.NO_MESSAGE: "There is no message to hide any more: choose something else",
        HandlingCode.NO_DELEGATE: "They have no place at this assembly to be suspended from",
        HandlingCode.IN_THE_PAST: "Select a time that is still to come",
    }
