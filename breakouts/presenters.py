"""What a room's page shows of its people and of what they say; no queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from breakouts.models import Message
from breakouts.queries import ORGANISER, Host
from breakouts.rules import can_still_edit
from events.models import Delegate


@dataclass(frozen=True)
class ChatLine:
    """One message as one person sees it; ``can_edit`` and ``can_report`` say which buttons it has."""

    id: int
    cid: UUID
    who: str
    role: str
    is_own: bool
    said_at: datetime
    body: str
    is_edited: bool
    is_hidden: bool
    can_edit: bool
    can_report: bool


@dataclass(frozen=True)
class PersonHere:
    """One line of the list of who is here now."""

    id: int
    name: str
    pronouns: str
    role: str


def chat_lines(
    messages: Iterable[Message], viewer: User, *, at: datetime, is_muted: bool = False
) -> list[ChatLine]:
    """Present what was said, in its order."""
    return [_line(message, viewer, at, is_muted) for message in messages]


def _line(message: Message, viewer: User, at: datetime, is_muted: bool) -> ChatLine:
    is_own = message.author_id == viewer.pk
    return ChatLine(
        id=message.pk,
        cid=message.cid,
        who=message.author_name,
        role=message.author_role,
        is_own=is_own,
        said_at=message.sent_at,
        body="" if message.is_hidden else message.body,
        is_edited=message.is_edited,
        is_hidden=message.is_hidden,
        can_edit=is_own and not message.is_hidden and not is_muted and can_still_edit(message.sent_at, at),
        can_report=not is_own and not message.is_hidden,
    )


def people_here(delegates: Iterable[Delegate], hosts: Sequence[Host]) -> list[PersonHere]:
    """Present who is here: hosts first in the programme's order, then organisers, then the others by name."""
    places = {host.user_id: (place, host.role) for place, host in enumerate(hosts)}
    helping, without = (len(hosts), ORGANISER), (len(hosts) + 1, "")
    here = [
        (place, PersonHere(each.user_id, each.name, each.pronouns, role))
        for each in delegates
        for place, role in [
            places.get(each.user_id, helping if getattr(each, "is_organiser", False) else without)
        ]
    ]
    return [person for _, person in sorted(here, key=lambda each: (each[0], each[1].name.casefold()))]
