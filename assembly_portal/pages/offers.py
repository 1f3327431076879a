"""What each room of a session offers one person now: places left in words, choosing it, joining it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from assembly_portal.pages.joining import doors_open, own_room, room_url
from assembly_portal.pages.turns import Turn, Waits, by_room, is_waiting, settled_waits, turn_in
from breakouts.queries import barred_from, places_left
from breakouts.rules import is_locked
from events.models import Delegate, Room, Session
from events.programme import RoomEntry
from networking.tables import for_whom


@dataclass(frozen=True)
class RoomOffer:
    """One room of a session as a person finds it; the actions behind its buttons decide for themselves."""

    entry: RoomEntry
    places: str
    """How many more people fit, in words; nothing where everybody does."""
    is_mine: bool
    is_barred: bool
    """Whether the person was removed from it, and so has nothing to press."""
    join_url: str
    """Where its Join button leads; empty while there is none."""
    choose_url: str
    """Where its Choose button posts to; empty while there is none."""
    line_url: str
    """Where joining its line posts to should it fill; empty for who has nothing to wait for."""
    turn: Turn | None
    """Where the person stands with its line, if it is full or they wait for it."""
    for_whom: str = ""
    """Whom a table of a networking session brings together."""


def offers(session: Session, delegate: Delegate | None, at: datetime) -> Sequence[RoomOffer]:
    """Tell every room of a session loaded ``with_programme``, in three queries: waits, places, the own seat.

    A fourth one, while the doors are open, tells who was removed, and one for whom tables of networking are.

    Without a place at the assembly there is nothing to press, only places to read.
    """
    is_over = _is_past(session, at)
    is_chooser = delegate is not None and delegate.has_place and not is_over
    # What is free is given or offered first, so that the rest of the page tells of the same moment.
    waits = by_room(settled_waits(delegate, at)) if delegate and is_chooser else {}
    left = {} if is_over else places_left(session.rooms.all(), at)
    mine = own_room(delegate, session, at) if delegate and is_chooser else None
    barred = barred_in([session], delegate, at) if delegate else set()
    told = for_whom([session])
    return offers_given(session, delegate, mine, left, at, barred=barred, waits=waits, tables=told)


def barred_in(sessions: Collection[Session], delegate: Delegate, at: datetime) -> set[int]:
    """Tell by key which rooms the person was removed from; nobody is removed before the doors open."""
    rooms = [room for session in sessions if doors_open(session, at) for room in session.rooms.all()]
    return barred_from(rooms, delegate.user_id, at)


def offers_given(
    session: Session,
    delegate: Delegate | None,
    mine: Room | None,
    left: Mapping[int, int | None],
    at: datetime,
    *,
    barred: Collection[int] = (),
    waits: Waits | None = None,
    tables: Mapping[int, str] | None = None,
) -> Sequence[RoomOffer]:
    """Tell every room of a session, given the person's own room and the places left; asks no query.

    ``waits`` are the person's own, ``barred`` the rooms that they were removed from, ``tables`` for whom
    those of networking are.
    """
    is_over = _is_past(session, at)
    may_choose = bool(delegate and delegate.has_place) and session.assembly.opens_at <= at and not is_over
    waits = waits or {}

    def url(name: str, room: Room) -> str:
        """Return where a press leads for a room that they could be in and are not."""
        is_theirs = may_choose and room.needs_seat and room != mine and room.pk not in barred
        return reverse(name, args=[session.assembly.slug, room.code]) if is_theirs else ""

    return [
        RoomOffer(
            entry=RoomEntry.of(room),
            places="" if is_over else places_in_words(room, left.get(room.pk), at),
            is_mine=room == mine,
            is_barred=room.pk in barred,
            join_url=_join_url(session, room, mine, at) if may_choose and room.pk not in barred else "",
            choose_url=url("take_seat", room) if left.get(room.pk) != 0 else "",
            line_url="" if is_waiting(waits.get(room.pk), at) else url("join_line", room),
            turn=turn_in(
                room,
                waits,
                left.get(room.pk),
                at,
                mine=mine,
                may_choose=may_choose and room.pk not in barred,
            ),
            for_whom=(tables or {}).get(room.pk, ""),
        )
        for room in session.rooms.all()
    ]


def _is_past(session: Session, at: datetime) -> bool:
    """Whether nothing can be chosen or joined any more: it has ended, or does not take place."""
    return session.is_cancelled or at >= session.ends_at


def places_in_words(room: Room, left: int | None, at: datetime) -> str:
    """Say how many more people fit: "Full", "1 place left", "12 of 96 places left"."""
    if is_locked(room.locked_at, at):
        return "Closed to more people"
    if left is None:
        return ""
    if left == 0:
        return "Full"
    return "1 place left" if left == 1 else f"{left} of {room.capacity} places left"


def _join_url(session: Session, room: Room, mine: Room | None, at: datetime) -> str:
    is_theirs = room == mine or (mine is None and not room.needs_seat)
    return room_url(session.assembly, room) if is_theirs and doors_open(session, at) else ""
