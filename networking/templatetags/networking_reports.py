"""How many reports wait, for the start page of organisers."""

from typing import Any

from django import template

from networking.report_queue import open_count

register = template.Library()


@register.inclusion_tag("networking/admin/_waiting_reports.html")
def waiting_reports() -> dict[str, Any]:
    """Say how many reports nobody has handled; nothing if there is none. Two queries."""
    return {"count": open_count()}
