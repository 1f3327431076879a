"""The promises of a case in words, and its tracks in two lanes. No queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from common.working_days import working_days_between
from concerns.actions.opening import OpenedCase
from concerns.kinds import Severity, Side
from concerns.models import Clock, Referral
from concerns.obligations import Ending, Promise
from concerns.pathway import Track

SIDES = {Side.EMPLOYER: "Employer", Side.TRAINING: "Training"}
# What the promises to the reporter ask of a handler.
DUTIES: Mapping[str, str] = {
    Promise.ACKNOWLEDGE: "Acknowledge",
    Promise.SCREEN: "Look whether anybody is at risk",
    Promise.TRIAGE: "Triage, and explain the route",
    Promise.SIGHT: "The dean's office has seen it",
    Promise.SAFETY: "Make people safe",
    Promise.INVESTIGATE: "End the investigation, or explain",
    Promise.CONTACT: "Be in touch with the reporter",
    Promise.FEEDBACK: "Give full feedback",
}
TRACK_COLOURS = {
    Track.OFFERED: "yellow",
    Track.ACCEPTED: "blue",
    Track.RETURNED: "grey",
    Track.CLOSED: "grey",
}
SEVERITY_COLOURS = {Severity.HIGH: "red", Severity.MEDIUM: "orange", Severity.LOW: "grey"}
# For handlers: "Waiting for somebody to take it" is what the reporter reads.
TRACK_WORDS = {
    Track.OFFERED: "Not taken yet",
    Track.ACCEPTED: "Taken",
    Track.RETURNED: "Returned",
    Track.CLOSED: "Closed",
}


@dataclass(frozen=True)
class Due:
    """A day on which something is owed, as the page says it."""

    duty: str
    on: date
    words: str
    is_late: bool


def due_of(clock: Clock, *, today: date) -> Due:
    """Tell by when a running clock must be kept."""
    return Due(DUTIES[clock.promise], clock.due_on, _till(clock.due_on, today), clock.due_on < today)


def _till(day: date, today: date) -> str:
    if day == today:
        return "Due today"
    if day > today:
        days = working_days_between(today, day)
        return "Due tomorrow" if (day - today).days == 1 else f"Due in {_working_days(days)}"
    return f"Overdue by {_working_days(max(1, working_days_between(day, today)))}"


def _working_days(count: int) -> str:
    return "1 working day" if count == 1 else f"{count} working days"


@dataclass(frozen=True)
class ClockLine:
    """One promise of a track, as it stands."""

    duty: str
    words: str
    colour: str
    due_on: date
    ended_on: date | None


def clock_line(clock: Clock, *, today: date) -> ClockLine:
    """Tell how a promise stands."""
    words, colour = _standing(clock, today)
    return ClockLine(DUTIES[clock.promise], words, colour, clock.due_on, clock.ended_on)


def _standing(clock: Clock, today: date) -> tuple[str, str]:
    if clock.ended_on is None:
        due = due_of(clock, today=today)
        return due.words, "red" if due.is_late else "blue"
    if clock.was_late:
        return "Kept late", "orange"
    return {
        Ending.MET: ("Kept", "green"),
        Ending.REPLACED: ("Later, with a reason", "grey"),
        Ending.PAUSED: ("Waited for the reporter", "grey"),
        Ending.MOOT: ("Not needed any more", "grey"),
    }[Ending(clock.ending)]


@dataclass(frozen=True)
class TrackBlock:
    """One track of a lane: who has it, where it stands, what it owes."""

    referral: Referral
    state: str
    colour: str
    is_mine: bool
    running: Sequence[ClockLine]
    past: Sequence[ClockLine]
    waits_until: date | None
    because: str | None


@dataclass(frozen=True)
class Lane:
    """One side of the case with its tracks; empty where nobody on this side has it."""

    side: str
    blocks: Sequence[TrackBlock]


def lanes_of(
    referrals: Iterable[Referral], *, mine: object, opened: OpenedCase | None, today: date
) -> list[Lane]:
    """Lay the tracks out, one lane for each side."""
    blocks: dict[str, list[TrackBlock]] = {side: [] for side in Side}
    for referral in referrals:
        blocks[referral.side].append(_block(referral, mine, opened, today))
    return [Lane(SIDES[Side(side)], found) for side, found in blocks.items()]


def _block(referral: Referral, mine: object, opened: OpenedCase | None, today: date) -> TrackBlock:
    state = Track(referral.state)
    clocks = list(referral.clocks.all())
    pause = next((each for each in referral.pauses.all() if each.ended_on is None), None)
    return TrackBlock(
        referral=referral,
        state=TRACK_WORDS[state],
        colour=TRACK_COLOURS[state],
        is_mine=referral.group_id == mine,
        running=[clock_line(clock, today=today) for clock in clocks if clock.ended_on is None],
        past=[clock_line(clock, today=today) for clock in clocks if clock.ended_on is not None],
        waits_until=pause.ends_by if pause and referral.is_live else None,
        because=opened.words_of(referral.because) if opened and referral.because else None,
    )
