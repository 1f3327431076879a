"""Telling organisers of a person or of their words."""

from datetime import datetime

from django.db import transaction

from events.models import Delegate
from networking import policies
from networking.actions.keeping_away import lock_both
from networking.models import BECAUSE_LIMIT, NetworkingReport, Profile
from networking.notices.safety import tell_reported
from networking.policies.reporting import is_within_limits
from networking.quoting import Quoted
from networking.refusals import PartRefused
from networking.safety_refusals import ReportingCode, ReportingRefused


@transaction.atomic
def report_person(*, reporter: Delegate, quoted: Quoted, because: str, at: datetime) -> NetworkingReport:
    """Write down what is reported, with the words as they stand; the person it is about learns nothing.

    One report of a person, message or request stands open for each reporter: what they say of it later is
    added to that, and organisers are told once. The same said again changes nothing.

    :raises PartRefused: what ``policies.can_take_part`` refuses.
    :raises ReportingRefused: ``no_reason``, ``too_long`` or ``many``.
    """
    because = because.strip()
    reporter, about = lock_both(reporter, quoted.profile.delegate)
    policies.can_take_part(reporter, Profile.objects.of(reporter), at=at).or_raise(PartRefused)
    if not because:
        raise ReportingRefused(ReportingCode.NO_REASON)
    if len(because) > BECAUSE_LIMIT:
        raise ReportingRefused(ReportingCode.TOO_LONG, limit=BECAUSE_LIMIT, length=len(because))
    # Whoever handles it locks the person first, so it stays open as long as this lasts.
    known = _still_open(reporter, about, quoted)
    if known and known.says(because, quoted.body):
        return known
    is_within_limits(reporter, at=at).or_raise(ReportingRefused)
    if known:
        known.add(because, quoted.body, at=at)
        known.save(update_fields=["added"])
        return known
    report = NetworkingReport.objects.create(
        reporter=reporter,
        about=about,
        kind=quoted.kind,
        line=quoted.line,
        body=quoted.body,
        context=list(quoted.context),
        because=because,
        reported_at=at,
    )
    tell_reported(report, reporter.assembly, at=at)
    return report


def _still_open(reporter: Delegate, about: Delegate, quoted: Quoted) -> NetworkingReport | None:
    of_it = NetworkingReport.objects.filter(reporter=reporter, about=about, kind=quoted.kind, handled_at=None)
    # A message is the same one when its words were changed; a request is known by its note.
    of_it = of_it.filter(line=quoted.line) if quoted.line else of_it.filter(line=None, body=quoted.body)
    return of_it.first()
