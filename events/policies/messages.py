"""Who may write to the people of an assembly, and when a message can leave."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from accounts.models import User
from common.policy import ALLOWED, Refused, Verdict
from events.audiences import lacks
from events.models import Message


class Writing(StrEnum):
    """Why a message is not kept or not sent."""

    NOT_ORGANISER = "not_organiser"
    GONE = "gone"
    SENT = "sent"
    CHANGED = "changed"
    CHANGED_SINCE = "changed_since"
    WORDLESS = "wordless"
    UNCHOSEN = "unchosen"
    NOBODY = "nobody"
    PAST = "past"
    NOT_SENT = "not_sent"


class MessageRefused(Refused):
    """A message was not kept or not sent."""

    codes = Writing
    sentences: ClassVar[Mapping[Writing, str]] = {
        Writing.NOT_ORGANISER: "Only an organiser can write to the people of an assembly.",
        Writing.GONE: "The message was removed in another window.",
        Writing.SENT: "The message is sent, so it cannot be changed or removed.",
        Writing.CHANGED: (
            "{who} changed this message at {time}, after you opened it here. What you typed is still here: "
            "compare, then save again to keep it."
        ),
        Writing.CHANGED_SINCE: (
            "{who} changed this message at {time}, after you read it here, so it was not sent. Read it again."
        ),
        Writing.WORDLESS: "Write a subject and a message first.",
        Writing.UNCHOSEN: "Choose who gets it first.",
        Writing.NOBODY: "There is nobody to send it to now.",
        Writing.PAST: "The time at which it is to be sent has passed. Give another, or none to send it now.",
        Writing.NOT_SENT: "The message is a draft: nothing of it leaves before you send it.",
    }

    @property
    def differences(self) -> Sequence[str]:
        """What stands there now, if somebody changed it meanwhile."""
        found = self.facts.get("differences", ())
        return found if isinstance(found, tuple) else ()


def can_write(actor: User, message: Message | None = None) -> Verdict:
    """Whether the actor may write or remove a message: what is sent says what it said."""
    if not actor.is_organiser:
        return Verdict.refuse(Writing.NOT_ORGANISER)
    return Verdict.refuse(Writing.SENT) if message and message.is_sent else ALLOWED


def can_hold(actor: User, message: Message) -> Verdict:
    """Whether the actor may hold a message back or let it go: one that would leave by itself."""
    if not actor.is_organiser:
        return Verdict.refuse(Writing.NOT_ORGANISER)
    return ALLOWED if message.is_sent else Verdict.refuse(Writing.NOT_SENT)


def can_send(actor: User, message: Message, *, people_count: int, at: datetime) -> Verdict:
    """Whether a message can leave: complete, to somebody, and not at a time that has passed."""
    if not actor.is_organiser:
        return Verdict.refuse(Writing.NOT_ORGANISER)
    if not message.subject.strip() or not message.introduction.strip():
        return Verdict.refuse(Writing.WORDLESS)
    if lacks(message):
        return Verdict.refuse(Writing.UNCHOSEN)
    if message.due_at and message.due_at <= at:
        return Verdict.refuse(Writing.PAST)
    return ALLOWED if people_count else Verdict.refuse(Writing.NOBODY)
