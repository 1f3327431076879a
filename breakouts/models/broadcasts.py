"""What organisers tell several rooms at once."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from breakouts.models.conduct import ANNOUNCEMENT_LIMIT
from events.models import Assembly


class Broadcast(models.Model):
    """One announcement of an organiser, with the rooms that had it: each has a row of its own there."""

    class Reach(models.TextChoices):
        ROOM = "room", "One room"
        RUNNING = "running", "All rooms that run"
        STAGE = "stage", "The stage"

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="broadcasts")
    reach = models.CharField(max_length=7, choices=Reach)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=120)
    body = models.CharField(max_length=ANNOUNCEMENT_LIMIT)
    cid = models.UUIDField(help_text="Drawn by the sender, so that it stands once, however often it is sent.")
    announced_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="When an organiser took it back.")

    class Meta:
        ordering: ClassVar = ["-announced_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assembly", "by", "cid"], name="breakouts_broadcast_once_per_cid"
            ),
        ]

    def __str__(self) -> str:
        return self.body[:60]
