"""A row of the inbox: what can be told without opening anything. No queries."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from concerns.casework_presenters.lanes import (
    SEVERITY_COLOURS,
    SIDES,
    TRACK_COLOURS,
    TRACK_WORDS,
    Due,
    due_of,
)
from concerns.kinds import Severity, Side
from concerns.models import Concern, Referral
from concerns.obligations import Promise
from concerns.pathway import State, Track, words_for_handlers


@dataclass(frozen=True)
class TrackLine:
    """One track in a row of the inbox."""

    side: str
    words: str
    colour: str
    is_mine: bool


@dataclass(frozen=True)
class InboxRow:
    """One case of the inbox."""

    concern: Concern
    state: str
    severity_colour: str
    tracks: Sequence[TrackLine]
    due: Due | None
    has_message: bool
    is_asked: bool
    """A colleague asks to know who raised it, and waits for a second person."""

    @property
    def others(self) -> list[TrackLine]:
        """The tracks of other groups."""
        return [line for line in self.tracks if not line.is_mine]


def inbox_row(
    concern: Concern,
    tracks: Sequence[Referral],
    groups: Container[UUID],
    *,
    today: date,
    wrote: bool,
    asked: bool,
) -> InboxRow:
    """Tell of a case what can be told without opening it."""
    own = [each for each in tracks if each.group_id in groups]
    clocks = [clock for each in own if each.is_live for clock in each.clocks.all()]
    clocks = [clock for clock in clocks if clock.promise != Promise.SIGHT]
    nearest = min(clocks, key=lambda clock: clock.due_on, default=None)
    lines = [_track_line(each, is_mine=each.group_id in groups) for each in tracks]
    return InboxRow(
        concern=concern,
        state=words_for_handlers(State(concern.state)),
        severity_colour=SEVERITY_COLOURS.get(Severity(concern.severity), "white"),
        tracks=sorted(lines, key=lambda line: not line.is_mine),
        due=due_of(nearest, today=today) if nearest else None,
        has_message=wrote,
        is_asked=asked,
    )


def _track_line(referral: Referral, *, is_mine: bool) -> TrackLine:
    state = Track(referral.state)
    return TrackLine(SIDES[Side(referral.side)], TRACK_WORDS[state], TRACK_COLOURS[state], is_mine)
