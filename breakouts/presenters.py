"""What a room's page shows of its people and of what they say; no queries."""

from collections.abc import Iterable, Mapping, Sequence
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
    because: str
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
    messages: Iterable[Message],
    viewer: User,
    *,
    at: datetime,
    is_muted: bool = False,
    why_hidden: Mapping[int, str] | None = None,
) -> list[ChatLine]:
    """Present what was said, in its order; ``why_hidden`` by the numbers of the viewer's own messages."""
    reasons = why_hidden or {}
    return [_line(message, viewer, at, is_muted, reasons.get(message.pk, "")) for message in messages]


def _line(message: Message, viewer: User, at: datetime, is_muted: bool, because: str) -> ChatLine:
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
        because=because,
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
