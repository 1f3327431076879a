"""Telling organisers of a person or of their words."""

from datetime import datetime

from django.db import transaction

from events.models import Delegate
from networking import policies
from networking.actions.keeping_away import lock_both, profile_of
from networking.models import BECAUSE_LIMIT, NetworkingReport
from networking.notices.safety import tell_reported
from networking.quoting import Quoted
from networking.refusals import PartRefused
from networking.safety_refusals import ReportingCode, ReportingRefused


@transaction.atomic
def report_person(*, reporter: Delegate, quoted: Quoted, because: str, at: datetime) -> NetworkingReport:
    """Write down what is reported, with the words as they stand; the person it is about learns nothing.

    The same thing reported again while nobody has handled it changes nothing.

    :raises PartRefused: what ``policies.can_take_part`` refuses.
    :raises ReportingRefused: ``no_reason`` or ``too_long``.
    """
    because = because.strip()
    reporter, about = lock_both(reporter, quoted.profile.delegate)
    policies.can_take_part(reporter, profile_of(reporter), at=at).or_raise(PartRefused)
    if not because:
        raise ReportingRefused(ReportingCode.NO_REASON)
    if len(because) > BECAUSE_LIMIT:
        raise ReportingRefused(ReportingCode.TOO_LONG, limit=BECAUSE_LIMIT, length=len(because))
    of_it = {"reporter": reporter, "about": about, "kind": quoted.kind, "line": quoted.line}
    still_open = NetworkingReport.objects.filter(**of_it, because=because, body=quoted.body, handled_at=None)
    if known := still_open.first():
        return known
    words = {"body": quoted.body, "context": list(quoted.context), "because": because}
    report = NetworkingReport.objects.create(**of_it, **words, reported_at=at)
    tell_reported(report, reporter.assembly, at=at)
    return report
