"""Until when a recording may be watched beyond what its assembly says."""

from datetime import datetime

from common.policy import ALLOWED, Verdict
from common.words import until as until_in_words
from events.lifecycle import ON_DEMAND_MONTHS, add_months, settle
from events.models import Assembly
from library.models import Recording
from library.policies.publishing import Showing, is_not_removed


def can_extend(
    recording: Recording, until: datetime | None, *, is_meant: bool, reason: str, at: datetime
) -> Verdict:
    """Whether its end can be moved to ``until``: before its end and after it, until its file is removed.

    Far beyond what the assembly says it is to be meant, for a reason.

    :refuses: ``removed``, ``until_never``, ``until_past``, ``until_far`` or ``no_far_reason``
    """
    if not (verdict := is_not_removed(recording)):
        return verdict
    if until is None:
        return Verdict.refuse(Showing.UNTIL_NEVER)
    if until <= at:
        return Verdict.refuse(Showing.UNTIL_PAST)
    if not is_far(recording, until):
        return ALLOWED
    if is_meant:
        return ALLOWED if reason.strip() else Verdict.refuse(Showing.NO_FAR_REASON)
    assembly = recording.session.assembly
    told = {
        "until": until_in_words(until, assembly.zone),
        "ends": until_in_words(assembly.closes_at, assembly.zone),
    }
    return Verdict.refuse(Showing.UNTIL_FAR, assembly=assembly, **told)


def is_far(recording: Recording, until: datetime) -> bool:
    """Whether that is as long again after the recordings of its assembly end as they were to be watched.

    The second assembly promised six months, and that they really end then.
    """
    return until > _far_from(recording.session.assembly)


def _far_from(assembly: Assembly) -> datetime:
    local = assembly.closes_at.astimezone(assembly.zone)
    day = add_months(local.date(), ON_DEMAND_MONTHS)
    return settle(datetime.combine(day, local.time()), assembly.zone)
