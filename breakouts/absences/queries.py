"""Reads about who was called away, and which time somebody missed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from accounts.models import User
from breakouts.models import Absence, Hand, Message, Question
from breakouts.queries import conduct_of
from breakouts.rules import is_missed
from events.actions.visits import GAP
from events.models import Delegate, Room, Visit

AWAY_SHOWN = 2000


@dataclass(frozen=True)
class TimeAway:
    """From when until when somebody was not in a room, and whether they have put its digest aside."""

    left_at: datetime
    returned_at: datetime
    is_dismissed: bool = False


def people_away(room: Room, at: datetime) -> list[Absence]:
    """Return who is called away and expected back, who left first standing first."""
    return list(Absence.objects.standing(at).filter(room=room)[:AWAY_SHOWN])


def absence_of(user: User, room: Room) -> Absence | None:
    """Return the absence from which the person has not come back; no query where nobody was called away."""
    if not conduct_of(room).is_written:
        return None
    return Absence.objects.open().filter(room=room, user=user).first()


def last_time_away(user: User, delegate: Delegate | None, room: Room) -> TimeAway | None:
    """Return the last time that the person was called away, or was lost for more than two minutes.

    Two queries: their last absence that is written, and their last two visits; after a gap one more for each
    sort of thing that they may have sent in it.
    """
    gap = _gap_of(delegate, room) if delegate else None
    called = Absence.objects.filter(room=room, user=user, returned_at__isnull=False)
    last = called.order_by("-returned_at", "-pk").first() if conduct_of(room).is_written else None
    if last and last.returned_at and (gap is None or gap.returned_at <= last.returned_at):
        return TimeAway(last.left_at, last.returned_at, last.dismissed_at is not None)
    return gap


def _gap_of(delegate: Delegate, room: Room) -> TimeAway | None:
    visits = list(Visit.objects.filter(delegate=delegate, room=room).order_by("-started_at", "-pk")[:2])
    if len(visits) < 2 or visits[1].ended_at is None:
        return None
    returned_at, before, ended_at = visits[0].started_at, visits[1], visits[1].ended_at
    # Without scripts a page is silent between two clicks: only a line keeps up a visit, and can be lost.
    if ended_at - before.started_at < GAP:
        return None
    # What was before the session nobody missed.
    left_at = max(ended_at, room.session.starts_at)
    if is_missed(left_at, returned_at):
        left_at = max([left_at, *_sent(delegate.user_id, room, left_at, returned_at)])
    return TimeAway(left_at, returned_at) if is_missed(left_at, returned_at) else None


def _sent(user_id: int, room: Room, since_at: datetime, until_at: datetime) -> list[datetime]:
    """Return when the person last sent something in between: whoever sends is there.

    An anonymous question does not count, because what is put aside is written with its times.
    """
    said = Message.objects.filter(room=room, author=user_id, sent_at__range=(since_at, until_at))
    asked = Question.objects.filter(room=room, asker=user_id, asked_at__range=(since_at, until_at))
    raised = Hand.objects.filter(room=room, user=user_id, raised_at__range=(since_at, until_at))
    times = [
        said.aggregate(at=Max("sent_at"))["at"],
        asked.aggregate(at=Max("asked_at"))["at"],
        raised.aggregate(at=Max("raised_at"))["at"],
    ]
    return [at for at in times if at]
