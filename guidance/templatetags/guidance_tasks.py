"""What waits for a keeper of guidance, for the organisers' start page."""

from typing import Any

from django import template
from django.utils import timezone

from guidance.admin.to_check import counts_at

register = template.Library()


@register.inclusion_tag("guidance/admin/_tasks.html", takes_context=True)
def guidance_tasks(context: template.RequestContext) -> dict[str, Any]:
    """Count what is to be checked, one's own first, in three queries."""
    return {"counts": counts_at(timezone.now(), context["user"])}
