"""Where one person goes now: the single Join button of the home page, and the doors of a session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from breakouts.models import Seat
from breakouts.rules import doors
from events.models import Assembly, Delegate, Room, Session
from events.programme import all_day

SOON = timedelta(minutes=15)


@dataclass(frozen=True)
class Join:
    """The one thing to go to now: a room, or the session whose rooms are to be chosen."""

    session: Session
    url: str
    room: Room | None = None

    @property
    def words(self) -> str:
        """What the button says."""
        return "Join" if self.room else "Choose a room"


def join_now(delegate: Delegate, sessions: Sequence[Session], at: datetime) -> Join | None:
    """Find where the delegate goes now, among sessions in order of time loaded ``with_programme``.

    What runs wins over doors that opened before the start, either over what is there all day, and breaks lead
    nowhere. What stands open all day does not hide the session that is about to begin. One query, for the
    delegate's seat.
    """
    best = first_open(sessions, at)
    if best is None:
        return None
    if best in all_day(sessions):
        best = _about_to_begin(sessions, at) or best
    room = own_room(delegate, best, at)
    return Join(best, room_url(best.assembly, room) if room else best.address, room)


def first_open(sessions: Sequence[Session], at: datetime) -> Session | None:
    """Find the one session to go to now, in the order that ``join_now`` states."""
    open_now = [session for session in sessions if _can_be_joined(session, at)]
    background = all_day(sessions)
    return min(open_now, key=lambda session: (session in background, session.starts_at > at), default=None)


def _about_to_begin(sessions: Sequence[Session], at: datetime) -> Session | None:
    """Find the session that starts within a quarter of an hour."""
    soon = [each for each in sessions if at < each.starts_at <= at + SOON and _has_rooms(each)]
    return min(soon, key=lambda session: session.starts_at, default=None)


def own_room(delegate: Delegate, session: Session, at: datetime) -> Room | None:
    """Find the person's room of the session, as ``room_of`` does, with one query for their seat."""
    seat = Seat.objects.filter(delegate=delegate, session=session).standing(at).first()
    return room_of(delegate.user_id, session, seat)


def room_of(user_id: int, session: Session, seat: Seat | None) -> Room | None:
    """Find the person's room of the session: hosted, chosen, or the only one there is if it needs no seat."""
    rooms = list(session.rooms.all())
    for room in rooms:
        if any(part.contributor.user_id == user_id for part in room.facilitators.all()):
            return room
    if seat is not None:
        return next((room for room in rooms if room.pk == seat.room_id), None)
    return rooms[0] if len(rooms) == 1 and not rooms[0].needs_seat else None


def room_url(assembly: Assembly, room: Room) -> str:
    """Return the address of a room's page."""
    return reverse("room", args=[assembly.slug, room.code])


def doors_open(session: Session, at: datetime) -> bool:
    """Whether the rooms of the session can be entered: those of a cancelled one never."""
    return not session.is_cancelled and at in doors(session.period, opens_at=session.assembly.opens_at)


def _can_be_joined(session: Session, at: datetime) -> bool:
    return session.kind != Session.Kind.BREAK and _has_rooms(session) and doors_open(session, at)


def _has_rooms(session: Session) -> bool:
    return not session.is_cancelled and bool(session.rooms.all())
