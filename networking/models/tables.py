"""For whom a room of a networking session is a table."""

from django.db import models

from accounts.models import LearnerGroup, LocalOffice
from events.models import Room


class Table(models.Model):
    """What brings people together at a table. It invites them, and shuts nobody out."""

    class By(models.TextChoices):
        THEME = "theme", "A theme"
        LOCAL_OFFICE = "local_office", "Local office"
        PROFESSION = "profession", "Profession"
        OPEN = "open", "Everybody"

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="table")
    by = models.CharField("for", max_length=12, choices=By, default=By.OPEN)
    local_office = models.ForeignKey(
        LocalOffice,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: people find others of their own.",
    )
    learner_group = models.ForeignKey(
        LearnerGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: people find others of their own.",
    )

    class Meta:
        verbose_name = "networking table"
        ordering = ["room__session__starts_at", "room__place__position", "pk"]

    def __str__(self) -> str:
        return str(self.room)

    @property
    def for_whom(self) -> str:
        """Say for whom it is. Load ``local_office``, ``learner_group`` and the room's ``theme`` with it."""
        if self.by == self.By.LOCAL_OFFICE:
            named = f"For people of {self.local_office}"
            return named if self.local_office else "Meet people of your local office"
        if self.by == self.By.PROFESSION:
            return f"For {self.learner_group}" if self.learner_group else "Meet people of your profession"
        if self.by == self.By.THEME and self.room.theme:
            return f"About {self.room.theme.title}"
        return "For everybody"
