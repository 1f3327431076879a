"""What calls for help add to the tables of the realtime engine: the organisers' stream, and asking."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from breakouts import actions, followers
from breakouts.help import durable
from breakouts.models import HelpCall
from breakouts.queries import organisers_among
from events.models import Assembly
from realtime import limits
from realtime.registry import Command, Pair, StreamKind, command
from realtime.schema import Maybe, OneOf, Text


def _organisers(pairs: Collection[Pair], at: datetime) -> Collection[Pair]:
    slugs = {_slug(name) for _, name in pairs}
    known = set(Assembly.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    helping = organisers_among({user_id for user_id, _ in pairs})
    return {pair for pair in pairs if pair[0] in helping and _slug(pair[1]) in known}


def _queue_state(name: str, at: datetime) -> Mapping[str, Any]:
    calls = HelpCall.objects.open().filter(room__session__assembly__slug=_slug(name)).select_related("room")
    return {"help": durable.told_calls(calls)}


def own_help(reference: str) -> dict[str, Any]:
    """Return the open calls of a delegate that may show on any page of theirs."""
    calls = HelpCall.objects.open().not_private().filter(user__delegates__reference=reference)
    return {"help": [durable.told_own(call) for call in calls]}


def _slug(name: str) -> str:
    return name.partition(":")[2]


def _ask(sent: Command) -> Mapping[str, Any]:
    call = actions.ask_for_help(
        user=sent.user,
        room=followers.room_of(sent.stream),
        kind=sent.data["kind"],
        words=sent.data["words"] or "",
        at=sent.at,
    )
    return {"id": str(call.id)}


QUEUE = StreamKind("help", _organisers, _queue_state)
FRAMES = (
    *durable.FRAMES,
    command(
        "help.ask",
        # More than may be said, so that what is a little too long is refused in words.
        {"kind": OneOf(tuple(map(str, HelpCall.ASKED))), "words": Maybe(Text(1000))},
        on="room",
        action=_ask,
        allowance=limits.HELP,
    ),
)
