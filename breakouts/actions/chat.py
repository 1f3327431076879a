"""What is said in a room."""

import unicodedata
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from breakouts import durable, policies
from breakouts.actions.locks import load_room
from breakouts.models import Message
from breakouts.queries import role_of
from breakouts.refusals import SayCode, SayRefused
from common.names import can_be_seen
from common.policy import ALLOWED, Verdict
from events.actions.visits import open_visit
from events.models import Delegate, Room
from realtime import streams


@transaction.atomic
def say(*, author: User, room: Room, body: str, cid: UUID, at: datetime) -> Message:
    """Write a message for everybody in the room; the same ``cid`` again returns the message that stands.

    Who speaks is there, so a delegate's visit goes on with it.

    :raises SayRefused: ``not_running``, ``not_inside``, ``empty`` or ``too_long``.
    """
    if known := Message.objects.filter(room=room, author=author, cid=cid).first():
        return known
    room, body = load_room(room), tidy_body(body)
    policies.can_speak(author, room, at=at).or_raise(SayRefused)
    _fits(body).or_raise(SayRefused)
    delegate = policies.delegate_of(author, room)
    if delegate and delegate.has_place:
        open_visit(delegate=delegate, room=room, at=at)
    return _write(author, delegate, room, body=body, cid=cid, at=at)


def _write(
    author: User, delegate: Delegate | None, room: Room, *, body: str, cid: UUID, at: datetime
) -> Message:
    message, is_new = Message.objects.get_or_create(
        room=room,
        author=author,
        cid=cid,
        defaults={"author_name": delegate.name if delegate else str(author), "body": body, "sent_at": at},
    )
    if is_new:
        frame = durable.chat_msg(message, role=role_of(author, room))
        streams.append(room.stream, frame, actor=author, cid=cid, at=at)
    return message


def tidy_body(body: str) -> str:
    """Keep the lines and drop what no text needs: other control characters and halves of characters."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        each for each in lines if each == "\n" or unicodedata.category(each) not in {"Cc", "Cs"}
    ).strip()


def _fits(body: str) -> Verdict:
    if not can_be_seen(body):
        return Verdict.refuse(SayCode.EMPTY)
    if len(body) > policies.MESSAGE_LIMIT:
        return Verdict.refuse(SayCode.TOO_LONG, limit=policies.MESSAGE_LIMIT, length=len(body))
    return ALLOWED
