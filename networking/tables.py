"""Tables: the rooms with places of a networking session, for whom they are, and what is free."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from breakouts.models import Seat
from breakouts.queries import barred_from, places_left
from breakouts.rules import doors, is_locked
from events.models import Delegate, Room, Session
from networking.models import Table


@dataclass(frozen=True)
class TableCard:
    """One table as a person finds it; the actions behind its buttons decide for themselves."""

    room: Room
    for_whom: str
    is_theirs: bool
    """Whether it is for the person's own local office or profession."""
    left: int | None
    is_mine: bool
    is_shut: bool
    can_enter: bool

    @property
    def places(self) -> str:
        """How many more people fit, in words."""
        if self.is_shut:
            return "Closed to more people"
        if self.left == 0:
            return "Full"
        return "1 place left" if self.left == 1 else f"{self.left} of {self.room.capacity} places left"

    @property
    def can_choose(self) -> bool:
        """Whether there is a place to take."""
        return not self.is_mine and not self.is_shut and bool(self.left)


def session_of_tables(delegate: Delegate, at: datetime) -> Session | None:
    """Find the networking session with tables that runs, or else the next one."""
    ahead = Session.objects.public(at).standing().filter(assembly=delegate.assembly_id, ends_at__gt=at)
    with_tables = ahead.filter(kind=Session.Kind.NETWORKING, rooms__capacity__isnull=False)
    session = with_tables.order_by("starts_at", "pk").first()
    if session:
        session.assembly = delegate.assembly
    return session


def cards_of(session: Session, delegate: Delegate, at: datetime) -> Sequence[TableCard]:
    """Present the tables of a session; five queries, one more while its doors are open."""
    rooms = list(
        Room.objects.filter(session=session, capacity__isnull=False).select_related("place", "theme")
    )
    for room in rooms:
        room.session = session
    tables, left = tables_of(rooms), places_left(rooms, at)
    is_open = at in doors(session.period, opens_at=session.assembly.opens_at)
    barred = barred_from(rooms, delegate.user_id, at) if is_open else set()
    seat = Seat.objects.filter(delegate=delegate, session=session).standing(at).first()
    mine = seat.room_id if seat else None
    return [
        TableCard(
            room=room,
            for_whom=tables[room.pk].for_whom if room.pk in tables else "",
            is_theirs=room.pk in tables and _is_for(tables[room.pk], delegate),
            left=left[room.pk],
            is_mine=room.pk == mine,
            is_shut=is_locked(room.locked_at, at) or room.pk in barred,
            can_enter=is_open and room.pk == mine,
        )
        for room in rooms
    ]


def tables_of(rooms: Iterable[Room]) -> Mapping[int, Table]:
    """Return what organisers said about these rooms, by their keys; one query."""
    found = Table.objects.filter(room__in=list(rooms))
    rows = found.select_related("local_office", "learner_group", "room__theme")
    return {table.room_id: table for table in rows}


def for_whom(sessions: Iterable[Session]) -> Mapping[int, str]:
    """Say for whom the tables of these sessions are, by room; nothing is asked where there are none."""
    rooms = [
        room
        for session in sessions
        if session.kind == Session.Kind.NETWORKING
        for room in session.rooms.all()
        if room.needs_seat
    ]
    return {key: table.for_whom for key, table in tables_of(rooms).items()} if rooms else {}


def _is_for(table: Table, delegate: Delegate) -> bool:
    if table.by == Table.By.LOCAL_OFFICE:
        return table.local_office_id == delegate.local_office_id
    return table.by == Table.By.PROFESSION and table.learner_group_id == delegate.learner_group_id
