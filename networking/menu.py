"""The parts of networking, as the line of links above each of its pages names them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from events.models import Assembly, Delegate
from networking.conversation_queries import waiting_count


@dataclass(frozen=True)
class Item:
    """One link; the page that somebody is on is marked."""

    text: str
    address: str
    is_here: bool


PARTS: tuple[tuple[str, str], ...] = (
    ("People", "networking_people"),
    ("Contacts", "networking_contacts"),
    ("Conversations", "networking_conversations"),
    ("Tables", "networking_tables"),
    ("What I show", "networking_profile"),
    ("Safety", "networking_safety"),
)
"""Text and name of the address of each part, in this order."""


COUNTS: dict[str, Callable[[Delegate, datetime], int]] = {"networking_conversations": waiting_count}
"""How much is new in a part for somebody who takes part, by the name of its address: one query each."""


def menu(assembly: Assembly, path: str, reader: Delegate | None, at: datetime) -> list[Item]:
    """Return the links; the longest address with which ``path`` begins is the part that somebody is in.

    For a ``reader`` who takes part they say how much is new.
    """
    counts = {name: count(reader, at) for name, count in COUNTS.items()} if reader else {}
    addresses = [
        (f"{text} ({counts[name]} new)" if counts.get(name) else text, reverse(name, args=[assembly.slug]))
        for text, name in PARTS
    ]
    here = max((address for _, address in addresses if path.startswith(address)), key=len, default="")
    return [Item(text, address, address == here) for text, address in addresses]
