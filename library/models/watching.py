"""Where each person stopped in a recording."""

from typing import ClassVar

from django.db import models

from events.models import Delegate
from library.models.recordings import Recording


class Watching(models.Model):
    """Where a delegate stopped, so that they go on there. How long they watched is in their visits."""

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="watchings")
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="watchings")
    position = models.PositiveIntegerField(default=0, help_text="In seconds.")
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delegate", "recording"], name="library_watching_once_each"),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} at {self.position} s"
