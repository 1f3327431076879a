"""What was removed from networking when its time was over: counts, never words."""

from typing import ClassVar

from django.db import models

from breakouts.models import ClearingRecord
from events.models import Assembly


class NetworkingClearing(ClearingRecord):
    """What was removed from networking."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="networking_clearings")

    class Meta(ClearingRecord.Meta):
        verbose_name = "clearing of networking"
        verbose_name_plural = "what networking keeps"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assembly", "of_end"], name="networking_clearing_once"),
        ]

    def __str__(self) -> str:
        return f"networking at {self.assembly}"
