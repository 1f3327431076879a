"""Who wants the word: hands go up, and come down by themselves or because their owner got it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from breakouts import durable, policies
from breakouts.actions.acts import begin, record
from breakouts.actions.locks import load_room, lock_conduct, lock_delegate_of
from breakouts.actions.names import name_in
from breakouts.conduct_queries import open_hands
from breakouts.models import Act, Hand
from breakouts.refusals import HandRefused
from events.models import Room
from realtime import streams


@transaction.atomic
def raise_hand(*, user: User, room: Room, at: datetime) -> Hand:
    """Join the queue of those who want the word; a hand that is up stays where it is.

    :raises HandRefused: ``cancelled``, ``not_running``, ``not_inside`` or ``muted``.
    """
    delegate = lock_delegate_of(user, room)
    room = load_room(room)
    lock_conduct(room)
    policies.can_raise_hand(user, room, at=at).or_raise(HandRefused)
    if known := _open_hand(user, room):
        return known
    hand = Hand.objects.create(
        room=room,
        user=user,
        name=name_in(user, delegate),
        is_first=not _had_the_word(user, room),
        raised_at=at,
    )
    _tell(room, actor=user, at=at)
    return hand


@transaction.atomic
def lower_hand(*, user: User, room: Room, at: datetime) -> None:
    """Take one's own hand down; safe without one."""
    # Asked before the lock, because everybody who moves or leaves comes by here.
    if _open_hand(user, room) is None:
        return
    lock_conduct(room)
    if hand := _open_hand(user, room):
        _lower(hand, at=at)
        _tell(room, actor=user, at=at)


@transaction.atomic
def take_hand(*, actor: User, room: Room, person: int, at: datetime) -> None:
    """Give somebody the word, so that their hand comes down; safe when it is down already.

    :raises ConductRefused: ``cancelled``, ``not_running`` or ``not_host``.
    """
    room, _, at = begin(actor, room, at=at)
    hand = Hand.objects.filter(room=room, user=person, lowered_at=None).select_related("user").first()
    if hand is None:
        return
    _lower(hand, at=at, is_taken=True)
    _tell(room, actor=actor, at=at, given=hand)
    record(actor, room, Act.Verb.GAVE_WORD, about=hand.user, about_name=hand.name, at=at)


def _open_hand(user: User, room: Room) -> Hand | None:
    return Hand.objects.filter(room=room, user=user, lowered_at=None).first()


def _had_the_word(user: User, room: Room) -> bool:
    hands = Hand.objects.filter(room__session__assembly=room.session.assembly_id, user=user)
    return hands.exclude(taken_at=None).exists()


def _lower(hand: Hand, *, at: datetime, is_taken: bool = False) -> None:
    hand.lowered_at = at
    hand.taken_at = at if is_taken else None
    hand.save(update_fields=["lowered_at", "taken_at"])


def _tell(room: Room, *, actor: User, at: datetime, given: Hand | None = None) -> None:
    streams.append(room.stream, durable.hand_queue(open_hands(room), given), actor=actor, at=at)
