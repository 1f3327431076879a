"""What is said when an announcement does not go out from the day board, or is not taken back."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from common.policy import Refused


class BroadcastCode(StrEnum):
    """Why nothing was announced."""

    NOT_ORGANISER = "not_organiser"
    NO_REACH = "no_reach"
    NO_ROOM = "no_room"
    NO_STAGE = "no_stage"
    ROOM_IS_SHUT = "room_is_shut"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_SUCH_BROADCAST = "no_such_broadcast"


class BroadcastRefused(Refused):
    """No room was told anything, and nothing was taken back."""

    codes = BroadcastCode
    sentences: ClassVar[Mapping[BroadcastCode, str]] = {
        BroadcastCode.NOT_ORGANISER: "Only organisers can announce something from here.",
        BroadcastCode.NO_REACH: "Select where it is announced",
        BroadcastCode.NO_ROOM: "No room is open now, so nobody would read it.",
        BroadcastCode.NO_STAGE: "Nothing is on the stage now, so nobody would read it there.",
        BroadcastCode.ROOM_IS_SHUT: "That room is not open now, so nobody would read it there.",
        BroadcastCode.EMPTY: "Enter an announcement",
        BroadcastCode.TOO_LONG: "Announcement must be {limit} characters or fewer. It has {length:,}.",
        BroadcastCode.NO_SUCH_BROADCAST: "There is no such announcement.",
    }
