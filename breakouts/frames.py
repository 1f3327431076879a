"""What rooms add to the two tables of the realtime engine: who may follow what, and who may send what."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from breakouts import conduct_frames, durable, policies
from breakouts.actions import enter_room, say
from breakouts.conduct_frames import conduct_state, restrictions_state
from breakouts.models import Message, Seat
from breakouts.queries import allowed_inside, latest_messages, role_of
from breakouts.refusals import EnterRefused
from events.actions.visits import GAP, touch_visits
from events.models import Delegate, Room, Visit
from realtime import limits
from realtime.registry import Command, Presence, StreamKind, command
from realtime.schema import Identifier, Text

LONGEST_SENT = 4000
"""More than a message may have, so that one that is a little too long is refused in words."""


def find_room(name: str) -> Room | None:
    """Return the room of a stream."""
    return conduct_frames.find_room(name)


def _may_be_in(user: User, name: str, at: datetime) -> bool:
    room = find_room(name)
    return room is not None and policies.can_stay(user, room, at=at)


def _may_still_be_in(pairs: Collection[tuple[int, str]], at: datetime) -> Collection[tuple[int, str]]:
    asked: dict[str, set[int]] = {}
    for user_id, name in pairs:
        asked.setdefault(name.partition(":")[2], set()).add(user_id)
    return {(user_id, f"room:{code}") for user_id, code in allowed_inside(asked, at)}


def _room_state(user: User, name: str, at: datetime) -> Mapping[str, Any]:
    room = Room.objects.select_related("session", "conduct").get(code=name.partition(":")[2])
    messages, _ = latest_messages(room)
    return {"messages": [_told(message) for message in messages], **conduct_state(room, at)}


def _told(message: Message) -> Mapping[str, Any]:
    frame = durable.chat_msg(message, role=message.author_role)
    return {
        **frame.payload,
        "body": None if message.is_hidden else message.body,
        "at": message.sent_at.isoformat(),
        "cid": str(message.cid),
        "is_edited": message.is_edited,
    }


def _badge(user: User, name: str, at: datetime) -> Mapping[str, Any]:
    room = Room.objects.select_related("session").get(code=name.partition(":")[2])
    delegate = policies.delegate_of(user, room)
    return {
        "id": str(user.pk),
        "name": delegate.name if delegate else str(user),
        "pronouns": delegate.pronouns if delegate else user.pronouns,
        "role": role_of(user, room),
    }


def _arrived(user: User, name: str, at: datetime) -> None:
    if room := find_room(name):
        _come_in([user.pk], room, at)


def _touched(user_ids: Collection[int], name: str, at: datetime) -> None:
    """Move the visits on, and open one for who is here without: Valkey or the database was away for long."""
    room = find_room(name)
    if room is None:
        return
    touch_visits(room=room, users=user_ids, at=at)
    if policies.is_running(room, at):
        seen = Visit.objects.filter(room=room, ended_at=None, last_seen_at__gt=at - GAP)
        _come_in(set(user_ids) - set(seen.values_list("delegate__user", flat=True)), room, at)


def _left(user_id: int, name: str, at: datetime) -> None:
    """Note when the last connection went. The clock ends the visit, unless they are back in 45 seconds."""
    if room := find_room(name):
        touch_visits(room=room, users=[user_id], at=at)


def _come_in(user_ids: Collection[int], room: Room, at: datetime) -> None:
    """Open visits of those who may stay. Nobody gets a seat by this: a page left open must not take one."""
    arriving = Delegate.objects.filter(user__in=user_ids, assembly=room.session.assembly_id)
    for delegate in arriving.with_place().select_related("user"):
        if policies.can_stay(delegate.user, room, at=at):
            try:
                enter_room(delegate=delegate, room=room, at=at)
            except EnterRefused:
                continue


def _send(sent: Command) -> Mapping[str, Any]:
    room = find_room(sent.stream)
    assert room is not None, "the engine has just asked whether it may be followed"
    message = say(author=sent.user, room=room, body=sent.data["body"], cid=sent.data["cid"], at=sent.at)
    return {"id": message.pk}


def _is_own(user: User, name: str, at: datetime) -> bool:
    return Delegate.objects.filter(reference=name.partition(":")[2], user=user).exists()


def _own_seats(user: User, name: str, at: datetime) -> Mapping[str, Any]:
    seats = Seat.objects.filter(delegate__reference=name.partition(":")[2]).standing(at)
    return {"seats": dict(seats.values_list("session__code", "room__code")), **restrictions_state(user, at)}


STREAMS = (
    StreamKind(
        "room", _may_be_in, _room_state, Presence(_badge, _arrived, _touched, _left), _may_still_be_in
    ),
    StreamKind("delegate", _is_own, _own_seats),
    conduct_frames.STAFF,
)
FRAMES = (
    *durable.FRAMES,
    *conduct_frames.FRAMES,
    command(
        "chat.send",
        {"cid": Identifier(), "body": Text(LONGEST_SENT)},
        on="room",
        action=_send,
        allowance=limits.CHAT,
    ),
)
