"""What letting go of a hold means: how much leaves now, later or not at all."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from events.models import Assembly
from notices.models import Hold, Notice, State


@dataclass(frozen=True)
class Leaving:
    """What letting go means now."""

    now_count: int
    later_count: int
    late_count: int
    held_elsewhere_count: int


def leaving_of(assembly: Assembly, held: Hold, at: datetime) -> Leaving:
    """Count what the hold keeps back, told apart by what would become of it."""
    theirs = Notice.objects.filter(scope=assembly.slug)
    if held.kind:
        theirs = theirs.filter(kind=held.kind)
    if held.about:
        theirs = theirs.filter(about=held.about)
    waiting = theirs.filter(state=State.DUE)
    late = Q(state=State.DUE, stale_at__lte=at) | Q(state=State.MISSED, settled_at__gte=held.held_at)
    ready = waiting.exclude(stale_at__lte=at)
    now_count = ready.due(at, but_for=held).count()
    later_count = ready.filter(not_before__gt=at).count()
    return Leaving(
        now_count=now_count,
        later_count=later_count,
        late_count=theirs.filter(late).count(),
        held_elsewhere_count=ready.count() - now_count - later_count,
    )


def leaves(count: int) -> str:
    """Say how much leaves now."""
    if count == 0:
        return "Nothing waited to leave."
    what = "1 email or notice leaves" if count == 1 else f"{count} emails and notices leave"
    return f"{what} within a few minutes."
