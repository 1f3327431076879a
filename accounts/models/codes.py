"""The six-digit codes that prove an address."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models


class EmailCodeQuerySet(models.QuerySet["EmailCode"]):
    """Codes by whom they can let in."""

    def typeable(self, *, email: str, browser: str) -> Self:
        """Those that this browser may type for the address, newest first: mailed to it, or read out."""
        return self.filter(email=email, browser__in=["", browser], used_at=None).order_by("-issued_at", "-pk")

    def mailed_to(self, email: str, *, since: datetime, lately: datetime) -> tuple[int, int]:
        """Count the codes mailed to the address since the one moment and since the other."""
        counts = (
            self.filter(email=email, issued_at__gt=since)
            .exclude(browser="")
            .aggregate(
                all=models.Count("pk"), lately=models.Count("pk", filter=models.Q(issued_at__gt=lately))
            )
        )
        return counts["all"], counts["lately"]


class EmailCode(models.Model):
    """A six-digit code that proves an address: mailed to it, or read out by an organiser.

    It belongs to an address and not to a person, so that the way in is the same for known and new.
    """

    email = models.EmailField("email address")
    digest = models.CharField(max_length=64)
    browser = models.CharField(
        max_length=43, blank=True, help_text="The only browser that may type it; empty for any."
    )
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    read_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[EmailCodeQuerySet] = EmailCodeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["email", "issued_at"], name="accounts_emailcode_by_address"),
            models.Index(fields=["issued_at"], name="accounts_emailcode_by_age"),
        ]

    def __str__(self) -> str:
        return f"code for {self.email}"
