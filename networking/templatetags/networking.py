"""The way to networking, for the menu on top of every page."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from events.arrivals import was_here
from networking.models.profiles import is_open

register = template.Library()


@register.simple_tag(takes_context=True)
def networking_address(context: Mapping[str, Any]) -> str:
    """Return the address for who has been at this assembly as a delegate, while it is open; else nothing.

    It asks the database nothing: the log-in remembers where somebody arrived. Whose place is gone since is
    told so there.
    """
    request, assembly = context.get("request"), context.get("assembly")
    if request is None or not assembly or not is_open(assembly, timezone.now()):
        return ""
    return reverse("networking_people", args=[assembly.slug]) if was_here(request, assembly) else ""
