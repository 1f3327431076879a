"""What every page knows: the portal's name, the letterbox, what is new, whether a demonstration stands."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from events.models import Demonstration
from notices.unread import Unread, unread_of


def portal(request: HttpRequest) -> dict[str, object]:
    """Return the portal's name, its operator, the way to the letterbox and the demonstration's banner.

    The banner costs one small query, on pages only, and none where ``PORTAL_DEMONSTRATION`` is off. The count
    of new notices costs one where the header shows it: pages with a header of their own do not ask.
    """
    return {
        "portal_name": settings.PORTAL_NAME,
        "portal_operator_name": settings.PORTAL_OPERATOR_NAME,
        # Guidance leads there without knowing the app: the two are strangers.
        "letterbox_address": reverse("letterbox"),
        "notices_unread": SimpleLazyObject(lambda: _unread(request)),
        "demonstration": SimpleLazyObject(_banner) if settings.PORTAL_DEMONSTRATION else "",
    }


def _unread(request: HttpRequest) -> Unread:
    """Return what is new to the person; who is not logged in has nothing and costs nothing."""
    user = request.user
    return unread_of([user.pk])[user.pk] if user.is_authenticated else Unread()


@dataclass(frozen=True)
class Banner:
    """What a page says of the demonstration; not on the pages of another assembly, whose day is real."""

    words: str
    assembly_id: int


def _banner() -> Banner | None:
    standing = Demonstration.objects.only("is_replayed", "assembly").first()
    if standing is None:
        return None
    day = "the day of 27 May 2022, replayed today" if standing.is_replayed else "27 May 2022 as it was"
    return Banner(f"Demonstration: {day}", standing.assembly_id)
