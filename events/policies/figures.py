"""Who may read the figures of an assembly, and when kept ones are replaced."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser

from accounts.models import Appointment, User
from common.policy import ALLOWED, Refused, Verdict
from events.models import Figures


class Keeping(StrEnum):
    """Why something about figures is refused."""

    NOT_YOURS = "not_yours"
    KEPT = "kept"


class FiguresRefused(Refused):
    """Figures were not told, or not kept."""

    codes = Keeping
    sentences: ClassVar[Mapping[Keeping, str]] = {
        Keeping.NOT_YOURS: "Only organisers and national leads can read figures.",
        Keeping.KEPT: (
            "The figures of {assembly} were kept after it closed. Records may have been removed since, so "
            "what they come to now is not kept instead."
        ),
    }


def can_read_figures(user: User | AnonymousUser) -> Verdict:
    """Whether the person may read and export figures: organisers, and national leads.

    :refuses: ``not_yours``
    """
    if not isinstance(user, User) or not user.is_active:
        return Verdict.refuse(Keeping.NOT_YOURS)
    if user.is_organiser or Appointment.Duty.NATIONAL_LEAD in user.duties:
        return ALLOWED
    return Verdict.refuse(Keeping.NOT_YOURS)


def can_replace_figures(kept: Figures | None, *, is_correction: bool) -> Verdict:
    """Whether other figures may be kept in place of these: after the close only as a correction.

    :refuses: ``kept``
    """
    if kept is None or not kept.is_final or is_correction:
        return ALLOWED
    return Verdict.refuse(Keeping.KEPT, assembly=kept.assembly)
