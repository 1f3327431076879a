"""Who was called away from a room, and what they have read of the time that they missed."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from events.models import Room


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences by whether they go on."""

    def open(self) -> Self:
        """Those of people who have not come back, whatever is kept for them."""
        return self.filter(returned_at=None)

    def standing(self, at: datetime) -> Self:
        """Those that others are told of: the person is away, and expected back."""
        return self.open().filter(until_at__gt=at)


class Absence(models.Model):
    """Somebody went out of a room for a while: called away by a press of a button, or simply not seen.

    The second kind is written only when its digest is put aside, and is over by then.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="absences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    left_at = models.DateTimeField()
    until_at = models.DateTimeField(help_text="Until when their seat is kept.")
    returned_at = models.DateTimeField(null=True, blank=True)
    dismissed_at = models.DateTimeField(
        null=True, blank=True, help_text="When they put aside what happened meanwhile."
    )

    objects: ClassVar[AbsenceQuerySet] = AbsenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["left_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "user"],
                condition=Q(returned_at=None),
                name="breakouts_absence_one_open_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} away from {self.room}"

    def is_standing(self, at: datetime) -> bool:
        """Whether they are away, and something is kept for them."""
        return self.returned_at is None and at < self.until_at
