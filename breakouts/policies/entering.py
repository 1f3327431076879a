"""Who may take a seat in a room, enter it and stay, and what to tell those who may not."""

from datetime import datetime

from accounts.models import User
from breakouts.absences.queries import absence_of
from breakouts.models import Seat, Wait
from breakouts.policies.standing import (
    delegate_of,
    is_host,
    offer_in,
    removal_of,
    removed_words,
    seat_in_session,
    shut,
)
from breakouts.queries import is_public, is_running, places_left, rooms_beside
from breakouts.refusals import EnterCode, SeatCode
from breakouts.rules import is_locked
from common.policy import ALLOWED, Verdict
from common.words import clock, day_and_clock, listed
from events.models import Delegate, Room


def can_take_seat(delegate: Delegate | None, room: Room, *, at: datetime) -> Verdict:
    """Claims are open from the assembly's opening to the session's end, while there is room.

    Who has the seat keeps it, however full or locked the room is by now; hosts always fit.

    :refuses: ``not_registered``, ``cancelled``, ``not_open``, ``over``, ``removed``, ``locked`` or ``full``
    """
    session, zone = room.session, room.session.assembly.zone
    if delegate is None or not _is_of_the_assembly(delegate, room):
        return Verdict.refuse(SeatCode.NOT_REGISTERED, assembly=session.assembly)
    if session.is_cancelled:
        return Verdict.refuse(SeatCode.CANCELLED, session=session.title)
    if not is_public(room, at) or at < session.assembly.opens_at:
        return Verdict.refuse(SeatCode.NOT_OPEN, opens=day_and_clock(session.assembly.opens_at, zone))
    if at >= session.ends_at:
        return Verdict.refuse(SeatCode.OVER, room=room.name, ended=clock(session.ends_at, zone))
    if removal := removal_of(delegate.user, room, at=at):
        return Verdict.refuse(SeatCode.REMOVED, **removed_words(removal, room))
    held = seat_in_session(delegate, room, at=at)
    if held and held.room_id == room.pk:
        return ALLOWED
    code, elsewhere = _why_no_room(delegate, room, at, held=held)
    if code is None or is_host(delegate.user, room):
        return ALLOWED
    ended = _offer_ended(delegate, room, at) if code is SeatCode.FULL else ""
    return Verdict.refuse(code, room=room.name, elsewhere=elsewhere, ended=ended)


def can_wait(delegate: Delegate | None, room: Room, *, at: datetime) -> Verdict:
    """People wait for a room that they could choose if it were not full; those with a place need not.

    :refuses: ``not_registered``, ``cancelled``, ``not_open``, ``over``, ``removed``, ``locked`` or
        ``not_full``
    """
    verdict = can_take_seat(delegate, room, at=at)
    if verdict.code is SeatCode.FULL:
        return ALLOWED
    return Verdict.refuse(SeatCode.NOT_FULL, room=room.name) if verdict else verdict


def can_offer(room: Room, *, at: datetime) -> bool:
    """Places are offered while they could be chosen: in a published session that takes place, and no lock."""
    session = room.session
    is_chosen = is_public(room, at) and session.assembly.opens_at <= at < session.ends_at
    return is_chosen and not session.is_cancelled and not is_locked(room.locked_at, at)


def can_give_up_seat(room: Room, *, at: datetime) -> Verdict:
    """A seat can be given up until the session ends; afterwards it is a fact.

    :refuses: ``over``
    """
    if at < room.session.ends_at:
        return ALLOWED
    ended = clock(room.session.ends_at, room.session.assembly.zone)
    return Verdict.refuse(SeatCode.OVER, room=room.name, ended=ended)


def can_enter_room(delegate: Delegate | None, room: Room, *, at: datetime) -> Verdict:
    """The door is open from five minutes before the start to the end, to whoever has or finds a place.

    Who holds a place in another room of the session is not moved by a door: they choose this room first.

    :refuses: ``not_registered``, ``cancelled``, ``not_running``, ``removed`` or ``no_seat``
    """
    if delegate is None or not _is_of_the_assembly(delegate, room):
        return Verdict.refuse(EnterCode.NOT_REGISTERED, assembly=room.session.assembly)
    if not is_running(room, at):
        return shut(EnterCode, room)
    if removal := removal_of(delegate.user, room, at=at):
        return Verdict.refuse(EnterCode.REMOVED, **removed_words(removal, room))
    because = _why_no_seat(delegate, room, at)
    if not because or is_host(delegate.user, room):
        return ALLOWED
    return Verdict.refuse(EnterCode.NO_SEAT, room=room.name, because=because)


def can_stay(user: User, room: Room, *, at: datetime) -> bool:
    """Whether this person may be in the room now without claiming anything: asked of every open page again.

    Hosts may; delegates whose seat is here may, and where no seat is needed everybody without one elsewhere;
    whoever was removed may not, whoever they are.
    """
    return is_running(room, at) and not removal_of(user, room, at=at) and belongs(user, room, at=at)


def belongs(user: User, room: Room, *, at: datetime) -> bool:
    """Whether the person's place is in the room while it runs, as a host or by a seat."""
    delegate = delegate_of(user, room)
    if delegate and delegate.has_place:
        held = seat_in_session(delegate, room, at=at)
        if held.room_id == room.pk if held else not room.needs_seat:
            return True
    return is_host(user, room)


def _is_of_the_assembly(delegate: Delegate, room: Room) -> bool:
    return delegate.has_place and delegate.assembly_id == room.session.assembly_id


def _why_no_seat(delegate: Delegate, room: Room, at: datetime) -> str:
    """Return why the delegate has no seat here and finds none; nothing if there is one, or none is needed."""
    held = seat_in_session(delegate, room, at=at)
    if held:
        return "" if held.room_id == room.pk else f"Your place is in {held.room.name}."
    code, elsewhere = _why_no_room(delegate, room, at, held=None) if room.needs_seat else (None, "")
    if code is None:
        return ""
    full = "It is full." if code is SeatCode.FULL else "It is closed to more people."
    return f"{_what_became(delegate, room)}{full}{elsewhere}"


def _what_became(delegate: Delegate, room: Room) -> str:
    """Tell whoever was called away what became of the seat that was kept."""
    absence = absence_of(delegate.user, room)
    if absence is None:
        return ""
    until = clock(absence.until_at, room.session.assembly.zone)
    return f"Your seat was kept until {until}, for 10 minutes, and then went to whoever waited. "


def _offer_ended(delegate: Delegate, room: Room, at: datetime) -> str:
    """Say until when a place was kept for the delegate, if they did not answer in time."""
    missed = Wait.objects.filter(delegate=delegate, room=room, offer_expires_at__lte=at)
    wait = missed.of_session_time(at).first()
    if wait is None or wait.offer_expires_at is None:
        return ""
    zone = room.session.assembly.zone
    return f"The time to take the place that was kept for you ended at {clock(wait.offer_expires_at, zone)}. "


def _why_no_room(
    delegate: Delegate, room: Room, at: datetime, *, held: Seat | None
) -> tuple[SeatCode | None, str]:
    """Return why the delegate does not fit, and a sentence on where they are or would; no code if they do.

    A place that is kept for them is theirs, unless somebody has locked the room meanwhile.
    """
    if places_left([room], at)[room.pk] != 0:
        return None, ""
    code = SeatCode.LOCKED if is_locked(room.locked_at, at) else SeatCode.FULL
    if code is SeatCode.FULL and offer_in(delegate, room, at=at):
        return None, ""
    if held:
        return code, f" Your place is in {held.room.name}, as before."
    others = rooms_beside(room)
    left = places_left(others, at)
    names = [other.name for other in others if left[other.pk] != 0]
    if names:
        return code, f" There are places left in {listed(names)}."
    return code, " No other room of this session has places left." if others else ""
