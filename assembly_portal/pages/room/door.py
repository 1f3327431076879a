"""The door of a room: what a person finds who cannot go in now, and the right next thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assembly_portal.pages.offers import places_in_words
from assembly_portal.pages.turns import Turn, by_room, settled_waits, told, turn_in
from breakouts import policies
from breakouts.models import Seat
from breakouts.queries import is_public, places_left, rooms_beside
from breakouts.refusals import EnterCode, EnterRefused
from breakouts.rules import doors
from events.lifecycle import can_registrations_stand
from events.models import Delegate, Room


@dataclass(frozen=True)
class Choice:
    """A room that can be chosen at the door, with its places in words."""

    room: Room
    places: str


@dataclass(frozen=True)
class Door:
    """What the page says to one person."""

    room: Room
    delegate: Delegate | None
    opens_at: datetime
    at: datetime
    refusal: str = ""
    """Why a place could not be found, in words; empty when the door is simply shut."""
    seat: Seat | None = None
    """The seat that keeps a place in this session, here or in another room."""
    choices: Sequence[Choice] = ()
    turn: Turn | None = None
    """Where the person stands with the line for this room."""
    told_waits: str = ""
    """What the person waits for, as the page's script compares it; empty where they wait for nothing."""
    can_register: bool = False

    @property
    def has_place(self) -> bool:
        """Whether this person has a place at the assembly."""
        return self.delegate is not None and self.delegate.has_place

    @property
    def is_cancelled(self) -> bool:
        """Whether the session does not take place."""
        return self.room.session.is_cancelled

    @property
    def is_over(self) -> bool:
        """Whether the session has ended."""
        return self.at >= self.room.session.ends_at

    @property
    def is_shut(self) -> bool:
        """Whether nobody is let in yet."""
        return self.at < self.opens_at

    @property
    def is_seat_here(self) -> bool:
        """Whether the seat is in this room."""
        return self.seat is not None and self.seat.room_id == self.room.pk


def door(delegate: Delegate | None, room: Room, *, at: datetime, refusal: str = "") -> Door:
    """Read what the page needs, in five queries at most.

    Who was removed is told so whatever they came for, and is offered the other rooms.
    """
    assembly = room.session.assembly
    opens_at = doors(room.session.period, opens_at=assembly.opens_at).start
    if delegate is None or not delegate.has_place:
        is_open = can_registrations_stand(assembly.published_at, assembly.registration_closes_at, at)
        return Door(room, delegate, opens_at, at, can_register=is_open)
    if room.session.is_cancelled or at >= room.session.ends_at:
        return Door(room, delegate, opens_at, at)
    removal = policies.removal_of(delegate.user, room, at=at) if at >= opens_at else None
    if removal:
        refusal = str(EnterRefused(EnterCode.REMOVED, **policies.removed_words(removal, room)))
    waits = settled_waits(delegate, at)
    seat = policies.seat_in_session(delegate, room, at=at)
    can_choose = at >= assembly.opens_at and is_public(room, at)
    rooms = [room, *rooms_beside(room)] if can_choose else []
    left = places_left(rooms, at)
    may_choose = can_choose and removal is None
    mine = seat.room if seat else None
    turn = turn_in(room, by_room(waits), left.get(room.pk), at, mine=mine, may_choose=may_choose)
    return Door(
        room,
        delegate,
        opens_at,
        at,
        # Nobody is told that a room is full, and that a place in it is kept for them.
        refusal="" if turn and turn.is_offered and removal is None else refusal,
        seat=seat,
        choices=_choices(rooms, left, seat, at, is_removed=removal is not None),
        turn=turn,
        told_waits=told(waits, at) if waits else "",
    )


def _choices(
    rooms: Sequence[Room],
    left: Mapping[int, int | None],
    seat: Seat | None,
    at: datetime,
    *,
    is_removed: bool,
) -> list[Choice]:
    """Offer the rooms of the session that have places left, the one at whose door they stand first."""
    if is_removed:
        rooms = rooms[1:]
    held = seat.room_id if seat else None
    return [
        Choice(each, places_in_words(each, left[each.pk], at))
        for each in rooms
        if left[each.pk] != 0 and each.pk != held and (each.needs_seat or is_removed or len(rooms) > 1)
    ]
