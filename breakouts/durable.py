"""The durable frames of a room: what its actions append to its stream, so that nobody misses it."""

from breakouts.models import Message
from realtime.registry import FrameData, durable
from realtime.schema import Record, Text, Whole

AUTHOR = Record({"id": Whole(), "name": Text(120), "role": Text(40)})

CHAT_MSG = durable("chat.msg", {"id": Whole(), "by": AUTHOR, "body": Text(2000, least=1)})


def chat_msg(message: Message, *, role: str) -> FrameData:
    """Tell the room what was said, by whom, and with what role they host it (empty for everybody else)."""
    by = {"id": message.author_id, "name": message.author_name, "role": role}
    return CHAT_MSG.frame(id=message.pk, by=by, body=message.body)
