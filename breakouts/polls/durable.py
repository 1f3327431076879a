"""The durable frames of a room's polls, on a stream of their own; drafts travel on that of the staff.

No frame says who answered what, and none says a count before the result is revealed, or one that would tell.
"""

from collections.abc import Mapping
from typing import Any

from breakouts.models import MOST_OPTIONS, OPTION_LIMIT, POLL_LIMIT, Poll
from events.models import Room
from realtime.registry import FrameData, durable
from realtime.schema import Field, Flag, ListOf, Maybe, Record, Text, Whole

SUFFIX = ".polls"
FIELDS: Mapping[str, Field] = {
    "id": Whole(),
    "question": Text(POLL_LIMIT, least=1),
    "options": ListOf(Text(OPTION_LIMIT, least=1), MOST_OPTIONS),
    "is_multiple": Flag(),
}
TOLD = ListOf(Record({"least": Whole(), "most": Maybe(Whole())}), MOST_OPTIONS)

POLL_OPEN = durable("poll.open", FIELDS)
POLL_CLOSE = durable("poll.close", {"id": Whole()})
POLL_RESULT = durable("poll.result", {"id": Whole(), "voters": Maybe(Whole()), "told": TOLD})
POLL_DRAFT = durable("poll.draft", FIELDS)
POLL_GONE = durable("poll.gone", {"id": Whole()})

FRAMES = (POLL_OPEN, POLL_CLOSE, POLL_RESULT, POLL_DRAFT, POLL_GONE)


def polls_stream(room: Room) -> str:
    """Return the name of the stream of a room's polls."""
    return f"{room.stream}{SUFFIX}"


def poll_open(poll: Poll) -> FrameData:
    """Tell the room that a poll can be answered."""
    return POLL_OPEN.frame(**told_draft(poll))


def poll_close(poll: Poll) -> FrameData:
    """Tell the room that it is answered no more."""
    return POLL_CLOSE.frame(id=poll.pk)


def poll_result(poll: Poll) -> FrameData:
    """Tell the room what may be told of its result."""
    assert poll.result is not None, "the database demands it of what is revealed"
    return POLL_RESULT.frame(id=poll.pk, **poll.result)


def poll_draft(poll: Poll) -> FrameData:
    """Tell those who run the room that a poll waits to be opened."""
    return POLL_DRAFT.frame(**told_draft(poll))


def poll_gone(poll: Poll) -> FrameData:
    """Tell those who run the room that a draft is none any more: opened or taken back."""
    return POLL_GONE.frame(id=poll.pk)


def told_draft(poll: Poll) -> dict[str, Any]:
    """Put a poll's words as frames and states have them."""
    return {
        "id": poll.pk,
        "question": poll.question,
        "options": list(poll.options),
        "is_multiple": poll.is_multiple,
    }


def told_poll(poll: Poll) -> dict[str, Any]:
    """Put a poll that everybody sees as the state has it."""
    return {**told_draft(poll), "state": str(poll.state), "result": poll.result}
