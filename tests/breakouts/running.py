"""A room that runs, with a facilitator and guests in it, and what its streams were told."""

from uuid import uuid4

from accounts.models import User
from breakouts.actions import enter_room, say
from breakouts.models import Message
from events.models import Delegate, Room
from realtime.models import Frame
from tests.breakouts.days import DOOR, STARTS, make_guest
from tests.factories import make_facilitator, make_user


def make_host(room: Room, **fields) -> User:
    """A facilitator of the room without a place at the assembly."""
    host = make_user(**fields)
    make_facilitator(room, user=host)
    return host


def guest_in(room: Room, **fields) -> Delegate:
    """A delegate who has entered the room."""
    delegate = make_guest(room, **fields)
    enter_room(delegate=delegate, room=room, at=DOOR)
    return delegate


def said(author: User, room: Room, body: str = "Hello", at=STARTS) -> Message:
    """Something that the person said in the room."""
    return say(author=author, room=room, body=body, cid=uuid4(), at=at)


def told(stream: str) -> list[tuple[str, dict]]:
    """The frames of a stream, in order: type and payload."""
    return [
        (frame.type, frame.payload) for frame in Frame.objects.filter(stream__name=stream).order_by("seq")
    ]


def types_told(stream: str) -> list[str]:
    """The types of a stream's frames, in order."""
    return [type for type, _ in told(stream)]
