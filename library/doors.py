"""The addresses at which large files come in, and for whom: everywhere else a body is small."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from events.models import Contributor
from library.file_kinds import DOCUMENTS, MIB, VIDEOS, largest

# The other fields of the form, and what stands between its parts.
BESIDES = MIB


@dataclass(frozen=True)
class Door:
    """One way in: its address, how many bytes a request may have, and who may send so many."""

    address: re.Pattern[str]
    most_bytes: int
    is_open_to: Callable[[User, re.Match[str]], bool]


def _is_organiser(user: User, address: re.Match[str]) -> bool:
    return user.is_organiser


def _has_topic(user: User, address: re.Match[str]) -> bool:
    """Whether the showcase topic in the address is this person's own, or an organiser helps."""
    topics = Contributor.objects.filter(user=user, speakers__topic=int(address["topic"]))
    return user.is_organiser or topics.exists()


DOORS = (
    Door(re.compile(r"/admin/library/recording/.*"), largest(VIDEOS) + BESIDES, _is_organiser),
    Door(re.compile(r"/admin/library/document/.*"), largest(DOCUMENTS) + BESIDES, _is_organiser),
    Door(
        re.compile(r"/[\w-]+/speaking/topics/(?P<topic>\d{1,18})/slides/"),
        largest(DOCUMENTS) + BESIDES,
        _has_topic,
    ),
)


def is_door(path: str) -> bool:
    """Whether large files come in at this address at all; asks nobody."""
    return any(door.address.fullmatch(path) for door in DOORS)


def most_bytes_for(user_id: int, path: str) -> int:
    """How many bytes this person may send to this address beyond what everybody may; 0: none."""
    user = User.objects.with_duties().filter(pk=user_id).first()
    for door in DOORS:
        address = door.address.fullmatch(path)
        if address and user and door.is_open_to(user, address):
            return door.most_bytes
    return 0
