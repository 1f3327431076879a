"""What an organiser finds first in the admin: the assembly they work on, and what waits there."""

from datetime import datetime
from typing import Any

from django import template
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.models import AccessRequest, Assembly, Delegate

register = template.Library()


@register.inclusion_tag("events/admin/_workplace.html")
def workplace() -> dict[str, Any]:
    """Show the next assembly with what waits there and at others, in five queries."""
    at = timezone.now()
    assembly = Assembly.objects.next_to_run(at)
    if assembly is None:
        return {}
    return {"assembly": assembly, **_waiting(assembly), "elsewhere": _elsewhere(assembly, at)}


def _elsewhere(assembly: Assembly, at: datetime) -> list[Assembly]:
    """Find the other public assemblies, until they are archived, at which somebody waits for an organiser."""
    state = Delegate.State
    requests = AccessRequest.objects.open().filter(delegate__assembly=OuterRef("pk")).order_by()
    counted = requests.values("delegate__assembly").annotate(count=Count("pk")).values("count")
    others = Assembly.objects.published(at).filter(closes_at__gt=at).exclude(pk=assembly.pk)
    with_counts = others.annotate(
        approval_count=Count("delegates", filter=Q(delegates__state=state.AWAITING_APPROVAL)),
        waiting_count=Count("delegates", filter=Q(delegates__state=state.WAITING)),
        open_count=Coalesce(Subquery(counted), 0),
    )
    waits = Q(approval_count__gt=0) | Q(waiting_count__gt=0) | Q(open_count__gt=0)
    return list(with_counts.filter(waits).order_by("ends_at", "pk"))


def _waiting(assembly: Assembly) -> dict[str, int]:
    """Count what somebody should look at."""
    sessions = assembly.sessions.aggregate(
        session_count=Count("pk"), draft_count=Count("pk", filter=Q(published_at=None))
    )
    state = Delegate.State
    delegates = assembly.delegates.aggregate(
        registered_count=Count("pk", filter=Q(state=state.REGISTERED)),
        offered_count=Count("pk", filter=Q(state=state.OFFERED)),
        approval_count=Count("pk", filter=Q(state=state.AWAITING_APPROVAL)),
        waiting_count=Count("pk", filter=Q(state=state.WAITING)),
    )
    still_open = AccessRequest.objects.open().filter(delegate__assembly=assembly)
    requests = still_open.aggregate(open_count=Count("pk"), unowned_count=Count("pk", filter=Q(owner=None)))
    return {**sessions, **delegates, **requests}
