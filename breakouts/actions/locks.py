"""The locks of a room, in one order for every action: person, room, its conduct, message or poll, streams.

Of streams the room's comes before that of its staff. A person's own is written under the lock of the person,
so it may come anywhere.
"""

from datetime import datetime

from django.db.models import Max

from accounts.models import User
from breakouts.models import Conduct, Message, Poll, Seat, Wait
from events.models import Delegate, Room

_OF_A_ROOM = ("theme", "session__assembly", "conduct")


def lock_delegate(delegate: Delegate) -> Delegate:
    """Make everything else that this person does wait, and read the row again."""
    people = Delegate.objects.select_for_update(no_key=True, of=("self",)).select_related("user")
    return people.get(pk=delegate.pk)


def lock_delegate_of(user: User, room: Room) -> Delegate | None:
    """Find the person's row at the room's assembly, whatever it is worth, and make others wait for it."""
    people = Delegate.objects.select_for_update(no_key=True, of=("self",)).select_related("user")
    return people.filter(user=user, assembly=room.session.assembly_id).first()


def load_room(room: Room) -> Room:
    """Read the room again, with all that its policies look at."""
    return Room.objects.select_related(*_OF_A_ROOM).get(pk=room.pk)


def lock_room(room: Room, *, at: datetime) -> tuple[Room, datetime]:
    """Make all other claims on the room wait; return it read again, and the time by the room's own clock.

    Two people may get through here in the other order than they came. Were the earlier one judged by an
    earlier time, a seat that had lapsed for the later one would stand again, and both would get it: so time
    in a room never runs back behind its last claim, wait or offer.
    """
    rooms = Room.objects.select_for_update(no_key=True, of=("self",))
    room = rooms.select_related(*_OF_A_ROOM).get(pk=room.pk)
    last = Seat.objects.filter(room=room).aggregate(taken=Max("taken_at"), entered=Max("entered_at"))
    turn = Wait.objects.filter(room=room).aggregate(joined=Max("joined_at"), offered=Max("offered_at"))
    return room, max([at, *filter(None, (*last.values(), *turn.values()))])


def lock_conduct(room: Room) -> Conduct:
    """Make everybody else wait who changes how the room is run or who wants the word there.

    It is not the room's own row, so that a busy queue of hands holds up nobody who takes a place.
    """
    conduct, _ = Conduct.objects.select_for_update(no_key=True).get_or_create(room=room)
    room.conduct = conduct
    conduct.room = room
    return conduct


def lock_message(number: int, room: Room) -> Message | None:
    """Make others wait for a message of the room; none if there is no such message in it."""
    return Message.objects.select_for_update(no_key=True).filter(pk=number, room=room).first()


def lock_poll(number: int, room: Room) -> Poll | None:
    """Make others wait for a poll of the room; none if there is no such poll in it."""
    return Poll.objects.select_for_update(no_key=True).filter(pk=number, room=room).first()
