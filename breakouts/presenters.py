"""What a room's page shows of its people and of what they say; no queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from breakouts.models import Message
from breakouts.queries import Host
from events.models import Delegate


@dataclass(frozen=True)
class ChatLine:
    """One message as one person sees it."""

    id: int
    cid: UUID
    who: str
    role: str
    is_own: bool
    said_at: datetime
    body: str


@dataclass(frozen=True)
class PersonHere:
    """One line of the list of who is here now."""

    id: int
    name: str
    pronouns: str
    role: str


def chat_lines(messages: Iterable[Message], hosts: Sequence[Host], viewer: User) -> list[ChatLine]:
    """Present what was said, in its order."""
    roles = {host.user_id: host.role for host in hosts}
    return [
        ChatLine(
            id=message.pk,
            cid=message.cid,
            who=message.author_name,
            role=roles.get(message.author_id, ""),
            is_own=message.author_id == viewer.pk,
            said_at=message.sent_at,
            body=message.body,
        )
        for message in messages
    ]


def people_here(delegates: Iterable[Delegate], hosts: Sequence[Host]) -> list[PersonHere]:
    """Present who is here: hosts first in the programme's order, then the others by name."""
    places = {host.user_id: (place, host.role) for place, host in enumerate(hosts)}
    last = (len(hosts), "")
    here = [
        (places.get(each.user_id, last)[0], PersonHere(each.user_id, each.name, each.pronouns, role))
        for each in delegates
        for _, role in [places.get(each.user_id, last)]
    ]
    return [person for _, person in sorted(here, key=lambda each: (each[0], each[1].name.casefold()))]
