"""Who may add and change assemblies, and what has to be read before one is saved."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from accounts.models import User
from common.policy import ALLOWED, Refused, Verdict


class Arranging(StrEnum):
    """Why an assembly is not saved."""

    NOT_ORGANISER = "not_organiser"
    GONE = "gone"
    CHANGED = "changed"


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
    }


def can_save_assembly(actor: User) -> Verdict:
    """Whether the actor may add or change assemblies."""
    return ALLOWED if actor.is_organiser else Verdict.refuse(Arranging.NOT_ORGANISER)
