"""What a notice says, before anybody decides how it travels. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

AS_ORGANISER = "you are an organiser"
"""The reason of what is a duty, at whichever assembly."""
BLANK_LINES = re.compile(r"(?:\r?\n[ \t]*){2,}")


def paragraphs_of(typed: str) -> list[str]:
    """Take apart what somebody typed: blank lines make paragraphs, however their browser ends lines."""
    return [" ".join(part.split()) for part in BLANK_LINES.split(typed) if part.strip()]


@dataclass(frozen=True)
class Button:
    """The one thing to do next: a label, and the portal's own address that it leads to."""

    label: str
    path: str


@dataclass(frozen=True)
class Fact:
    """One line of what the reader needs at a glance: "When: Friday 27 May 2022"."""

    label: str
    words: str


@dataclass(frozen=True)
class Section:
    """A heading with its lines, and perhaps a link; a list of lines gets bullets."""

    heading: str
    lines: Sequence[str]
    is_list: bool = False
    link: Button | None = None


@dataclass(frozen=True)
class Attachment:
    """A file that travels with the mail."""

    name: str
    content: str
    content_type: str


@dataclass(frozen=True)
class Letter:
    """What one person is told. Words only: no markup, and addresses as paths of the portal.

    ``headline`` is the subject of the mail and the line in the notices centre; ``introduction`` has a
    paragraph an entry. Organisers may put other words for those two and for the button's label. ``reason``
    says why it comes to its reader, where that is not their place at what ``sender`` names.
    """

    headline: str
    introduction: Sequence[str]
    name: str = ""
    facts: Sequence[Fact] = ()
    sections: Sequence[Section] = ()
    button: Button | None = None
    closing: Sequence[str] = ()
    sender: str = ""
    organisation: str = ""
    reason: str = ""
    attachments: Sequence[Attachment] = field(default=(), repr=False)
