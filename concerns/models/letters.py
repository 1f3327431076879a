"""Mail that says nothing: who is to look into the portal, at which of the day's two fixed times."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    """Mails by what is to be done with them."""

    def due(self, at: datetime) -> Self:
        """Those whose time has come and that nobody has taken in hand."""
        return self.filter(not_before__lte=at, claimed_at=None, sent_at=None)


class OutgoingMail(models.Model):
    """One mail to one person at one fixed time, whatever happened and however much."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="+")
    slot_at = models.DateTimeField()
    not_before = models.DateTimeField(help_text="The slot, or later after the mail server refused it.")
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[OutgoingMailQuerySet] = OutgoingMailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "slot_at"], name="concerns_one_mail_per_slot"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["not_before"],
                condition=models.Q(claimed_at=None, sent_at=None),
                name="concerns_mail_due",
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"
