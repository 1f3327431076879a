"""Why the doors of a room say no: the closed lists of codes, and one sentence for each."""

from enum import StrEnum

from common.policy import Refused

MUTED = "You are muted {until}, because: {because}"
CANCELLED = "“{session}” is cancelled. Its rooms stay closed."
REMOVED = "You were removed from {room}, because: {because}"


class SeatCode(StrEnum):
    """Why a seat cannot be taken or given up."""

    NOT_REGISTERED = "not_registered"
    CANCELLED = "cancelled"
    NOT_OPEN = "not_open"
    OVER = "over"
    REMOVED = "removed"
    LOCKED = "locked"
    FULL = "full"
    NOT_FULL = "not_full"


class SeatRefused(Refused):
    """A claim on a place was turned down; nothing has changed."""

    codes = SeatCode
    sentences = {
        SeatCode.NOT_REGISTERED: "Register for {assembly} to choose a room.",
        SeatCode.CANCELLED: "“{session}” is cancelled, so there is no room to choose in it.",
        SeatCode.NOT_OPEN: "Rooms can be chosen from {opens}.",
        SeatCode.OVER: "{room} is over. It ended at {ended}.",
        SeatCode.REMOVED: REMOVED,
        SeatCode.LOCKED: "{room} is closed to more people.{elsewhere}",
        SeatCode.FULL: "{ended}{room} is full.{elsewhere}",
        SeatCode.NOT_FULL: "There is no need to wait for {room}: it has a place for you.",
    }


class EnterCode(StrEnum):
    """Why a room cannot be entered."""

    NOT_REGISTERED = "not_registered"
    CANCELLED = "cancelled"
    NOT_RUNNING = "not_running"
    REMOVED = "removed"
    NO_SEAT = "no_seat"


class EnterRefused(Refused):
    """The door of a room stayed shut; nothing has changed."""

    codes = EnterCode
    sentences = {
        EnterCode.NOT_REGISTERED: "Register for {assembly} to enter its rooms.",
        EnterCode.CANCELLED: CANCELLED,
        EnterCode.NOT_RUNNING: "{room} can be entered from {opens} until {ends}.",
        EnterCode.REMOVED: REMOVED,
        EnterCode.NO_SEAT: "You do not have a place in {room}. {because}",
    }


class SayCode(StrEnum):
    """Why something was not said."""

    CANCELLED = "cancelled"
    NOT_RUNNING = "not_running"
    NOT_INSIDE = "not_inside"
    MUTED = "muted"
    TOO_SOON = "too_soon"
    EMPTY = "empty"
    TOO_LONG = "too_long"


class SayRefused(Refused):
    """A message did not reach the room."""

    codes = SayCode
    sentences = {
        SayCode.CANCELLED: CANCELLED,
        SayCode.NOT_RUNNING: "The chat of {room} is open from {opens} until {ends}.",
        SayCode.NOT_INSIDE: "Go into {room} to write in its chat.",
        SayCode.MUTED: MUTED,
        SayCode.TOO_SOON: "Slow mode is on. You can write again in {wait}.",
        SayCode.EMPTY: "Enter a message",
        SayCode.TOO_LONG: "Message must be {limit:,} characters or fewer. It has {length:,}.",
    }


class EditCode(StrEnum):
    """Why a message cannot be changed."""

    CANCELLED = "cancelled"
    NOT_RUNNING = "not_running"
    NOT_INSIDE = "not_inside"
    MUTED = "muted"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_SUCH_MESSAGE = "no_such_message"
    NOT_YOURS = "not_yours"
    HIDDEN = "hidden"
    TOO_LATE = "too_late"


class EditRefused(Refused):
    """A message stays as it was."""

    codes = EditCode
    sentences = {
        EditCode.CANCELLED: CANCELLED,
        EditCode.NOT_RUNNING: "The chat of {room} is open from {opens} until {ends}.",
        EditCode.NOT_INSIDE: "Go into {room} to change your messages.",
        EditCode.MUTED: MUTED,
        EditCode.EMPTY: "Enter a message",
        EditCode.TOO_LONG: "Message must be {limit:,} characters or fewer. It has {length:,}.",
        EditCode.NO_SUCH_MESSAGE: "There is no such message in {room}.",
        EditCode.NOT_YOURS: "You can change only your own messages.",
        EditCode.HIDDEN: "A facilitator hid this message, so it cannot be changed.",
        EditCode.TOO_LATE: "A message can be changed for 5 minutes. This one was sent at {sent}.",
    }


class ReportCode(StrEnum):
    """Why a message cannot be reported."""

    CANCELLED = "cancelled"
    NOT_RUNNING = "not_running"
    NOT_INSIDE = "not_inside"
    NO_SUCH_MESSAGE = "no_such_message"
    OWN = "own"
    HIDDEN = "hidden"
    TOO_LONG = "too_long"


class ReportRefused(Refused):
    """A report did not reach those who run the room."""

    codes = ReportCode
    sentences = {
        ReportCode.CANCELLED: CANCELLED,
        ReportCode.NOT_RUNNING: "Messages of {room} can be reported from {opens} until {ends}.",
        ReportCode.NOT_INSIDE: "Go into {room} to report a message.",
        ReportCode.NO_SUCH_MESSAGE: "There is no such message in {room}.",
        ReportCode.OWN: "You cannot report your own message.",
        ReportCode.HIDDEN: "A facilitator has already hidden this message.",
        ReportCode.TOO_LONG: "Reason must be {limit} characters or fewer. It has {length:,}.",
    }


class HandCode(StrEnum):
    """Why a hand cannot be raised."""

    CANCELLED = "cancelled"
    NOT_RUNNING = "not_running"
    NOT_INSIDE = "not_inside"
    MUTED = "muted"


class HandRefused(Refused):
    """A hand stays down."""

    codes = HandCode
    sentences = {
        HandCode.CANCELLED: CANCELLED,
        HandCode.NOT_RUNNING: "Hands can be raised in {room} from {opens} until {ends}.",
        HandCode.NOT_INSIDE: "Go into {room} to raise your hand.",
        HandCode.MUTED: MUTED,
    }


class ConductCode(StrEnum):
    """Why something was not done about a room, its messages or its people."""

    CANCELLED = "cancelled"
    NOT_RUNNING = "not_running"
    NOT_HOST = "not_host"
    NO_REASON = "no_reason"
    REASON_TOO_LONG = "reason_too_long"
    MINUTES = "minutes"
    LABEL_TOO_LONG = "label_too_long"
    NO_TIMER = "no_timer"
    SECONDS = "seconds"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_SUCH_MESSAGE = "no_such_message"
    NO_SUCH_ANNOUNCEMENT = "no_such_announcement"
    NO_SUCH_PERSON = "no_such_person"
    NO_SUCH_REPORT = "no_such_report"
    YOURSELF = "yourself"
    HOST = "host"
    NO_TABLE = "no_table"
    SPEAKING_MINUTES = "speaking_minutes"
    NO_SUCH_DEPUTY = "no_such_deputy"


class ConductRefused(Refused):
    """Somebody who wanted to run a room was turned down; nothing has changed."""

    codes = ConductCode
    sentences = {
        ConductCode.CANCELLED: CANCELLED,
        ConductCode.NOT_RUNNING: "{room} can be run from {opens} until {ends}.",
        ConductCode.NOT_HOST: "Only the facilitators and chairs of {room}, and organisers, can do this.",
        ConductCode.NO_REASON: "Enter a reason",
        ConductCode.REASON_TOO_LONG: "Reason must be {limit} characters or fewer. It has {length:,}.",
        ConductCode.MINUTES: "Minutes must be a whole number from 1 to {most}",
        ConductCode.LABEL_TOO_LONG: "What it is for must be {limit} characters or fewer. It has {length:,}.",
        ConductCode.NO_TIMER: "There is no timer to extend. Set one first.",
        ConductCode.SECONDS: "Select how long people wait between two messages",
        ConductCode.EMPTY: "Enter an announcement",
        ConductCode.TOO_LONG: "Announcement must be {limit} characters or fewer. It has {length:,}.",
        ConductCode.NO_SUCH_MESSAGE: "There is no such message in {room}.",
        ConductCode.NO_SUCH_ANNOUNCEMENT: "There is no such announcement in {room}.",
        ConductCode.NO_SUCH_PERSON: "There is no such person in {room}.",
        ConductCode.NO_SUCH_REPORT: "There is no such report in {room}.",
        ConductCode.YOURSELF: "You cannot mute or remove yourself.",
        ConductCode.NO_SUCH_DEPUTY: "{room} can be handed to its other hosts, its deputies and organisers.",
        ConductCode.HOST: "{name} hosts {room}, so they cannot be muted or removed.",
        ConductCode.NO_TABLE: "{room} is no roundtable.",
        ConductCode.SPEAKING_MINUTES: "Select how long each may speak",
    }


class AwayCode(StrEnum):
    """Why nobody's place is kept for a while."""

    CANCELLED = "cancelled"
    NOT_RUNNING = "not_running"
    NOT_INSIDE = "not_inside"


class AwayRefused(Refused):
    """The person was not noted as called away; nothing has changed."""

    codes = AwayCode
    sentences = {
        AwayCode.CANCELLED: CANCELLED,
        AwayCode.NOT_RUNNING: "Places in {room} are kept from {opens} until {ends}.",
        AwayCode.NOT_INSIDE: "You have no place in {room} that could be kept for you.",
    }
