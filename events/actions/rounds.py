"""Calling the rounds: finding who is to be told, from dates and places alone."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from common.work import enqueue_on_commit
from events.models import Assembly, Delegate
from events.notices import about_round
from events.rounds import Round, rounds_of
from notices.actions.telling import row_for
from notices.models import Notice

# What was missed for longer is nobody's news any more; until then it is written down as missed.
MISSED_FOR = timedelta(days=14)
# What changed is told three months after the day, and makes sense for a month.
LONGEST_AFTER = timedelta(days=150)


def call_rounds(*, at: datetime) -> int:
    """Write down what every round that is due tells everybody who held a place when it fell due.

    Who registered later was told by the confirmation. Safe twice, with two workers, and late: a notice is
    written once, and one that makes no sense any more is marked as missed when it would be sent.
    """
    count = 0
    matters = Q(ends_at__gt=at - LONGEST_AFTER) | Q(closes_at__gt=at - MISSED_FOR)
    for assembly in Assembly.objects.published(at).filter(matters):
        for each in rounds_of(assembly.dates, assembly.zone):
            if each.due_at <= at < each.stale_at + MISSED_FOR and was_public(assembly, each):
                count += _call(assembly, each)
    return count


def was_public(assembly: Assembly, each: Round) -> bool:
    """Whether anybody could know of the assembly when the round fell due."""
    return assembly.published_at is not None and assembly.published_at <= each.due_at


def audience_of(assembly: Assembly, each: Round) -> QuerySet[Delegate]:
    """Return whom a round tells, as far as it is known now."""
    return Delegate.objects.filter(assembly=assembly, registered_at__lt=each.due_at).with_place()


@transaction.atomic
def _call(assembly: Assembly, each: Round) -> int:
    about = about_round(assembly)
    told = Notice.objects.filter(recipient=OuterRef("user"), kind=each.kind, about=about)
    people = audience_of(assembly, each).filter(~Exists(told)).values_list("user", flat=True)
    rows = [row_for(person, each.kind, about, assembly.slug, each.due_at, each.stale_at) for person in people]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    if rows:
        enqueue_on_commit("notices.tasks.send_due_notices")
    return len(rows)
