"""The locks of a room, taken in one order by every action: the person, then the room."""

from datetime import datetime

from django.db.models import Max

from breakouts.models import Seat
from events.models import Delegate, Room


def lock_delegate(delegate: Delegate) -> Delegate:
    """Make everything else that this person does wait, and read the row again."""
    people = Delegate.objects.select_for_update(no_key=True, of=("self",)).select_related("user")
    return people.get(pk=delegate.pk)


def load_room(room: Room) -> Room:
    """Read the room again, with all that its policies look at."""
    return Room.objects.select_related("theme", "session__assembly").get(pk=room.pk)


def lock_room(room: Room, *, at: datetime) -> tuple[Room, datetime]:
    """Make all other claims on the room wait; return it read again, and the time by the room's own clock.

    Two people may get through here in the other order than they came. Were the earlier one judged by an
    earlier time, a seat that had lapsed for the later one would stand again, and both would get it: so time
    in a room never runs back behind its last claim.
    """
    rooms = Room.objects.select_for_update(no_key=True, of=("self",))
    room = rooms.select_related("theme", "session__assembly").get(pk=room.pk)
    last = Seat.objects.filter(room=room).aggregate(taken=Max("taken_at"), entered=Max("entered_at"))
    return room, max([at, *filter(None, last.values())])
