"""What networking adds to the two tables of the realtime engine: conversations."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Now

from events.models import Delegate
from networking import talk_frames
from networking.actions.conversations import edit_line, read_up_to, say
from networking.models import Conversation, Line, Member, MemberQuerySet
from networking.talk_frames import code_of
from realtime import limits
from realtime.registry import Command, Pair, StreamKind, Tally, command
from realtime.schema import Identifier, Text, Whole

LONGEST_SENT = 4000
"""More than a line may have, so that one that is a little too long is refused in words."""


def _members(pairs: Collection[Pair]) -> MemberQuerySet:
    asked = [f"{user_id} {code_of(name)}" for user_id, name in pairs]
    who = Concat(
        Cast("delegate__user", TextField()), Value(" "), "conversation__code", output_field=TextField()
    )
    # By their codes first: there is an index.
    rows = Member.objects.filter(conversation__code__in={code_of(name) for _, name in pairs})
    return rows.alias(who=who).filter(who__any_of=asked)


def _followers(pairs: Collection[Pair], at: datetime) -> Collection[Pair]:
    rows = _members(pairs).following(at).values_list("delegate__user", "conversation__code")
    return {(user_id, f"talk:{code}") for user_id, code in rows}


def _followers_count(pairs: Collection[Pair]) -> QuerySet[Member, int]:
    # The constant makes one group of all rows.
    rows = _members(pairs).following(Now()).order_by().values(all=Value(1))
    return rows.annotate(count=Count("pk")).values_list("count", flat=True)


def _who_and_where(sent: Command) -> tuple[Delegate, Conversation]:
    """Find what the action locks; the engine has just asked whether the person may follow it."""
    talk = Conversation.objects.select_related("assembly").get(code=code_of(sent.stream))
    delegate = Delegate.objects.get(assembly=talk.assembly, user=sent.user)
    delegate.user, delegate.assembly = sent.user, talk.assembly
    return delegate, talk


def _send(sent: Command) -> Mapping[str, Any]:
    author, talk = _who_and_where(sent)
    line = say(author=author, conversation=talk, body=sent.data["body"], cid=sent.data["cid"], at=sent.at)
    return {"id": line.pk}


def _edit(sent: Command) -> None:
    author, talk = _who_and_where(sent)
    number, body = sent.data["id"], sent.data["body"]
    edit_line(author=author, conversation=talk, number=number, body=body, at=sent.at)


def _seen(sent: Command) -> None:
    reader, talk = _who_and_where(sent)
    if line := Line.objects.filter(conversation=talk, pk=sent.data["id"]).first():
        line.conversation = talk
        read_up_to(reader=reader, line=line, at=sent.at)


STREAMS = (
    StreamKind(
        "talk",
        _followers,
        talk_frames.state,
        tally=Tally(talk_frames.TALK_READ, talk_frames.told_read),
        count=_followers_count,
        takes_back=True,
    ),
)
_WORDS = Text(LONGEST_SENT)
FRAMES = (
    *talk_frames.DURABLE,
    talk_frames.TALK_READ,
    command(
        "talk.send", {"cid": Identifier(), "body": _WORDS}, on="talk", action=_send, allowance=limits.CHAT
    ),
    command("talk.edit", {"id": Whole(), "body": _WORDS}, on="talk", action=_edit, allowance=limits.CHAT),
    command("talk.seen", {"id": Whole()}, on="talk", action=_seen, allowance=limits.ACT),
)
