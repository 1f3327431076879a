"""What delegates were told about what they need, each answer by itself."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from events.models.delegates import AccessRequest


class AccessReply(models.Model):
    """One answer to a request: written once, never changed."""

    request = models.ForeignKey(AccessRequest, on_delete=models.CASCADE, related_name="replies")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=120)
    state = models.CharField(max_length=15, choices=AccessRequest.State, help_text="How far it was then.")
    body = models.TextField(blank=True)
    told_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "access replies"
        ordering: ClassVar = ["told_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.by_name}"

    @property
    def about(self) -> str:
        """What its notice is about."""
        return f"access-{self.pk}"
