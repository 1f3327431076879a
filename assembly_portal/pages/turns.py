"""Where one person stands with full rooms: a line to join, the turn in it, a place that is kept for them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from breakouts import durable
from breakouts.actions import settle_lines
from breakouts.models import Wait
from breakouts.rules import is_locked
from common.words import clock, day, day_and_clock, ordinal
from events.models import Delegate, Room

Waits = Mapping[int, Wait]
"""The person's waits by the key of the room."""


@dataclass(frozen=True)
class Turn:
    """What one room's line is to one person at an instant; the actions behind its buttons decide."""

    room: Room
    at: datetime
    wait: Wait | None
    can_join: bool
    instead_of: Room | None
    """Their room of the session, which they give up for a place here."""

    @property
    def is_offered(self) -> bool:
        """Whether a place is kept for them, and nobody has locked the room meanwhile."""
        is_offered = self.wait is not None and self.wait.is_offered(self.at)
        return is_offered and not is_locked(self.room.locked_at, self.at)

    @property
    def is_missed(self) -> bool:
        """Whether they did not answer in time."""
        return self.wait is not None and self.wait.is_missed(self.at)

    @property
    def position(self) -> str:
        """Where they stand in line: "2nd of 5"; nothing for who is not in it."""
        if self.wait is None or self.wait.offered_at is not None:
            return ""
        return position_in_words(self.wait)

    @property
    def until(self) -> str:
        """Until when a place is or was kept; the day is named where it is another."""
        assert self.wait is not None, "asked for offers only"
        assert self.wait.offer_expires_at is not None, "asked for offers only"
        ends_at, zone = self.wait.offer_expires_at, self.room.session.assembly.zone
        is_today = day(ends_at, zone) == day(self.at, zone)
        return clock(ends_at, zone) if is_today else day_and_clock(ends_at, zone)


def position_in_words(wait: Wait) -> str:
    """Say where somebody stands in line; load the wait ``with_positions``."""
    ahead_count, line_count = getattr(wait, "ahead_count", 0), getattr(wait, "line_count", 1)
    return f"{ordinal(ahead_count + 1)} of {line_count}"


def turn_in(
    room: Room, waits: Waits, left: int | None, at: datetime, *, mine: Room | None, may_choose: bool
) -> Turn | None:
    """Tell where the person stands with a room, given the places left; none where there is nothing to say."""
    wait = waits.get(room.pk)
    is_full = room.needs_seat and left == 0 and not is_locked(room.locked_at, at)
    can_join = may_choose and is_full and room != mine and not is_waiting(wait, at)
    if room == mine or (wait is None and not can_join):
        return None
    return Turn(room, at, wait, can_join, mine)


def is_waiting(wait: Wait | None, at: datetime) -> bool:
    """Whether somebody stands in line, or a place is kept for them: they cannot join once more."""
    return wait is not None and not wait.is_missed(at)


def settled_waits(delegate: Delegate, at: datetime) -> list[Wait]:
    """Return what the person waits for as it is at this instant, whether or not a worker runs.

    One query for who waits for nothing.
    """
    own = Wait.objects.filter(delegate=delegate).of_session_time(at).with_positions(at)
    waits = list(own.select_related("room", "session"))
    if any(wait.offered_at is None for wait in waits) and settle_lines(delegate=delegate, at=at):
        waits = list(own.all())
    return waits


def by_room(waits: Iterable[Wait]) -> Waits:
    """Find a person's waits by room."""
    return {wait.room_id: wait for wait in waits}


def told(waits: Iterable[Wait], at: datetime) -> str:
    """Write down what the page shows, so that its script notices what came to differ."""
    standing = [wait for wait in waits if not wait.is_missed(at)]
    return json.dumps({wait.session.code: durable.told_wait(wait) for wait in standing}, sort_keys=True)
