"""Claims on a room's capacity: taking, moving and giving them up; what is freed goes to whoever waits."""

from datetime import datetime
from functools import partial

from django.db import transaction

from breakouts import durable, policies
from breakouts.actions.absences import end_absence
from breakouts.actions.hands import fall_silent
from breakouts.actions.locks import load_room, lock_delegate, lock_room
from breakouts.lobby import lobby_changed
from breakouts.models import Seat, Wait
from breakouts.models.waits import WaitQuerySet
from breakouts.refusals import SeatRefused
from breakouts.turns import close_offer
from common.work import enqueue_on_commit
from events.actions.visits import close_visit
from events.models import Delegate, Room, Session
from realtime import presence, streams


@transaction.atomic
def take_seat(*, delegate: Delegate, room: Room, at: datetime) -> Seat:
    """Claim a place in the room, giving up any other room of the same session; a second time changes nothing.

    A refusal leaves the person where they were. Whoever sat in the other room has left it with this.

    :raises SeatRefused: ``cancelled``, ``full``, ``locked``, ``not_open``, ``over``, ``removed`` or
        ``not_registered``.
    """
    delegate = lock_delegate(delegate)
    room, at = lock_room(room, at=at)
    policies.can_take_seat(delegate, room, at=at).or_raise(SeatRefused)
    return claim(delegate, room, at=at)


def claim(delegate: Delegate, room: Room, *, at: datetime) -> Seat:
    """Write the claim that a policy has allowed, under the locks of the person and the room."""
    seat = Seat.objects.filter(delegate=delegate, session=room.session_id).select_related("room").first()
    seat = seat or Seat(delegate=delegate, session=room.session)
    seat.delegate, seat.session = delegate, room.session
    if seat.room_id == room.pk and seat.is_standing(at):
        return seat
    if seat.room_id not in {None, room.pk}:
        seat.room.session = room.session
        close_visit(delegate=delegate, room=seat.room, at=at)
        _part_on_commit(delegate, seat.room)
        fall_silent(user=delegate.user, room=seat.room, at=at)
        end_absence(user=delegate.user, room=seat.room, at=at)
        offer_on_commit(seat.room)
    seat.room, seat.taken_at, seat.entered_at, seat.away_at = room, at, None, None
    seat.save()
    lobby_changed(room)
    if Wait.objects.filter(delegate=delegate, room=room).delete()[0]:
        close_offer(delegate, room, is_taken=True, at=at)
        tell_wait(delegate, room.session, None, at=at)
    streams.append(delegate.stream, durable.seat_moved(room.session, room), actor=delegate.user, at=at)
    return seat


@transaction.atomic
def leave_seat(*, delegate: Delegate, room: Room, at: datetime) -> None:
    """Give up the place in the room and end the visit to it; safe without either.

    :raises SeatRefused: ``over``: what happened stays on record.
    """
    delegate = lock_delegate(delegate)
    room = load_room(room)
    policies.can_give_up_seat(room, at=at).or_raise(SeatRefused)
    give_up(delegate, room, at=at)


def give_up(delegate: Delegate, room: Room, *, at: datetime) -> None:
    """End the visit, lower the hand and free the place, under the lock of the person."""
    fall_silent(user=delegate.user, room=room, at=at)
    end_absence(user=delegate.user, room=room, at=at)
    close_visit(delegate=delegate, room=room, at=at)
    _part_on_commit(delegate, room)
    if Seat.objects.filter(delegate=delegate, room=room).delete()[0]:
        lobby_changed(room)
        offer_on_commit(room)
        streams.append(delegate.stream, durable.seat_moved(room.session, None), actor=delegate.user, at=at)


def end_wait(waits: WaitQuerySet, *, at: datetime) -> bool:
    """End a person's wait, under their lock; a place that was kept for them is offered to the next."""
    ended = list(waits.select_related("room__session", "delegate"))
    for wait in ended:
        wait.delete()
        close_offer(wait.delegate, wait.room, is_taken=False, at=at)
        lobby_changed(wait.room)
        offer_on_commit(wait.room)
    return bool(ended)


def tell_wait(delegate: Delegate, session: Session, wait: Wait | None, *, at: datetime) -> None:
    """Tell the person's open pages for which room they wait now, if any."""
    streams.append(delegate.stream, durable.seat_wait(session, wait), actor=delegate.user, at=at)


def offer_on_commit(room: Room) -> None:
    """Have a freed place offered soon to whoever waits; the beat table finds it if this is lost."""
    if Wait.objects.filter(room=room, offered_at=None).exists():
        enqueue_on_commit("breakouts.tasks.offer_seats", room.pk)


def _part_on_commit(delegate: Delegate, room: Room) -> None:
    """Let the others see at once that the person has gone, on whatever way they came in."""
    transaction.on_commit(partial(presence.part, room.stream, delegate.user_id), robust=True)
