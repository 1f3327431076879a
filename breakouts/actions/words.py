"""Giving and ending the word at a roundtable, under the lock of the room's conduct."""

from datetime import datetime

from accounts.models import User
from breakouts.actions.locks import lock_conduct
from breakouts.models import Conduct, Hand, Word
from breakouts.roundtable.queries import is_roundtable
from breakouts.roundtable.rules import speaks_until
from breakouts.roundtable.told import tell_table
from events.models import Room


def open_word(room: Room, conduct: Conduct, hand: Hand, *, at: datetime) -> Word:
    """Give the word to whose hand it is, and take it from whoever has it."""
    if word := word_in(room):
        end_word(word, at=at)
    return Word.objects.create(
        room=room,
        user=hand.user,
        name=hand.name,
        is_first=hand.is_first,
        given_at=at,
        ends_at=speaks_until(at, conduct.speaking_minutes),
    )


def word_in(room: Room, user: User | None = None) -> Word | None:
    """Return who has the word in the room, or this person if it is they."""
    words = Word.objects.filter(room=room, ended_at=None)
    return (words.filter(user=user) if user else words).first()


def end_word(word: Word, *, at: datetime) -> None:
    """Note that somebody has finished."""
    word.ended_at = at
    word.save(update_fields=["ended_at"])


def end_word_of(user: User, room: Room, *, actor: User, at: datetime) -> None:
    """End the word of somebody who goes, is muted or has finished; safe without it. Load ``session``."""
    # Asked before the lock, because everybody who moves or leaves comes by here.
    if not is_roundtable(room) or word_in(room, user) is None:
        return
    lock_conduct(room)
    if word := word_in(room, user):
        end_word(word, at=at)
        tell_table(room, actor=actor, at=at)
