"""What is said in a room, and what its author makes of it afterwards."""

import unicodedata
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from breakouts import durable, policies
from breakouts.actions.locks import load_room, lock_delegate_of, lock_message
from breakouts.actions.names import name_in
from breakouts.models import Message
from breakouts.queries import role_of
from breakouts.refusals import EditCode, EditRefused, SayRefused
from common.names import TURNING
from common.policy import Verdict
from events.actions.visits import open_visit
from events.models import Delegate, Room
from realtime import streams


@transaction.atomic
def say(*, author: User, room: Room, body: str, cid: UUID, at: datetime) -> Message:
    """Write a message for everybody in the room; the same ``cid`` again returns the message that stands.

    Who speaks is there, so a delegate's visit goes on with it.

    :raises SayRefused: ``cancelled``, ``not_running``, ``not_inside``, ``muted``, ``too_soon``, ``empty``
        or ``too_long``.
    """
    if known := Message.objects.filter(room=room, author=author, cid=cid).first():
        return known
    # Two pages of one person wait here for each other, and for a host who removes them: what is read of the
    # room afterwards holds.
    delegate = lock_delegate_of(author, room)
    room, body = load_room(room), tidy_body(body)
    policies.can_speak(author, room, at=at).or_raise(SayRefused)
    policies.fits(body).or_raise(SayRefused)
    if delegate and delegate.has_place:
        open_visit(delegate=delegate, room=room, at=at)
    return _write(author, delegate, room, body=body, cid=cid, at=at)


def _write(
    author: User, delegate: Delegate | None, room: Room, *, body: str, cid: UUID, at: datetime
) -> Message:
    role = role_of(author, room)
    message, is_new = Message.objects.get_or_create(
        room=room,
        author=author,
        cid=cid,
        defaults={
            "author_name": name_in(author, delegate),
            "author_role": role,
            "body": body,
            "sent_at": at,
        },
    )
    if is_new:
        streams.append(room.stream, durable.chat_msg(message, role=role), actor=author, cid=cid, at=at)
    return message


@transaction.atomic
def edit_message(*, author: User, room: Room, number: int, body: str, at: datetime) -> Message:
    """Change what one's own message says, for five minutes; the same words again change nothing.

    :raises EditRefused: what ``policies.can_edit`` refuses, ``empty`` or ``too_long``.
    """
    room, body = load_room(room), tidy_body(body)
    # A host who hides it at this moment wins or is first: nothing hidden comes back by an edit.
    message = lock_message(number, room)
    policies.can_edit(author, room, message, at=at).or_raise(EditRefused)
    _as_edit(policies.fits(body)).or_raise(EditRefused)
    assert message is not None, "the policy refuses what there is not"
    if message.body != body:
        message.body, message.edited_at = body, at
        message.save(update_fields=["body", "edited_at"])
        streams.append(room.stream, durable.chat_edit(message), actor=author, at=at)
    return message


def _as_edit(verdict: Verdict) -> Verdict:
    return Verdict.refuse(EditCode(verdict.code), **verdict.facts) if verdict.code else verdict


def tidy_body(body: str) -> str:
    """Keep the lines and drop what no text needs: other control characters, halves of characters, turners.

    Those turn the direction of all that follows, on pages, in lists and in notes beside other people's words.
    """
    lines = body.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(each for each in lines if each == "\n" or _is_kept(each)).strip()


def _is_kept(sign: str) -> bool:
    return sign not in TURNING and unicodedata.category(sign) not in {"Cc", "Cs"}
