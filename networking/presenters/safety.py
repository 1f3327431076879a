"""What the page of a person says about keeping them away."""

from datetime import datetime

from networking.keeping_away import has_muted
from networking.models import Profile
from networking.views.loading import Part


def about_person(part: Part, profile: Profile, at: datetime) -> dict[str, object]:
    """Tell whether the viewer has muted this person. One query; none for who cannot mute."""
    return {"is_muted": bool(part.can_take_part) and has_muted(part.delegate, profile.delegate)}
