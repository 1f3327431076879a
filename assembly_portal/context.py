"""What every page knows: the portal's name, and whether a demonstration stands."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from events.models import Demonstration


def portal(request: HttpRequest) -> dict[str, object]:
    """Return the portal's name, its operator and the words of the demonstration banner.

    The banner costs one small query, on pages only, and none where ``PORTAL_DEMONSTRATION`` is off.
    """
    return {
        "portal_name": settings.PORTAL_NAME,
        "portal_operator_name": settings.PORTAL_OPERATOR_NAME,
        "demonstration": SimpleLazyObject(_banner) if settings.PORTAL_DEMONSTRATION else "",
    }


def _banner() -> str:
    is_replayed = Demonstration.objects.values_list("is_replayed", flat=True).first()
    if is_replayed is None:
        return ""
    day = "the day of 27 May 2022, replayed today" if is_replayed else "27 May 2022 as it was"
    return f"Demonstration: {day}"
