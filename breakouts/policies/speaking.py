"""Who may write in a room, raise a hand, change a message and report one."""

from datetime import datetime, timedelta
from math import ceil

from django.db.models import Max

from accounts.models import User
from breakouts.models import BECAUSE_LIMIT, Message
from breakouts.policies.entering import belongs, can_stay
from breakouts.policies.standing import (
    is_host,
    mute_in,
    muted_words,
    removal_in,
    restrictions_on,
    shut,
)
from breakouts.queries import conduct_of, is_running
from breakouts.refusals import EditCode, HandCode, ReportCode, SayCode
from breakouts.rules import can_still_edit, slow_wait
from common.names import can_be_seen
from common.policy import ALLOWED, Verdict
from common.words import clock
from events.models import Room, Visit

MESSAGE_LIMIT = 2000


def can_write(user: User, room: Room, *, at: datetime) -> Verdict:
    """Whoever has entered may take part while the doors are open; hosts may without having entered.

    A page without scripts is silent between two clicks, so an entered seat or any visit to the room counts,
    not only one that is still open.

    :refuses: ``cancelled``, ``not_running``, ``not_inside`` or ``muted``
    """
    if not is_running(room, at):
        return shut(SayCode, room)
    restrictions = restrictions_on(user, room, at=at)
    is_inside = belongs(user, room, at=at) if has_entered(user, room) else is_host(user, room)
    if removal_in(restrictions) or not is_inside:
        return Verdict.refuse(SayCode.NOT_INSIDE, room=room.name)
    if mute := mute_in(restrictions):
        return Verdict.refuse(SayCode.MUTED, **muted_words(mute, room))
    return ALLOWED


def has_entered(user: User, room: Room) -> bool:
    """Whether the person has ever gone in: only hosts take part without."""
    return Visit.objects.filter(delegate__user=user, room=room).exists()


def can_speak(user: User, room: Room, *, at: datetime) -> Verdict:
    """Whoever may write may say something new; in slow mode people wait between two messages, hosts do not.

    :refuses: ``cancelled``, ``not_running``, ``not_inside``, ``muted`` or ``too_soon``
    """
    verdict = can_write(user, room, at=at)
    slow_seconds = conduct_of(room).slow_seconds
    if not verdict or not slow_seconds or is_host(user, room):
        return verdict
    last = Message.objects.filter(room=room, author=user).aggregate(sent_at=Max("sent_at"))["sent_at"]
    wait = slow_wait(last, slow_seconds, at)
    return Verdict.refuse(SayCode.TOO_SOON, **_wait_words(wait)) if wait else ALLOWED


def fits(body: str) -> Verdict:
    """A message says something, in 2,000 characters at most.

    :refuses: ``empty`` or ``too_long``
    """
    if not can_be_seen(body):
        return Verdict.refuse(SayCode.EMPTY)
    if len(body) > MESSAGE_LIMIT:
        return Verdict.refuse(SayCode.TOO_LONG, limit=MESSAGE_LIMIT, length=len(body))
    return ALLOWED


def can_edit(user: User, room: Room, message: Message | None, *, at: datetime) -> Verdict:
    """The author may change a message for five minutes, unless it was hidden meanwhile.

    :refuses: ``cancelled``, ``not_running``, ``not_inside``, ``muted``, ``no_such_message``, ``not_yours``,
        ``hidden`` or ``too_late``
    """
    verdict = can_write(user, room, at=at)
    if verdict.code:
        return Verdict.refuse(EditCode(verdict.code), **verdict.facts)
    if message is None:
        return Verdict.refuse(EditCode.NO_SUCH_MESSAGE, room=room.name)
    if message.author_id != user.pk:
        return Verdict.refuse(EditCode.NOT_YOURS)
    if message.is_hidden:
        return Verdict.refuse(EditCode.HIDDEN)
    if not can_still_edit(message.sent_at, at):
        return Verdict.refuse(EditCode.TOO_LATE, sent=clock(message.sent_at, room.session.assembly.zone))
    return ALLOWED


def can_report(user: User, room: Room, message: Message | None, *, at: datetime) -> Verdict:
    """Everybody in the room may tell its hosts of somebody else's message; the muted too.

    :refuses: ``cancelled``, ``not_running``, ``not_inside``, ``no_such_message``, ``own`` or ``hidden``
    """
    if not is_running(room, at):
        return shut(ReportCode, room)
    if not can_stay(user, room, at=at):
        return Verdict.refuse(ReportCode.NOT_INSIDE, room=room.name)
    if message is None:
        return Verdict.refuse(ReportCode.NO_SUCH_MESSAGE, room=room.name)
    if message.author_id == user.pk:
        return Verdict.refuse(ReportCode.OWN)
    return Verdict.refuse(ReportCode.HIDDEN) if message.is_hidden else ALLOWED


def reason_fits_report(because: str) -> Verdict:
    """A report needs no reason; one that is given has a length.

    :refuses: ``too_long``
    """
    if len(because) > BECAUSE_LIMIT:
        return Verdict.refuse(ReportCode.TOO_LONG, limit=BECAUSE_LIMIT, length=len(because))
    return ALLOWED


def can_raise_hand(user: User, room: Room, *, at: datetime) -> Verdict:
    """Whoever may write in the room may ask for the word there.

    :refuses: ``cancelled``, ``not_running``, ``not_inside`` or ``muted``
    """
    verdict = can_write(user, room, at=at)
    return Verdict.refuse(HandCode(verdict.code), **verdict.facts) if verdict.code else ALLOWED


def _wait_words(wait: timedelta) -> dict[str, object]:
    seconds = ceil(wait.total_seconds())
    words = "1 second" if seconds == 1 else f"{seconds} seconds"
    return {"wait": words, "retry_ms": ceil(wait.total_seconds() * 1000)}
