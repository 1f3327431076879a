"""What the pages of a place say of its confirmation and of choosing rooms, as it is at this moment."""

from datetime import datetime
from typing import Any

from events.models import Delegate, Session
from events.notices import confirmation_of
from notices.outlook import outlook_of


def confirmation_words(delegate: Delegate, *, at: datetime) -> dict[str, Any]:
    """Return what the template asks for; nothing for who has no place. Load ``assembly`` with them."""
    if not delegate.has_place:
        return {}
    confirmation = confirmation_of(delegate)
    return {
        "confirmation": confirmation,
        "outlook": outlook_of(confirmation),
        "has_programme": Session.objects.filter(assembly=delegate.assembly).public(at).exists(),
    }
