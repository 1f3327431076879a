"""Who may have a private calendar of an assembly."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from accounts.models import User
from common.policy import ALLOWED, Refused, Verdict
from events.models import Assembly, Contributor, Delegate


class Sharing(StrEnum):
    """Why there is no private calendar."""

    NO_PART = "no_part"


class CalendarRefused(Refused):
    """No address was made; an older one is as it was."""

    codes = Sharing
    sentences: ClassVar[Mapping[Sharing, str]] = {
        Sharing.NO_PART: "Register for {assembly} to have a calendar of your own.",
    }


def can_share_calendar(user: User, assembly: Assembly, delegate: Delegate | None) -> Verdict:
    """Whoever has a place, or a part in the programme, has a day of their own to put into a calendar.

    :refuses: ``no_part``
    """
    if takes_part(user, assembly, delegate):
        return ALLOWED
    return Verdict.refuse(Sharing.NO_PART, assembly=assembly)


def takes_part(user: User, assembly: Assembly, delegate: Delegate | None) -> bool:
    """Whether the assembly is for this person: by a place at it, or by a part in its programme."""
    if delegate and delegate.has_place:
        return True
    return Contributor.objects.filter(assembly=assembly, user=user).exists()
