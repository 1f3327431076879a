"""Those who hold a seat, as an audience that organisers can write to."""

from datetime import datetime

from django.db.models import QuerySet

from breakouts.models import Seat
from events.audiences import Audience
from events.models import Delegate, Message

SEATED = "seated"


def _seated(message: Message, at: datetime) -> QuerySet[Delegate]:
    """Find whoever has taken a seat, entered or not: a seat that was not kept in time is still a choice."""
    seats = Seat.objects.of_registered()
    seats = (
        seats.filter(room=message.room_id) if message.room_id else seats.filter(session=message.session_id)
    )
    in_assembly = Delegate.objects.filter(assembly=message.assembly_id)
    return in_assembly.filter(pk__in=seats.values("delegate"))


HOLDERS = Audience(
    SEATED,
    "Those who have chosen a room of one session",
    "Those who have chosen “{message.seats}”",
    _seated,
    ("session", "room"),
)
