"""Why somebody is not shown by what a room is met."""

from enum import StrEnum

from breakouts.refusals import CANCELLED, REMOVED
from common.policy import Refused


class MeetCode(StrEnum):
    """Why neither the stage nor the call of a room is shown."""

    CANCELLED = "cancelled"
    NOT_RUNNING = "not_running"
    REMOVED = "removed"
    NOT_INSIDE = "not_inside"


class MeetRefused(Refused):
    """Neither the stage nor the call was shown."""

    codes = MeetCode
    sentences = {
        MeetCode.CANCELLED: CANCELLED,
        MeetCode.NOT_RUNNING: "The stage and the call of {room} are there from {opens} until {ends}.",
        MeetCode.REMOVED: REMOVED,
        MeetCode.NOT_INSIDE: "Only those who have a place in {room} see its stage and its call.",
    }
