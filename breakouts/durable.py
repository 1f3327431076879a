"""The durable frames that the actions of this app append, so that nobody misses what they tell."""

from breakouts.models import Message
from events.models import Room, Session
from realtime.registry import FrameData, durable
from realtime.schema import Maybe, Record, Text, Whole

AUTHOR = Record({"id": Text(40), "name": Text(120), "role": Text(40)})

SEAT_MOVED = durable("seat.moved", {"session": Text(12), "room": Maybe(Text(12))})
CHAT_MSG = durable("chat.msg", {"id": Whole(), "by": AUTHOR, "body": Text(2000, least=1)})


def seat_moved(session: Session, room: Room | None) -> FrameData:
    """Tell a delegate's other pages in which room of the session their seat is now; none when given up."""
    return SEAT_MOVED.frame(session=session.code, room=room.code if room else None)


def chat_msg(message: Message, *, role: str) -> FrameData:
    """Tell the room what was said, by whom, and with what role they host it (empty for everybody else)."""
    by = {"id": str(message.author_id), "name": message.author_name, "role": role}
    return CHAT_MSG.frame(id=message.pk, by=by, body=message.body)
