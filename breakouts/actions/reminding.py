"""Reminding people of the room that they chose, ten minutes before it begins."""

from collections import defaultdict
from datetime import datetime, timedelta

from breakouts.models import Seat
from breakouts.notices import SOON, about_start
from events.models import Session
from notices.actions.telling import tell

BEFORE = timedelta(minutes=10)
STILL_SENSIBLE = timedelta(minutes=5)


def remind_of_rooms(*, at: datetime) -> int:
    """Tell everybody with a seat that their session begins within ten minutes; tells how many seats it saw.

    Late is better than not at all until five minutes after the start, when the seat goes to others.
    """
    soon = Session.objects.public(at).standing()
    soon = soon.filter(starts_at__lte=at + BEFORE, starts_at__gt=at - STILL_SENSIBLE)
    seats = Seat.objects.filter(session__in=soon, entered_at=None).of_registered()
    by_session: dict[Session, list[int]] = defaultdict(list)
    for seat in seats.select_related("session__assembly", "delegate"):
        by_session[seat.session].append(seat.delegate.user_id)
    for session, people in by_session.items():
        tell(
            kind=SOON,
            people=people,
            about=about_start(session),
            scope=session.assembly.slug,
            at=at,
            stale_at=session.starts_at + STILL_SENSIBLE,
        )
    return sum(map(len, by_session.values()))
