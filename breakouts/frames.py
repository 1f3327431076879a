"""What rooms add to the two tables of the realtime engine: who may follow what, and who may send what."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count

from breakouts import durable, reaction_frames, room_counts
from breakouts.absences import durable as durable_absences
from breakouts.actions import come_back, note_hosts_left, say
from breakouts.conduct import frames as conduct_frames
from breakouts.conduct.frames import conduct_state, restrictions_state
from breakouts.deputies import frames as deputy_frames
from breakouts.headcounts import choosers_count, inside_count, owners_count
from breakouts.help import frames as help_frames
from breakouts.lobby import LOBBY_COUNTS, lobby_changed, lobby_counts, lobby_state, may_choose
from breakouts.models import Message, Seat, Wait
from breakouts.notes import frames as note_frames
from breakouts.polls import frames as poll_frames
from breakouts.queries import allowed_inside, badges_in, is_running, latest_messages
from breakouts.questions import frames as question_frames
from breakouts.roundtable import frames as table_frames
from events.actions.visits import GAP, touch_visits
from events.models import Delegate, Room, Visit
from realtime import limits
from realtime.registry import Command, Pair, Presence, StreamKind, Tally, command
from realtime.schema import Identifier, Text

LONGEST_SENT = 4000
"""More than a message may have, so that one that is a little too long is refused in words."""


def find_room(name: str) -> Room | None:
    """Return the room of a stream."""
    return conduct_frames.find_room(name)


def _followers(pairs: Collection[Pair], at: datetime) -> Collection[Pair]:
    allowed = allowed_inside(_by_code(pairs), at)
    return {(user_id, f"room:{code}") for code, user_ids in allowed.items() for user_id in user_ids}


def _by_code(pairs: Collection[Pair]) -> dict[str, set[int]]:
    asked: dict[str, set[int]] = {}
    for user_id, name in pairs:
        asked.setdefault(name.partition(":")[2], set()).add(user_id)
    return asked


def _room_state(name: str, at: datetime) -> Mapping[str, Any]:
    room = Room.objects.select_related("session", "conduct", "source").get(code=name.partition(":")[2])
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


def _badges(pairs: Collection[Pair], at: datetime) -> Mapping[Pair, Mapping[str, Any]]:
    people = badges_in(_by_code(pairs))
    return {(user_id, f"room:{code}"): badge.told(user_id) for (user_id, code), badge in people.items()}


def _arrived(user_ids: Collection[int], name: str, at: datetime) -> None:
    if room := find_room(name):
        _come_in(user_ids, room, at)
        lobby_changed(room)


def _touched(user_ids: Collection[int], name: str, at: datetime) -> None:
    """Move the visits on, and open one for who is here without: Valkey or the database was away for long."""
    room = find_room(name)
    if room is None:
        return
    touch_visits(room=room, users=user_ids, at=at)
    _come_in(user_ids, room, at)


def _left(user_ids: Collection[int], name: str, at: datetime) -> None:
    """Note when the last connections went. The clock ends the visits of who is not back in 45 seconds."""
    if room := find_room(name):
        touch_visits(room=room, users=user_ids, at=at)
        note_hosts_left(room=room, user_ids=user_ids, at=at)
        lobby_changed(room)


def _come_in(user_ids: Collection[int], room: Room, at: datetime) -> None:
    """Open visits of those who may stay and have none; a page left open takes nobody a seat."""
    if is_running(room, at):
        seen = Visit.objects.filter(room=room, ended_at=None, last_seen_at__gt=at - GAP)
        seen = seen.filter(delegate__user__any_of=user_ids)
        # Almost always all have one, and a thousand rows are dear to read.
        if seen.aggregate(count=Count("delegate__user", distinct=True))["count"] == len(set(user_ids)):
            return
        new = set(user_ids) - set(seen.values_list("delegate__user", flat=True))
        if new:
            allowed = allowed_inside({room.code: new}, at)
            come_back(user_ids=allowed.get(room.code, set()), room=room, at=at)


def _send(sent: Command) -> Mapping[str, Any]:
    room = find_room(sent.stream)
    assert room is not None, "the engine has just asked whether it may be followed"
    message = say(author=sent.user, room=room, body=sent.data["body"], cid=sent.data["cid"], at=sent.at)
    return {"id": message.pk}


def _owners(pairs: Collection[Pair], at: datetime) -> Collection[Pair]:
    references = {name.partition(":")[2] for _, name in pairs}
    rows = Delegate.objects.filter(reference__in=references).values_list("user", "reference")
    return {(user_id, f"delegate:{reference}") for user_id, reference in rows} & set(pairs)


def _own_seats(name: str, at: datetime) -> Mapping[str, Any]:
    reference = name.partition(":")[2]
    seats = Seat.objects.filter(delegate__reference=reference).standing(at)
    waits = Wait.objects.filter(delegate__reference=reference).standing(at).select_related("session", "room")
    return {
        "seats": dict(seats.values_list("session__code", "room__code")),
        "waits": {wait.session.code: durable.told_wait(wait) for wait in waits},
        **restrictions_state(reference, at),
        **help_frames.own_help(reference),
    }


STREAMS = (
    StreamKind(
        "room",
        _followers,
        _room_state,
        Presence(_badges, _arrived, _touched, _left),
        tally=room_counts.TALLY,
        count=inside_count,
    ),
    StreamKind("delegate", _owners, _own_seats, count=owners_count),
    StreamKind(
        "lobby", may_choose, lobby_state, tally=Tally(LOBBY_COUNTS, lobby_counts), count=choosers_count
    ),
    conduct_frames.STAFF,
    help_frames.QUEUE,
    question_frames.QUESTIONS,
    poll_frames.POLLS,
    reaction_frames.REACTIONS,
    note_frames.NOTES,
    table_frames.TABLES,
    deputy_frames.DEPUTIES,
)
FRAMES = (
    *durable.FRAMES,
    *durable_absences.FRAMES,
    *conduct_frames.FRAMES,
    *help_frames.FRAMES,
    *question_frames.FRAMES,
    *poll_frames.FRAMES,
    *reaction_frames.FRAMES,
    *note_frames.FRAMES,
    *table_frames.FRAMES,
    *deputy_frames.FRAMES,
    LOBBY_COUNTS,
    room_counts.ROOM_COUNTS,
    command(
        "chat.send",
        {"cid": Identifier(), "body": Text(LONGEST_SENT)},
        on="room",
        action=_send,
        allowance=limits.CHAT,
    ),
)
