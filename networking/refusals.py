"""What is said when somebody may not take part in networking."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from common.policy import Refused


class PartCode(StrEnum):
    """Why somebody does not take part."""

    NO_PLACE = "no_place"
    NOT_OPEN = "not_open"
    OVER = "over"
    SUSPENDED = "suspended"
    NOT_JOINED = "not_joined"


class PartRefused(Refused):
    """Somebody cannot use networking at this assembly now."""

    codes = PartCode
    sentences: ClassVar[Mapping[PartCode, str]] = {
        PartCode.NO_PLACE: "Networking is for delegates who have a place at this assembly.",
        PartCode.NOT_OPEN: "Networking opens with the doors, at {opens}.",
        PartCode.OVER: "Networking ended when this assembly closed.",
        PartCode.SUSPENDED: "The organisers suspended you from networking {until}.\n\n"
        "Their reason: {because}",
        PartCode.NOT_JOINED: "Join networking first: choose what you want to show.",
    }
