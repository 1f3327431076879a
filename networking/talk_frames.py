"""The durable frames of conversations, and the state of one, made of the same parts.

A text that its author removed or an organiser hid stands in no frame any more: ``take_back`` empties those
that told it, and the stream is declared so that nobody is sent an older reading.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from networking.models import LINE_LIMIT, MOST_MEMBERS, Conversation, Line, Member
from realtime import streams
from realtime.registry import FrameData, durable, replaceable
from realtime.schema import ListOf, Maybe, OneOf, Record, Text, Whole

LATEST = 50
_PERSON = Record({"id": Text(40), "name": Text(120)})
_BODY = Maybe(Text(LINE_LIMIT, least=1))

TALK_MSG = durable("talk.msg", {"id": Whole(), "by": _PERSON, "body": _BODY})
TALK_EDIT = durable("talk.edit", {"id": Whole(), "body": _BODY})
TALK_GONE = durable("talk.gone", {"id": Whole(), "why": OneOf(("removed", "hidden"))})
TALK_PEOPLE = durable("talk.people", {"people": ListOf(_PERSON, MOST_MEMBERS)})
TALK_READ = replaceable(
    "talk.read",
    {"read": ListOf(Record({"id": Text(40), "up_to": Text(40), "at": Text(40)}), 2)},
)
DURABLE = (TALK_MSG, TALK_EDIT, TALK_GONE, TALK_PEOPLE)


def talk_msg(line: Line) -> FrameData:
    """Tell what was said, and by whom. Load the author's profile with it."""
    return TALK_MSG.frame(**told_line(line))


def talk_edit(line: Line) -> FrameData:
    """Tell what a line says now."""
    return TALK_EDIT.frame(id=line.pk, body=line.body)


def talk_people(conversation: Conversation, at: datetime) -> FrameData:
    """Tell who is in the group now."""
    return TALK_PEOPLE.frame(people=told_people(conversation, at))


def say_anew(line: Line, *, actor: User, at: datetime) -> None:
    """Put what a line says now in place of what frames told of it before, and tell it."""
    stream = line.conversation.stream
    streams.blank(stream, having={"id": line.pk}, fields={"body": line.body})
    streams.append(stream, talk_edit(line), actor=actor, at=at)


def take_back(line: Line, *, at: datetime) -> None:
    """Empty every frame that told what a line said, and tell that it is gone."""
    stream = line.conversation.stream
    streams.blank(stream, having={"id": line.pk}, fields={"body": None})
    streams.append(stream, TALK_GONE.frame(id=line.pk, why=line.gone), at=at)


def told_line(line: Line) -> dict[str, Any]:
    """Put a line as frames have it; without its words once it is gone."""
    by = {"id": line.author.profile.code, "name": line.author.name}
    return {"id": line.pk, "by": by, "body": line.shown}


def told_people(conversation: Conversation, at: datetime) -> list[Mapping[str, str]]:
    """Put those who are in it and take part as frames have them."""
    members = Member.objects.taking_part(at).filter(conversation=conversation, state=Member.State.IN)
    names = members.values_list("delegate__profile__code", "delegate__name")
    return [{"id": code, "name": name} for code, name in names]


def state(name: str, at: datetime) -> Mapping[str, Any]:
    """Tell how a conversation stands: the last lines, oldest first, who is in it, who read how far."""
    conversation = Conversation.objects.get(code=code_of(name))
    lines = Line.objects.filter(conversation=conversation).with_authors().order_by("-sent_at")[:LATEST]
    return {
        "messages": [_told_whole(line) for line in reversed(lines)],
        "people": told_people(conversation, at),
        **told_read([name], at)[name],
    }


def told_read(names: Collection[str], at: datetime) -> Mapping[str, Mapping[str, Any]]:
    """Tell of conversations of two how far each has read, and when; of groups nothing."""
    codes = {code_of(name): name for name in names}
    read: dict[str, dict[str, Any]] = {name: {"read": []} for name in names}
    members = Member.objects.filter(
        conversation__code__in=codes, conversation__kind=Conversation.Kind.PAIR, looked_at__isnull=False
    )
    rows = members.values_list("conversation__code", "delegate__profile__code", "read_at", "looked_at")
    for code, person, up_to, looked_at in rows:
        read[codes[code]]["read"].append({"id": person, "up_to": _told(up_to), "at": _told(looked_at)})
    return read


def code_of(name: str) -> str:
    """Return the code of the conversation of a stream."""
    return name.partition(":")[2]


def _told(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _told_whole(line: Line) -> dict[str, Any]:
    return {
        **told_line(line),
        "at": line.sent_at.isoformat(),
        "cid": str(line.cid),
        "is_edited": line.edited_at is not None,
        "gone": line.gone,
    }
