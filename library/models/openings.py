"""How often something was opened, day by day; by whom is written nowhere."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from library.models.documents import Document
from library.models.recordings import Recording


class Opening(models.Model):
    """How often one document or recording was opened on one day."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, related_name="openings")
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, null=True, related_name="openings")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "recording", "day"],
                name="library_opening_once_a_day",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(document=None) ^ Q(recording=None), name="library_opening_of_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document or self.recording}, {self.day}: {self.count}"
