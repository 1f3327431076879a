"""What goes from the networking of an assembly, in the order in which it can: a closed table.

Blocks stay: they are between people and hold at every assembly. So do the counts of what went.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Model, Q

from breakouts.clearing.engine import Sweep
from events.models import Assembly, Delegate
from networking.models import (
    Contact,
    Conversation,
    Line,
    Member,
    Mute,
    NetworkingReport,
    Profile,
    SafetyAct,
    Suspension,
    Wish,
)
from realtime import streams


def _rows(model: type[Model], path: str, chosen: Q | None = None) -> Callable[[Assembly, int], int]:
    return partial(_remove, model, path, chosen or Q())


def _remove(model: type[Model], path: str, chosen: Q, assembly: Assembly, most: int) -> int:
    rows: Any = model._default_manager.filter(chosen, **{path: assembly})
    keys = list(rows.order_by().values_list("pk", flat=True)[:most])
    if keys:
        model._default_manager.filter(pk__in=keys).delete()
    return len(keys)


def _frames(assembly: Assembly, most: int) -> int:
    return streams.truncate(streams_of(assembly), most=most)


def streams_of(assembly: Assembly) -> list[str]:
    """Name the streams on which something travelled that is not kept: of talks, and of each delegate."""
    talks = [each.stream for each in Conversation.objects.filter(assembly=assembly)]
    delegates = [each.stream for each in Delegate.objects.filter(assembly=assembly)]
    return [*talks, *delegates]


_EMPTY = Q(lines=None, members=None)

SWEEPS = (
    # First: whatever else goes, no client is sent it again from here.
    Sweep("frames", "frame sent to pages", "frames sent to pages", _frames),
    Sweep("reports", "report", "reports", _rows(NetworkingReport, "about__assembly")),
    Sweep("acts", "act in the log", "acts in the log", _rows(SafetyAct, "assembly")),
    Sweep("suspensions", "suspension", "suspensions", _rows(Suspension, "delegate__assembly")),
    Sweep("lines", "message", "messages", _rows(Line, "conversation__assembly")),
    Sweep("members", "part in a conversation", "parts in conversations", _rows(Member, "delegate__assembly")),
    Sweep("conversations", "conversation", "conversations", _rows(Conversation, "assembly", _EMPTY)),
    Sweep("contacts", "request or contact", "requests and contacts", _rows(Contact, "asker__assembly")),
    Sweep("wishes", "wish to meet again", "wishes to meet again", _rows(Wish, "by__assembly")),
    Sweep("mutes", "muted person", "muted people", _rows(Mute, "by__assembly")),
    Sweep("profiles", "profile", "profiles", _rows(Profile, "delegate__assembly")),
)
