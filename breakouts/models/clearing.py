"""What was removed when the time of an assembly was over: counts, never words."""

from typing import ClassVar

from django.db import models
from django.db.models import F

from events.models import Assembly


class ClearingRecord(models.Model):
    """Begun, and done; never twice for one end. An end that is moved later makes another.

    Each record names the ``assembly`` itself, and holds by a constraint that there is one for each end of it.
    """

    of_end = models.DateTimeField(help_text="The end of the assembly that it follows.")
    began_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, help_text="How many of each kind were removed.")
    unhandled_count = models.PositiveIntegerField(
        default=0, help_text="Reports that nobody had handled when it began."
    )

    class Meta:
        abstract = True
        ordering: ClassVar = [F("began_at").desc(), "-pk"]


class Clearing(ClearingRecord):
    """What was removed from rooms."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="clearings")

    class Meta(ClearingRecord.Meta):
        verbose_name = "clearing of rooms"
        verbose_name_plural = "what rooms keep"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assembly", "of_end"], name="breakouts_clearing_once"),
        ]

    def __str__(self) -> str:
        return f"rooms of {self.assembly}"
