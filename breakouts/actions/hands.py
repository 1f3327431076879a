"""Who wants the word: hands go up, and come down by themselves or because their owner got it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from breakouts import policies
from breakouts.actions.acts import begin, record
from breakouts.actions.locks import load_room, lock_conduct, lock_delegate_of
from breakouts.actions.names import name_in
from breakouts.actions.words import end_word_of, open_word
from breakouts.models import Act, Conduct, Hand, Word
from breakouts.refusals import HandRefused
from breakouts.roundtable.queries import is_roundtable, last_word, number_of
from breakouts.roundtable.told import tell_hands
from events.models import Room


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
    tell_hands(room, actor=user, at=at)
    return hand


@transaction.atomic
def lower_hand(*, user: User, room: Room, at: datetime) -> None:
    """Take one's own hand down; safe without one."""
    # Asked before the lock, because everybody who moves or leaves comes by here.
    if _open_hand(user, room) is None:
        return
    lock_conduct(room)
    if hand := _open_hand(user, room):
        lower(hand, at=at)
        tell_hands(room, actor=user, at=at)


def fall_silent(*, user: User, room: Room, at: datetime) -> None:
    """Take down the hand of somebody who goes, and end their word; safe without either."""
    lower_hand(user=user, room=room, at=at)
    end_word_of(user, room, actor=user, at=at)


@transaction.atomic
def take_hand(*, actor: User, room: Room, person: int, seen: int | None = None, at: datetime) -> None:
    """Give somebody the word, so that their hand comes down; safe when it is down already.

    At a roundtable whoever had the word has it no more. With ``seen``, the number of the word that the page
    showed last, nothing changes if another was given meanwhile.

    :raises ConductRefused: ``cancelled``, ``not_running`` or ``not_host``.
    """
    room, conduct, at = begin(actor, room, at=at)
    if seen is not None and seen != number_of(last_word(room)):
        return
    hand = Hand.objects.filter(room=room, user=person, lowered_at=None).select_related("user").first()
    if hand is not None:
        give_word(actor, room, conduct, hand, at=at)


def give_word(actor: User, room: Room, conduct: Conduct, hand: Hand, *, at: datetime) -> Word | None:
    """Give the word to whose hand it is; at a roundtable they have it from now on."""
    lower(hand, at=at, is_taken=True)
    word = open_word(room, conduct, hand, at=at) if is_roundtable(room) else None
    tell_hands(room, actor=actor, at=at, given=hand)
    record(actor, room, Act.Verb.GAVE_WORD, about=hand.user, about_name=hand.name, at=at)
    return word


def lower(hand: Hand, *, at: datetime, is_taken: bool = False) -> None:
    """Take a hand down, under the lock of the room's conduct."""
    hand.lowered_at = at
    hand.taken_at = at if is_taken else None
    hand.save(update_fields=["lowered_at", "taken_at"])


def _open_hand(user: User, room: Room) -> Hand | None:
    return Hand.objects.filter(room=room, user=user, lowered_at=None).first()


def _had_the_word(user: User, room: Room) -> bool:
    hands = Hand.objects.filter(room__session__assembly=room.session.assembly_id, user=user)
    return hands.exclude(taken_at=None).exists()
