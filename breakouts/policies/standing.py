"""What every rule of a room asks: is it open, who is this person there, and what is forbidden to them.

Rooms come with their theme, their session and its assembly loaded. Where a delegate may be none, that is a
person without a place at the assembly.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from accounts.models import User
from breakouts.models import Restriction, Seat, Wait
from breakouts.queries import conduct_of, role_of
from breakouts.rules import doors
from common.policy import Verdict
from common.words import clock, day_and_clock
from events.models import Delegate, Room


def is_host(user: User, room: Room) -> bool:
    """Whether this person hosts or helps in the room, and so needs neither a seat nor a place.

    Its facilitators, the session's chairs and speakers do, and organisers.
    """
    return bool(role_of(user, room))


def delegate_of(user: User, room: Room) -> Delegate | None:
    """Return the person's row at the room's assembly, whatever it is worth."""
    return Delegate.objects.filter(user=user, assembly=room.session.assembly_id).first()


def seat_in_session(delegate: Delegate, room: Room, *, at: datetime) -> Seat | None:
    """Return the seat that keeps a place for the delegate, in this room or another of its session."""
    seats = Seat.objects.filter(delegate=delegate, session=room.session_id)
    return seats.standing(at).select_related("room__theme", "room__session").first()


def offer_in(delegate: Delegate, room: Room, *, at: datetime) -> Wait | None:
    """Return the offer that keeps a place in this room for the delegate."""
    return Wait.objects.filter(delegate=delegate, room=room).offered(at).first()


def restrictions_on(user: User, room: Room, *, at: datetime) -> list[Restriction]:
    """Return what is forbidden to the person in the room at this instant.

    Whoever restricts somebody holds the room's conduct, so a room without that row has nobody to ask for: in
    the minute when hundreds come in, this costs nothing.
    """
    if not conduct_of(room).is_written:
        return []
    return list(Restriction.objects.in_force(at).filter(room=room, user=user))


def removal_in(restrictions: Iterable[Restriction]) -> Restriction | None:
    """Return the one that shuts the door, if any."""
    return next((each for each in restrictions if each.kind == Restriction.Kind.REMOVED), None)


def mute_in(restrictions: Iterable[Restriction]) -> Restriction | None:
    """Return the one that takes the word, if any."""
    return next((each for each in restrictions if each.kind == Restriction.Kind.MUTED), None)


def removal_of(user: User, room: Room, *, at: datetime) -> Restriction | None:
    """Return what keeps this person out of the room, if anything does."""
    return removal_in(restrictions_on(user, room, at=at))


def removed_words(removal: Restriction, room: Room) -> dict[str, str]:
    """Return the facts of the sentence that tells somebody that they were removed."""
    return {"room": room.name, "because": removal.because}


def muted_words(mute: Restriction, room: Room) -> dict[str, str]:
    """Return the facts of the sentence that tells somebody that they are muted."""
    zone = room.session.assembly.zone
    until = f"until {clock(mute.until_at, zone)}" if mute.until_at else "for the rest of this session"
    return {"until": until, "because": mute.because}


Code = TypeVar("Code", bound=StrEnum)


def shut(codes: type[Code], room: Room) -> Verdict:
    """Say why nobody does anything in the room now: it is cancelled, or its doors are shut."""
    return Verdict.refuse(
        codes("cancelled" if room.session.is_cancelled else "not_running"), **door_words(room)
    )


def door_words(room: Room) -> dict[str, str]:
    """Return the facts of every sentence about a shut door."""
    session = room.session
    open_for = doors(session.period, opens_at=session.assembly.opens_at)
    zone = session.assembly.zone
    facts = {"room": room.name, "session": session.title}
    return facts | {"opens": day_and_clock(open_for.start, zone), "ends": clock(open_for.end, zone)}
