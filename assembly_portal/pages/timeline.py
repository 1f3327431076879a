"""One person's day as My day shows it: each session with their room, its doors, and what they may choose."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assembly_portal.pages.joining import first_open, room_of, room_url
from assembly_portal.pages.offers import RoomOffer, offers_given
from assembly_portal.pages.turns import Turn, Waits
from breakouts.models import Seat
from breakouts.rules import doors
from common.words import listed, time_range
from events.models import Delegate, Room, Session
from events.programme import SessionEntry, all_day

Left = Mapping[int, int | None]


@dataclass(frozen=True)
class Line:
    """One session in a person's day, at an instant."""

    entry: SessionEntry
    offers: Sequence[RoomOffer]
    room: Room | None
    """Where this person goes; none while there is a room to choose, and where nothing is met."""
    room_url: str
    doors_open_at: datetime
    seat: Seat | None
    """Their claim on the room, standing or lapsed."""
    is_all_day: bool
    clashes: str
    """The person's other rooms of the same time, in words."""

    @property
    def starts_at(self) -> datetime:
        """When it starts."""
        return self.entry.starts_at

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.entry.ends_at

    @property
    def where(self) -> str:
        """The person's room and its place; a room called like its session, or its place, is named once."""
        if self.room is None:
            return ""
        name, place = self.room.name, self.room.place.name
        return place if name in (place, self.entry.session.title) else f"{name}, {place}"

    @property
    def can_enter(self) -> bool:
        """Whether its doors stand open."""
        return not self.entry.is_cancelled and self.doors_open_at <= self.entry.at < self.ends_at

    @property
    def has_choice(self) -> bool:
        """Whether its rooms are shown as cards."""
        return bool(self.offers) and not self.entry.is_over and not self.entry.is_cancelled

    @property
    def must_choose(self) -> bool:
        """Whether a room is still to be chosen."""
        return self.has_choice and self.room is None

    @property
    def needs_seat(self) -> bool:
        """Whether a place in one of its rooms is taken ahead."""
        return any(offer.entry.room.needs_seat for offer in self.offers)

    @property
    def kept_until(self) -> datetime | None:
        """Until when the seat waits for its holder, while it does."""
        return self.seat.kept_until if self.seat and self.seat.is_standing(self.entry.at) else None

    @property
    def lapsed(self) -> Seat | None:
        """The seat that was given to others, if this person lost one and has no room now."""
        is_lost = self.seat and not self.seat.is_standing(self.entry.at)
        return self.seat if is_lost and self.must_choose else None


@dataclass(frozen=True)
class Timeline:
    """The whole day: the one thing to do now or next, then every session in its order."""

    lines: Sequence[Line]
    head: Line | None

    @classmethod
    def of(
        cls,
        sessions: Sequence[Session],
        delegate: Delegate,
        seats: Sequence[Seat],
        left: Left,
        at: datetime,
        *,
        barred: Collection[int] = (),
        waits: Waits | None = None,
        tables: Mapping[int, str] | None = None,
    ) -> "Timeline":
        """Tell sessions in order of time, loaded ``with_programme``; asks no query.

        ``seats`` and ``waits`` are the person's own, of every session; ``left`` the places left in every
        room, ``barred`` the keys of those that the person was removed from.
        """
        by_session = {seat.session_id: seat for seat in seats}
        throughout = all_day(sessions)
        rooms = {
            session.pk: room_of(delegate.user_id, session, _standing(by_session.get(session.pk), at))
            if not session.is_cancelled
            else None
            for session in sessions
        }
        chosen = [each for each in sessions if rooms[each.pk] and _is_choice(each)]
        lines = [
            _line(
                session,
                delegate,
                rooms[session.pk],
                by_session.get(session.pk),
                left,
                at,
                barred=barred,
                waits=waits or {},
                tables=tables or {},
                is_all_day=session in throughout,
                clashes=_clashes(session, chosen, rooms) if session in chosen else "",
            )
            for session in sessions
        ]
        return cls(lines, _head(lines, sessions, at))

    @property
    def is_head_now(self) -> bool:
        """Whether the head can be entered, and does not only come next."""
        return self.head is not None and (self.head.can_enter or self.head.entry.is_now)

    @property
    def kept(self) -> Sequence[Turn]:
        """The places that are kept for this person until they answer."""
        turns = [offer.turn for line in self.lines if line.has_choice for offer in line.offers]
        return [turn for turn in turns if turn and turn.is_offered]

    @property
    def to_choose_count(self) -> int:
        """How many rooms are still to be chosen, not counting those where everybody fits."""
        return sum(line.must_choose and line.needs_seat for line in self.lines)


def _line(
    session: Session,
    delegate: Delegate,
    room: Room | None,
    seat: Seat | None,
    left: Left,
    at: datetime,
    *,
    barred: Collection[int],
    waits: Waits,
    tables: Mapping[int, str],
    is_all_day: bool,
    clashes: str,
) -> Line:
    return Line(
        entry=SessionEntry.of(session, at),
        offers=(
            offers_given(session, delegate, room, left, at, barred=barred, waits=waits, tables=tables)
            if _is_choice(session)
            else []
        ),
        room=room,
        room_url=room_url(session.assembly, room) if room else "",
        doors_open_at=doors(session.period, opens_at=session.assembly.opens_at).start,
        seat=seat,
        is_all_day=is_all_day,
        clashes=clashes,
    )


def _is_choice(session: Session) -> bool:
    """Whether a person chooses: among several rooms, or to claim one of few places."""
    rooms = session.rooms.all()
    return len(rooms) > 1 or any(room.needs_seat for room in rooms)


def _standing(seat: Seat | None, at: datetime) -> Seat | None:
    return seat if seat and seat.is_standing(at) else None


def _clashes(session: Session, chosen: Sequence[Session], rooms: Mapping[int, Room | None]) -> str:
    """Name the person's rooms in other sessions that share time with this one."""
    others = [each for each in chosen if each != session and each.period.overlaps(session.period)]
    zone = session.assembly.zone
    return listed(f"{rooms[each.pk]} ({time_range(each.starts_at, each.ends_at, zone)})" for each in others)


def _head(lines: Sequence[Line], sessions: Sequence[Session], at: datetime) -> Line | None:
    """Find the one thing to go to now; else what comes next, breaks and all-day sessions last."""
    best = first_open(sessions, at)
    ahead = [
        line for line in lines if line.starts_at > at and line.entry.rooms and not line.entry.is_cancelled
    ]
    following = min(ahead, key=lambda line: (line.is_all_day, line.starts_at), default=None)
    now = next((line for line in lines if line.entry.session == best), None)
    # What stands open all day does not hide the session that is about to begin, and needs no hurry.
    if now and now.is_all_day and following and not following.is_all_day:
        return following
    return now or following
