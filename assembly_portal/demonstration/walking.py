"""Fictional people walk into their rooms when it is time: nobody else does it for them."""

from datetime import datetime, timedelta

from django.db.models import F

from assembly_portal.demonstration.people import emails
from breakouts.models import Seat
from events.models import Demonstration, Session

FIRST, MOST = 5, 105
"""After how many seconds the first comes, and within how many all do: long before a seat goes to others."""


def let_them_in(*, at: datetime) -> int:
    """Note who of them has come into a room that runs; tells how many. Safe twice, and where nobody plays.

    Until then they have not come, and are told that their room begins. A worker that was down for longer
    than a seat is kept brings nobody back to it.
    """
    demonstration = Demonstration.objects.filter(is_replayed=True).first()
    if demonstration is None:
        return 0
    running = Session.objects.public(at).running_at(at).filter(assembly=demonstration.assembly_id)
    # Whoever chose a room while it ran sits at a screen of their own.
    chosen = Seat.objects.standing(at).filter(taken_at__lt=F("session__starts_at"), entered_at=None)
    ahead = chosen.filter(session__in=running)
    seats = ahead.filter(delegate__user__email__in=emails()).select_related("session")
    come = [seat for seat in seats if _comes_at(seat) <= at]
    for seat in come:
        seat.entered_at = _comes_at(seat)
    Seat.objects.bulk_update(come, ["entered_at"], batch_size=500)
    return len(come)


def _comes_at(seat: Seat) -> datetime:
    """Spread them, each at an instant of their own that stays the same."""
    return seat.session.starts_at + timedelta(seconds=FIRST + seat.pk * 37 % MOST)
