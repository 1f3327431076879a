"""People who talk in the browser's room: called in a process of its own, committed."""

import uuid

from django.utils import timezone

from breakouts.actions import enter_room, say
from breakouts.models import Message
from events.models import Delegate, Room


def talk(code: str, name: str, lines: list[str]) -> None:
    """Somebody comes in and says all this, as fast as it can be written."""
    room = Room.objects.select_related("session__assembly").get(code=code)
    delegate = Delegate.objects.get(assembly=room.session.assembly, user__name=name)
    enter_room(delegate=delegate, room=room, at=timezone.now())
    for line in lines:
        say(author=delegate.user, room=room, body=line, cid=uuid.uuid4(), at=timezone.now())


def said(code: str) -> list[str]:
    """What was said in the room, in its order."""
    return list(Message.objects.filter(room__code=code).order_by("pk").values_list("body", flat=True))
