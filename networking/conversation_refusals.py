"""What is said when something cannot be done in a conversation."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from common.policy import Refused


class TalkCode(StrEnum):
    """Why something is not said, changed or begun."""

    NO_SUCH_TALK = "no_such_talk"
    NOT_IN_CONTACT = "not_in_contact"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_SUCH_LINE = "no_such_line"
    NOT_YOURS = "not_yours"
    GONE = "gone"
    TOO_LATE = "too_late"
    NO_TITLE = "no_title"
    TITLE_TOO_LONG = "title_too_long"
    NOBODY = "nobody"
    NOT_A_CONTACT = "not_a_contact"
    FULL = "full"
    MANY_TODAY = "many_today"
    NO_INVITATION = "no_invitation"


class TalkRefused(Refused):
    """Somebody cannot do this in a conversation."""

    codes = TalkCode
    sentences: ClassVar[Mapping[TalkCode, str]] = {
        TalkCode.NO_SUCH_TALK: "This conversation is not there any more.",
        TalkCode.NOT_IN_CONTACT: "You are not in contact with {name} any more, so you cannot write to them.",
        TalkCode.EMPTY: "Enter a message",
        TalkCode.TOO_LONG: "Message must be {limit:,} characters or fewer. It has {length:,}.",
        TalkCode.NO_SUCH_LINE: "There is no such message in this conversation.",
        TalkCode.NOT_YOURS: "Only who wrote a message can change or remove it.",
        TalkCode.GONE: "This message is not there any more.",
        TalkCode.TOO_LATE: "A message can be changed for 5 minutes. You can still remove it.",
        TalkCode.NO_TITLE: "Enter a name for the group",
        TalkCode.TITLE_TOO_LONG: "The name of the group must be {limit} characters or fewer",
        TalkCode.NOBODY: "Select who you want to invite",
        TalkCode.NOT_A_CONTACT: "You can only invite people whom you are in contact with.",
        TalkCode.FULL: "A group has at most {most} people. You can invite {left} more.",
        TalkCode.MANY_TODAY: (
            "You can invite {most} people to groups within 24 hours. You can invite these from {again}."
        ),
        TalkCode.NO_INVITATION: "This invitation is not there any more.",
    }
