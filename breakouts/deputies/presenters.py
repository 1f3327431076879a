"""What pages and the log say of who runs a room meanwhile; ``room/deputies.js`` says the same. No queries."""

from breakouts.deputies.rules import Person
from breakouts.models import Deputising
from breakouts.models.deputies import Because, Ended
from common.words import clock
from events.models import Room

_MEANWHILE = {
    Because.RECONNECTING: "while {absent} is reconnecting",
    Because.CALLED_AWAY: "while {absent} is called away",
    Because.LATE: "until {absent} is here",
}
_ENDS = {
    Ended.BACK: "{absent} is back",
    Ended.GONE: "they have gone",
    Ended.DECLINED: "they cannot run it",
    Ended.HANDED_ON: "the room was handed on",
    Ended.TAKEN_BACK: "the room was taken back",
    Ended.OVER: "the session ended",
}
NOBODY = "the facilitator"


def meanwhile(deputising: Deputising) -> str:
    """Say for how long: "while Dr Y is reconnecting"; nothing where the room was handed over."""
    words = _MEANWHILE.get(Because(deputising.because), "")
    return words.format(absent=deputising.absent_name or NOBODY)


def deputy_in_words(deputising: Deputising, *, to_themselves: bool = False) -> str:
    """Say who runs the room, to everybody in it or to the deputy."""
    if deputising.is_handed:
        whom = "you" if to_themselves else deputising.name
        return f"{deputising.absent_name} has handed the room to {whom}."
    who = "You are" if to_themselves else f"{deputising.name} is"
    return f"{who} running the room {meanwhile(deputising)}."


def end_in_words(deputising: Deputising) -> str:
    """Say why a deputy's time ended: "Dr Y is back"."""
    return _ENDS[Ended(deputising.ended)].format(absent=deputising.absent_name or "The facilitator")


def nobody_in_words(absent: Person | None, room: Room) -> str:
    """Say to organisers what they are called for."""
    if absent is None:
        return "Nobody runs the room: nobody who is named for it has come."
    if absent.called_away_at:
        return f"Nobody runs the room: {absent.name} was called away."
    if absent.seen_at is None:
        return f"Nobody runs the room: {absent.name} has not come."
    seen = clock(absent.seen_at, room.session.assembly.zone)
    return f"Nobody runs the room: {absent.name} was last seen at {seen}."
