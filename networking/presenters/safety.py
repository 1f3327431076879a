"""What the page of a person says about keeping them away."""

from datetime import datetime

from networking.keeping_away import has_muted
from networking.models import Profile
from networking.views.loading import Part


def about_person(part: Part, profile: Profile, at: datetime) -> dict[str, object]:
    """Tell whether the viewer has muted this person. One query."""
    return {"is_muted": has_muted(part.delegate, profile.delegate)}
