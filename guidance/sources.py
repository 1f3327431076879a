"""The sources of a guidance page, as they are typed: one on each line. Pure."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator


@dataclass(frozen=True)
class Source:
    """Where a page has something from."""

    title: str
    address: str


def sources_of(text: str) -> list[Source]:
    """Read the sources of a page, one on each line: ``Title | https://…``; other lines are left out."""
    found = []
    for line in text.splitlines():
        title, _, address = (part.strip() for part in line.partition("|"))
        if title and address.startswith("https://"):
            found.append(Source(title, address))
    return found


def source_problems(text: str) -> list[str]:
    """Say of each line that is no source how to write it; empty lines are nobody's fault."""
    return [
        f"Line {number} of the sources: write a title, then | and an address that starts with https://"
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not _is_source(line)
    ]


def _is_source(line: str) -> bool:
    title, _, address = (part.strip() for part in line.partition("|"))
    return bool(title) and _is_safe(address)


def _is_safe(address: str) -> bool:
    try:
        URLValidator(schemes=["https"])(address)
    except ValidationError:
        return False
    return address.startswith("https://")
