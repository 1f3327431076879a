"""Going in: a visit begins, and the place is taken for good."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from breakouts import policies
from breakouts.actions.absences import end_absence
from breakouts.actions.locks import load_room, lock_delegate, lock_delegate_of, lock_room
from breakouts.actions.seats import claim
from breakouts.models import Absence, Seat
from breakouts.refusals import EnterRefused
from events.actions.visits import open_visit, open_visits
from events.models import Delegate, Room, Visit


@transaction.atomic
def enter_room(*, delegate: Delegate, room: Room, at: datetime) -> Visit:
    """Open a visit, or go on with the open one; where a seat is needed, walking in takes a free one.

    :raises EnterRefused: ``not_registered``, ``cancelled``, ``not_running``, ``removed`` or ``no_seat``.
    """
    delegate, room = lock_delegate(delegate), load_room(room)
    is_new = room.needs_seat and not _sits_there(delegate, room, at)
    if is_new:
        # Only the first time: hundreds who come back after a broken line must not queue for one row. Who was
        # called away queues as well, or at the tenth minute two people would have the seat.
        room, at = lock_room(room, at=at)
    policies.can_enter_room(delegate, room, at=at).or_raise(EnterRefused)
    if is_new:
        _sit_down(delegate, room, at=at)
    end_absence(user=delegate.user, room=room, at=at)
    return open_visit(delegate=delegate, room=room, at=at)


@transaction.atomic
def come_back(*, user_ids: Collection[int], room: Room, at: datetime) -> None:
    """Open visits of people who may be in the room, all together, and take note of the seats they hold there.

    For pages that were open already: whoever has no seat where one is needed gets none, and a page left open
    by somebody who was called away does not bring them back. Six queries for all.
    """
    delegates = Delegate.objects.with_place().filter(user__in=user_ids, assembly=room.session.assembly_id)
    delegates = delegates.exclude(user__in=Absence.objects.open().filter(room=room).values("user"))
    locked = list(delegates.order_by("pk").select_for_update(no_key=True))
    if not locked:
        return
    room, at = lock_room(room, at=at)
    seats = Seat.objects.filter(delegate__in=locked, room=room).standing(at)
    seats.filter(entered_at=None).update(entered_at=at)
    open_visits(delegates=locked, room=room, at=at)


@transaction.atomic
def come_back_to(*, user: User, room: Room, at: datetime) -> None:
    """Come back from being called away; safe for somebody who is here.

    Whoever has a place enters again; hosts without one only stop being away.

    :raises EnterRefused: what ``enter_room`` refuses: after ten minutes the seat may have gone to others.
    """
    delegate = lock_delegate_of(user, room)
    if delegate and delegate.has_place:
        enter_room(delegate=delegate, room=room, at=at)
    else:
        end_absence(user=user, room=load_room(room), at=at)


def _sits_there(delegate: Delegate, room: Room, at: datetime) -> bool:
    seats = Seat.objects.filter(delegate=delegate, room=room, entered_at__isnull=False, away_at=None)
    return seats.standing(at).exists()


def _sit_down(delegate: Delegate, room: Room, *, at: datetime) -> None:
    seat = claim(delegate, room, at=at)
    if seat.entered_at is None or seat.away_at:
        seat.entered_at, seat.away_at = seat.entered_at or at, None
        seat.save(update_fields=["entered_at", "away_at"])
