"""Why accounts say no: the closed lists of codes, and the sentence that a page shows for each."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from common.policy import Refused


class CodeRefusal(StrEnum):
    """Why a six-digit code was not sent, or did not open the door."""

    WRONG = "wrong"
    REPLACED = "replaced"
    EXPIRED = "expired"
    NO_TRIES_LEFT = "no_tries_left"
    NOT_ASKED_FOR = "not_asked_for"
    SENT_TOO_OFTEN = "sent_too_often"
    TOO_BUSY = "too_busy"
    NOT_SENT = "not_sent"


class CodeRefused(Refused):
    """No code was sent, or the code typed is not good."""

    codes = CodeRefusal
    sentences: ClassVar[Mapping[Any, str]] = {
        CodeRefusal.WRONG: "That is not the code. Check the newest email from us and enter its 6 digits",
        CodeRefusal.REPLACED: "We sent a newer code after that one. Enter the code from the newest email",
        CodeRefusal.EXPIRED: "That code is more than 15 minutes old and no longer works. Send a new code",
        CodeRefusal.NO_TRIES_LEFT: (
            "You have entered a wrong code 5 times, so the code no longer works. Send a new code"
        ),
        CodeRefusal.NOT_ASKED_FOR: "Enter your email address, and we will send you a code",
        CodeRefusal.SENT_TOO_OFTEN: (
            "We have already sent several codes to this address. Enter the code from the newest email, "
            "or wait 15 minutes and ask again"
        ),
        CodeRefusal.TOO_BUSY: (
            "Too many codes were asked for from your network. Wait a few minutes and try again"
        ),
        CodeRefusal.NOT_SENT: (
            "We could not send an email just now. Nothing is lost: wait a minute and try again"
        ),
    }


class AddressRefusal(StrEnum):
    """Why an address cannot become a person's own."""

    TAKEN = "taken"


class AddressRefused(Refused):
    """The address was proven, but it cannot become this person's."""

    codes = AddressRefusal
    sentences: ClassVar[Mapping[Any, str]] = {
        AddressRefusal.TAKEN: (
            "Somebody already logs in with this address. If that is you, log out and log in with it instead"
        ),
    }


class SpokenCodeRefusal(StrEnum):
    """Why an organiser cannot read out a code to somebody."""

    NOT_ORGANISER = "not_organiser"
    LOG_IN_CLOSED = "log_in_closed"
    NEEDS_SECOND_FACTOR = "needs_second_factor"


class SpokenCodeRefused(Refused):
    """This person cannot be let in by a code that is read out."""

    codes = SpokenCodeRefusal
    sentences: ClassVar[Mapping[Any, str]] = {
        SpokenCodeRefusal.NOT_ORGANISER: "Only an organiser can read out a code",
        SpokenCodeRefusal.LOG_IN_CLOSED: "This person's log-in is closed. Open it first",
        SpokenCodeRefusal.NEEDS_SECOND_FACTOR: (
            "This person logs in with a second factor, so a code cannot be read out to them"
        ),
    }
