"""Waiting for a full room: joining the line and leaving it, and places offered in order."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from breakouts import policies
from breakouts.actions.locks import load_room, lock_delegate, lock_room
from breakouts.actions.seats import claim, end_wait, tell_wait
from breakouts.lobby import lobby_changed
from breakouts.models import Wait
from breakouts.offers import answer_by, is_given_outright
from breakouts.queries import used_in
from breakouts.refusals import SeatRefused
from breakouts.turns import tell_given, tell_offered
from events.models import Delegate, Room


@transaction.atomic
def join_line(*, delegate: Delegate, room: Room, at: datetime) -> Wait:
    """Wait for a full room, in place of any other of the session; a seat elsewhere is kept meanwhile.

    Who stands in this line or has an offer keeps it: safe to call twice. Who did not answer an offer in time
    joins again at the end.

    :raises SeatRefused: ``not_full``, or why the room could not be chosen: ``cancelled``, ``locked``,
        ``not_open``, ``over``, ``removed`` or ``not_registered``.
    """
    delegate = lock_delegate(delegate)
    room, at = lock_room(room, at=at)
    mine = Wait.objects.filter(delegate=delegate, room=room).standing(at).first()
    if mine:
        return mine
    policies.can_wait(delegate, room, at=at).or_raise(SeatRefused)
    end_wait(Wait.objects.filter(delegate=delegate, session=room.session_id), at=at)
    wait = Wait.objects.create(delegate=delegate, session=room.session, room=room, joined_at=at)
    tell_wait(delegate, room.session, wait, at=at)
    lobby_changed(room)
    return wait


@transaction.atomic
def leave_line(*, delegate: Delegate, room: Room, at: datetime) -> None:
    """Wait no longer, or let a place go that was offered: it is offered to the next. Safe without either."""
    delegate = lock_delegate(delegate)
    room = load_room(room)
    if end_wait(Wait.objects.filter(delegate=delegate, room=room), at=at):
        tell_wait(delegate, room.session, None, at=at)


def offer_seats(*, room: Room, at: datetime) -> int:
    """Offer the places that are free to those in line, in their order; tells how many got one.

    Each is a step of its own: two workers at once, or somebody who leaves meanwhile, change nothing about the
    order. Asks two questions where nothing is free, and locks nobody.
    """
    room = load_room(room)
    if not policies.can_offer(room, at=at) or used_in([room], at)[room.pk].free(room) == 0:
        return 0
    offered_count = 0
    for wait in Wait.objects.filter(room=room).in_line(at).select_related("delegate"):
        outcome = _offer(wait, room, at=at)
        if outcome is None:
            break
        offered_count += outcome
    return offered_count


def settle_lines(*, delegate: Delegate, at: datetime) -> int:
    """Offer what is free in the rooms that this person waits for, for the pages that they look at.

    So nobody misses a turn because no worker runs. Tells how many got a place.
    """
    waits = Wait.objects.filter(delegate=delegate).in_line(at).select_related("room")
    return offer_due_seats(rooms=[wait.room for wait in waits], at=at)


def offer_due_seats(*, rooms: Iterable[Room], at: datetime) -> int:
    """Offer what is free in many rooms: what nobody enqueued, because time or another app freed it."""
    return sum(offer_seats(room=room, at=at) for room in rooms)


@transaction.atomic
def _offer(wait: Wait, room: Room, *, at: datetime) -> bool | None:
    """Offer a place to one person in line; false when they are not there any more, none when it is full."""
    delegate = lock_delegate(wait.delegate)
    room, at = lock_room(room, at=at)
    standing = Wait.objects.filter(pk=wait.pk).in_line(at).first()
    if standing is None:
        return False  # another worker was quicker, or they have left
    if not policies.can_offer(room, at=at) or used_in([room], at)[room.pk].free(room) == 0:
        return None
    session = room.session
    elsewhere = policies.seat_in_session(delegate, room, at=at)
    if is_given_outright(at, session.starts_at, has_other_seat=elsewhere is not None):
        claim(delegate, room, at=at)
        tell_given(delegate, room, at=at)
        return True
    standing.room, standing.offered_at = room, at
    standing.offer_expires_at = until = answer_by(at, session.starts_at, session.ends_at)
    standing.save(update_fields=["offered_at", "offer_expires_at"])
    tell_offered(delegate, room, until=until, at=at)
    tell_wait(delegate, session, standing, at=at)
    lobby_changed(room)
    return True
