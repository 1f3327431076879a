"""What an organiser can choose from in the forms of one assembly: read once for a whole page."""

from dataclasses import dataclass
from typing import Self

from events.models import Assembly, Contributor, Place, Room, Theme


@dataclass(frozen=True)
class Offered:
    """The rows of one assembly. Nothing of another is ever offered, so nothing of another can be forged."""

    places: list[Place]
    themes: list[Theme]
    people: list[Contributor]
    question_rooms: list[Room]

    @classmethod
    def by(cls, assembly: Assembly) -> Self:
        """Read them, in four queries."""
        rooms = Room.objects.filter(session__assembly=assembly, session__kind="questions")
        return cls(
            places=list(assembly.places.all()),
            themes=list(assembly.themes.all()),
            people=list(assembly.contributors.all()),
            question_rooms=list(rooms.select_related("session", "theme", "place")),
        )
