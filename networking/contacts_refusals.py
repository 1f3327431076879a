"""What is said when a request, an answer or a contact is not possible."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from common.policy import Refused


class ContactCode(StrEnum):
    """Why something about a contact cannot be done."""

    GONE = "gone"
    MANY_OPEN = "many_open"
    MANY_TODAY = "many_today"
    DECLINED = "declined"
    IN_CONTACT = "in_contact"
    ACCEPTED = "accepted"
    NO_DETAILS = "no_details"


class ContactRefused(Refused):
    """A request, an answer or a contact is not possible as it stands."""

    codes = ContactCode
    sentences: ClassVar[Mapping[ContactCode, str]] = {
        # Never there, withdrawn, ended, blocked, left, suspended: one sentence, so that none of them shows.
        ContactCode.GONE: "This is not here any more.",
        ContactCode.MANY_OPEN: (
            "You have {most} requests that wait for an answer, and there cannot be more at a time. "
            "You can ask the next person as soon as one of them is accepted, or when you withdraw one."
        ),
        ContactCode.MANY_TODAY: (
            "You asked {most} people within 24 hours, and there cannot be more. "
            "You can ask the next person from {again}."
        ),
        ContactCode.DECLINED: (
            "You declined this request. If you would like to be in contact after all, ask {name}."
        ),
        ContactCode.IN_CONTACT: "You and {name} are in contact already. You can end that at any time.",
        ContactCode.ACCEPTED: "{name} accepted your request: you are in contact.",
        ContactCode.NO_DETAILS: "Say how people can reach you first, on “What I show”.",
    }
