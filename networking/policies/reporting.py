"""How often somebody can tell organisers of people."""

from datetime import datetime, timedelta

from django.db.models import Q

from common.policy import ALLOWED, Verdict
from common.words import day_and_clock
from events.models import Delegate
from networking.models import NetworkingReport
from networking.safety_refusals import ReportingCode

MOST_IN_AN_HOUR, AN_HOUR = 10, timedelta(hours=1)
_UP = timedelta(minutes=1, microseconds=-1)
"""Clocks show whole minutes: so nobody comes back some seconds too early."""


def is_within_limits(reporter: Delegate, *, at: datetime) -> Verdict:
    """Whether somebody may report once more; one query. What they add to an open report counts as well.

    :refuses: ``many``
    """
    since = at - AN_HOUR
    lately = Q(reported_at__gt=since) | ~Q(added=[])
    reports = NetworkingReport.objects.filter(lately, reporter=reporter)
    times = sorted(when for each in reports for when in each.told_at if when > since)
    if len(times) < MOST_IN_AN_HOUR:
        return ALLOWED
    again = day_and_clock(times[-MOST_IN_AN_HOUR] + AN_HOUR + _UP, reporter.assembly.zone)
    return Verdict.refuse(ReportingCode.MANY, most=MOST_IN_AN_HOUR, again=again)
