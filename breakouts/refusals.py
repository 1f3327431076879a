"""Why the doors of a room say no: the closed lists of codes, and one sentence for each."""

from enum import StrEnum

from common.policy import Refused


class SeatCode(StrEnum):
    """Why a seat cannot be taken or given up."""

    NOT_REGISTERED = "not_registered"
    NOT_OPEN = "not_open"
    OVER = "over"
    LOCKED = "locked"
    FULL = "full"


class SeatRefused(Refused):
    """A claim on a place was turned down; nothing has changed."""

    codes = SeatCode
    sentences = {
        SeatCode.NOT_REGISTERED: "Register for {assembly} to choose a room.",
        SeatCode.NOT_OPEN: "Rooms can be chosen from {opens}.",
        SeatCode.OVER: "{room} is over. It ended at {ended}.",
        SeatCode.LOCKED: "{room} is closed to more people.{elsewhere}",
        SeatCode.FULL: "{room} is full.{elsewhere}",
    }


class EnterCode(StrEnum):
    """Why a room cannot be entered."""

    NOT_REGISTERED = "not_registered"
    NOT_RUNNING = "not_running"
    NO_SEAT = "no_seat"


class EnterRefused(Refused):
    """The door of a room stayed shut; nothing has changed."""

    codes = EnterCode
    sentences = {
        EnterCode.NOT_REGISTERED: "Register for {assembly} to enter its rooms.",
        EnterCode.NOT_RUNNING: "{room} can be entered from {opens} until {ends}.",
        EnterCode.NO_SEAT: "You do not have a place in {room}. {because}",
    }


class SayCode(StrEnum):
    """Why something was not said."""

    NOT_RUNNING = "not_running"
    NOT_INSIDE = "not_inside"
    EMPTY = "empty"
    TOO_LONG = "too_long"


class SayRefused(Refused):
    """A message did not reach the room."""

    codes = SayCode
    sentences = {
        SayCode.NOT_RUNNING: "The chat of {room} is open from {opens} until {ends}.",
        SayCode.NOT_INSIDE: "Enter {room} to write in its chat.",
        SayCode.EMPTY: "Enter a message",
        SayCode.TOO_LONG: "Message must be {limit:,} characters or fewer. It has {length:,}.",
    }
