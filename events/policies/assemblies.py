"""Who may add and change assemblies, and what has to be read before one is saved."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import ClassVar

from accounts.models import User
from common.policy import ALLOWED, Refused, Verdict
from events.assembly_checks import Check


class Arranging(StrEnum):
    """Why an assembly is not saved."""

    NOT_ORGANISER = "not_organiser"
    GONE = "gone"
    CHANGED = "changed"
    WARNING = "warning"


class AssemblyRefused(Refused):
    """An assembly was not saved."""

    codes = Arranging
    sentences: ClassVar[Mapping[Arranging, str]] = {
        Arranging.NOT_ORGANISER: "Only an organiser can change assemblies.",
        Arranging.GONE: "The assembly was removed in another window.",
        Arranging.CHANGED: (
            "{who} changed this assembly at {time}, after you opened it here. What you typed is still here: "
            "compare, then save again to keep it."
        ),
        Arranging.WARNING: "Check what would change, or save all the same.",
    }

    @property
    def checks(self) -> tuple[Check, ...]:
        """What is to be read first, if that is the reason."""
        found = self.facts.get("checks", ())
        return found if isinstance(found, tuple) else ()


def can_run_assemblies(actor: User) -> Verdict:
    """Whether the actor may add or change assemblies."""
    return ALLOWED if actor.is_organiser else Verdict.refuse(Arranging.NOT_ORGANISER)


def are_checks_read(checks: Sequence[Check], confirmed_warnings: bool | Collection[str]) -> Verdict:
    """Whether all that deserves a look was read: True for all, or the keys of what was."""
    if confirmed_warnings is True:
        return ALLOWED
    unread = tuple(check for check in checks if check.key not in (confirmed_warnings or ()))
    return Verdict.refuse(Arranging.WARNING, checks=unread) if unread else ALLOWED
