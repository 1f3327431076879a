"""Being called away from a room for a while, coming back, and putting aside what was missed."""

from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import User
from breakouts.absences import durable
from breakouts.absences.queries import last_time_away, people_away
from breakouts.actions.hands import fall_silent
from breakouts.actions.locks import load_room, lock_conduct, lock_delegate_of
from breakouts.actions.names import name_in
from breakouts.models import Absence, Seat
from breakouts.policies.away import can_step_away
from breakouts.queries import conduct_of, role_of
from breakouts.refusals import AwayRefused
from breakouts.rules import away_until
from common.work import enqueue_on_commit
from events.actions.visits import close_visit
from events.models import Room
from realtime import presence, streams


@transaction.atomic
def step_away(*, user: User, room: Room, at: datetime) -> Absence:
    """Leave the room for up to ten minutes, with the seat kept; pressed twice, the first press counts.

    The visit ends here, so that minutes away are no minutes of the session, and the hand comes down.

    :raises AwayRefused: ``cancelled``, ``not_running`` or ``not_inside``.
    """
    delegate = lock_delegate_of(user, room)
    room = load_room(room)
    can_step_away(user, room, at=at).or_raise(AwayRefused)
    fall_silent(user=user, room=room, at=at)
    lock_conduct(room)
    if known := Absence.objects.open().filter(room=room, user=user).first():
        if known.is_standing(at):
            return known
        _return(known, at=known.until_at)
    absence = Absence.objects.create(
        room=room, user=user, name=name_in(user, delegate), left_at=at, until_at=away_until(at)
    )
    if delegate:
        close_visit(delegate=delegate, room=room, at=at)
        Seat.objects.filter(delegate=delegate, room=room).exclude(entered_at=None).update(away_at=at)
    transaction.on_commit(partial(presence.part, room.stream, user.pk), robust=True)
    if role_of(user, room):
        # Whoever runs the room says that they are away: nobody waits half a minute for them.
        enqueue_on_commit("breakouts.tasks.look_after_rooms")
    _tell(room, user, at=at)
    return absence


def end_absence(*, user: User, room: Room, at: datetime) -> None:
    """Note that the person has come back, or gone for good; under their lock. Safe without an absence.

    In a room that nobody has had to run, nobody was called away: entering it costs no question.
    """
    if not conduct_of(room).is_written or not Absence.objects.open().filter(room=room, user=user).exists():
        return
    lock_conduct(room)
    if absence := Absence.objects.open().filter(room=room, user=user).first():
        _return(absence, at=at)
        _tell(room, user, at=at)


@transaction.atomic
def dismiss_digest(*, user: User, room: Room, at: datetime) -> None:
    """Put aside what the person missed last; safe twice, and when they missed nothing."""
    delegate = lock_delegate_of(user, room)
    lock_conduct(room)
    time = last_time_away(user, delegate, room)
    if time is None:
        return
    written = Absence.objects.filter(room=room, user=user, left_at=time.left_at, returned_at=time.returned_at)
    if not written.update(dismissed_at=at):
        Absence.objects.create(
            room=room,
            user=user,
            name=name_in(user, delegate),
            left_at=time.left_at,
            until_at=time.returned_at,
            returned_at=time.returned_at,
            dismissed_at=at,
        )


def _return(absence: Absence, *, at: datetime) -> None:
    absence.returned_at = at
    absence.save(update_fields=["returned_at"])


def _tell(room: Room, user: User, *, at: datetime) -> None:
    streams.append(room.stream, durable.room_away(people_away(room, at)), actor=user, at=at)
