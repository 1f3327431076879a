"""The durable frames of calls for help: to those who help, and to whoever asked.

Of a call for wellbeing nothing travels but to organisers, and there neither a name nor a word.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from breakouts.models import HELP_WORDS_LIMIT, HelpCall
from events.models import Assembly
from realtime.registry import FrameData, durable
from realtime.schema import Field, Maybe, OneOf, Text

FIELDS: Mapping[str, Field] = {
    "id": Text(36),
    "kind": OneOf(tuple(HelpCall.Kind.values)),
    "room": Text(12),
    "by": Maybe(Text(120)),
    "words": Text(HELP_WORDS_LIMIT),
    "asked_at": Text(40),
    "state": OneOf(tuple(HelpCall.State.values)),
    "claimed_by": Maybe(Text(120)),
}
HELP_CALL = durable("help.call", FIELDS)
HELP_STATE = durable(
    "help.state",
    {
        "id": Text(36),
        "kind": OneOf(tuple(map(str, HelpCall.ASKED))),
        "state": OneOf(tuple(HelpCall.State.values)),
        "by": Maybe(Text(120)),
        "answer": Text(HELP_WORDS_LIMIT),
    },
)

FRAMES = (HELP_CALL, HELP_STATE)


def help_stream(assembly: Assembly) -> str:
    """Return the name of the stream that organisers follow."""
    return f"help:{assembly.slug}"


def help_call(call: HelpCall) -> FrameData:
    """Tell those who help of a call, new or changed."""
    return HELP_CALL.frame(**told_call(call))


def help_state(call: HelpCall) -> FrameData:
    """Tell whoever asked how their call stands."""
    return HELP_STATE.frame(**told_own(call))


def told_call(call: HelpCall) -> dict[str, Any]:
    """Put a call as those who help have it. Load ``room`` with it."""
    return {
        "id": str(call.id),
        "kind": str(call.kind),
        "room": call.room.code,
        "by": None if call.is_private else call.name,
        "words": "" if call.is_private else call.words,
        "asked_at": call.asked_at.isoformat(),
        "state": str(call.state),
        "claimed_by": call.claimed_name or None,
    }


def told_own(call: HelpCall) -> dict[str, Any]:
    """Put a call as its asker's pages have it."""
    return {
        "id": str(call.id),
        "kind": str(call.kind),
        "state": str(call.state),
        "by": call.claimed_name or None,
        "answer": call.answer,
    }


def told_calls(calls: Iterable[HelpCall]) -> list[Mapping[str, Any]]:
    """Put several calls as those who help have them."""
    return [told_call(call) for call in calls]
