"""Leading a roundtable: who speaks next, for how long and in which order; and giving the word back."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from breakouts.actions.acts import begin, record
from breakouts.actions.hands import give_word, lower
from breakouts.actions.locks import load_room
from breakouts.actions.words import end_word, end_word_of, word_in
from breakouts.conduct.queries import open_hands
from breakouts.models import Act, Conduct, Hand, Word
from breakouts.refusals import ConductCode, ConductRefused
from breakouts.roundtable.queries import is_roundtable, table_of
from breakouts.roundtable.rules import SPEAKING_MINUTES
from breakouts.roundtable.told import tell_hands, tell_table
from common.words import minutes_in_words
from events.models import Room


@transaction.atomic
def give_next(*, actor: User, room: Room, seen: int | None, at: datetime) -> Word | None:
    """Move on: whoever has the word has finished, and who comes next is given it, if anybody waits.

    ``seen`` is the number of the word that the page showed last. If another was given meanwhile nothing
    changes, so that two hosts who press at once move on by one.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host`` or ``no_table``.
    """
    room, conduct, at = _begin(actor, room, at=at)
    table = table_of(room)
    if table.seen != (seen or 0):
        return table.word
    if table.hands:
        return give_word(actor, room, conduct, table.hands[0], at=at)
    if table.word:
        _take(actor, room, table.word, at=at)
    return None


@transaction.atomic
def take_word(*, actor: User, room: Room, seen: int | None, at: datetime) -> None:
    """Take the word from whoever the page showed with it; whoever was given it since keeps it. Safe twice.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host`` or ``no_table``.
    """
    room, _, at = _begin(actor, room, at=at)
    word = word_in(room)
    if word and word.pk == seen:
        _take(actor, room, word, at=at)


@transaction.atomic
def put_down_hand(*, actor: User, room: Room, person: int, at: datetime) -> None:
    """Take somebody's hand down without giving them the word; safe when it is down.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host`` or ``no_table``.
    """
    room, _, at = _begin(actor, room, at=at)
    hand = Hand.objects.filter(room=room, user=person, lowered_at=None).select_related("user").first()
    if hand is None:
        return
    lower(hand, at=at)
    tell_hands(room, actor=actor, at=at)
    record(actor, room, Act.Verb.PUT_DOWN, about=hand.user, about_name=hand.name, at=at)


@transaction.atomic
def set_speaking_order(
    *, actor: User, room: Room, minutes: int, newcomers_first: bool, at: datetime
) -> Conduct:
    """Say how long each may speak, and whether who speaks for the first time comes first.

    Whoever has the word keeps the limit that they were given. The same again changes nothing.

    :raises ConductRefused: ``cancelled``, ``not_running``, ``not_host``, ``no_table`` or
        ``speaking_minutes``.
    """
    room, conduct, at = _begin(actor, room, at=at)
    if minutes not in SPEAKING_MINUTES:
        raise ConductRefused(ConductCode.SPEAKING_MINUTES)
    if (conduct.speaking_minutes, conduct.newcomers_first) == (minutes, newcomers_first):
        return conduct
    conduct.speaking_minutes, conduct.newcomers_first = minutes, newcomers_first
    conduct.save(update_fields=["speaking_minutes", "newcomers_first"])
    if open_hands(room):
        tell_hands(room, actor=actor, at=at)
    else:
        tell_table(room, actor=actor, at=at)
    record(actor, room, Act.Verb.SET_ORDER, detail=_in_words(minutes, newcomers_first), at=at)
    return conduct


@transaction.atomic
def pass_word(*, user: User, room: Room, at: datetime) -> None:
    """Give one's own word back, having spoken or not; safe without it, and when the doors are shut."""
    end_word_of(user, load_room(room), actor=user, at=at)


def _begin(actor: User, room: Room, *, at: datetime) -> tuple[Room, Conduct, datetime]:
    room, conduct, at = begin(actor, room, at=at)
    if not is_roundtable(room):
        raise ConductRefused(ConductCode.NO_TABLE, room=room.name)
    return room, conduct, at


def _take(actor: User, room: Room, word: Word, *, at: datetime) -> None:
    end_word(word, at=at)
    tell_table(room, actor=actor, at=at)
    record(actor, room, Act.Verb.TOOK_WORD, about=word.user, about_name=word.name, at=at)


def _in_words(minutes: int, newcomers_first: bool) -> str:
    limit = f"{minutes_in_words(minutes)} each" if minutes else "no limit"
    return f"{limit}, {'people who speak for the first time first' if newcomers_first else 'as hands go up'}"
