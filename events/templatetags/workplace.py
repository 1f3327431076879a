"""What an organiser finds first in the admin: the assembly they work on, and what waits there."""

from typing import Any

from django import template
from django.db.models import Count, Q
from django.utils import timezone

from events.models import AccessRequest, Assembly, Delegate

register = template.Library()


@register.inclusion_tag("events/admin/_workplace.html")
def workplace() -> dict[str, Any]:
    """Show the next assembly with what waits, in four queries."""
    assembly = Assembly.objects.next_to_run(timezone.now())
    return {"assembly": assembly, **_waiting(assembly)} if assembly else {}


def _waiting(assembly: Assembly) -> dict[str, int]:
    """Count what somebody should look at."""
    sessions = assembly.sessions.aggregate(
        session_count=Count("pk"), draft_count=Count("pk", filter=Q(published_at=None))
    )
    state = Delegate.State
    delegates = assembly.delegates.aggregate(
        registered_count=Count("pk", filter=Q(state=state.REGISTERED)),
        approval_count=Count("pk", filter=Q(state=state.AWAITING_APPROVAL)),
        waiting_count=Count("pk", filter=Q(state=state.WAITING)),
    )
    still_open = AccessRequest.objects.open().filter(delegate__assembly=assembly)
    requests = still_open.aggregate(open_count=Count("pk"), unowned_count=Count("pk", filter=Q(owner=None)))
    return {**sessions, **delegates, **requests}
