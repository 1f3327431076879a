"""How a room is run: its timer, its pace, who wants the word, and what its hosts announce."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from events.models import Room

ANNOUNCEMENT_LIMIT = 500
LABEL_LIMIT = 60


class Conduct(models.Model):
    """How one room is run now; a room without a row is run in no special way.

    The row is also what everybody waits for who raises a hand, announces something or restricts somebody, so
    without it there are no hands, announcements and restrictions.
    """

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="conduct")
    slow_seconds = models.PositiveSmallIntegerField(
        default=0, help_text="How long everybody but hosts waits between two messages."
    )
    holds_questions = models.BooleanField(
        default=False, help_text="Whether a host looks at each question before the room does."
    )
    keeps_notes = models.BooleanField(
        default=False, help_text="Whether only those who run the room write its notes."
    )
    notes_signed_off_at = models.DateTimeField(null=True, blank=True)
    notes_signed_off_by = models.CharField(
        max_length=12, blank=True, help_text="In which role, never who: Facilitator, Chair or Organiser."
    )
    timer_ends_at = models.DateTimeField(null=True, blank=True)
    timer_label = models.CharField(max_length=LABEL_LIMIT, blank=True)
    speaking_minutes = models.PositiveSmallIntegerField(
        default=0, help_text="How long each may speak at a roundtable; 0: without a limit."
    )
    newcomers_first = models.BooleanField(
        default=False, help_text="Whether people who speak for the first time come before all others."
    )
    recall_due_at = models.DateTimeField(
        null=True, blank=True, help_text="When everybody is expected back at the main stage."
    )
    recall_to = models.CharField(
        max_length=200, blank=True, help_text="The address at which everybody is expected."
    )

    class Meta:
        verbose_name_plural = "conduct"

    def __str__(self) -> str:
        return f"conduct of {self.room}"

    @property
    def is_written(self) -> bool:
        """Whether the room has a row, and so perhaps hands, announcements and restrictions."""
        return not self._state.adding


class Hand(models.Model):
    """Somebody in the room wants the word."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="hands")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    is_first = models.BooleanField(
        "first time", default=False, help_text="They had not been given the word at this assembly before."
    )
    raised_at = models.DateTimeField()
    lowered_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True, help_text="When a host gave them the word.")

    class Meta:
        ordering: ClassVar = ["raised_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "user"],
                condition=Q(lowered_at=None),
                name="breakouts_hand_one_open_per_person",
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(lowered_at__isnull=False),
                name="breakouts_hand_taken_is_lowered",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Announcement(models.Model):
    """What a host tells everybody in the room, above the chat."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="announcements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by_name = models.CharField(max_length=120)
    body = models.CharField(max_length=ANNOUNCEMENT_LIMIT)
    cid = models.UUIDField(help_text="Drawn by the sender, so that it stands once, however often it is sent.")
    announced_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="When a host took it back.")
    broadcast = models.ForeignKey(
        "breakouts.Broadcast",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="announcements",
        help_text="What organisers told several rooms at once, if this is a part of it.",
    )

    class Meta:
        ordering: ClassVar = ["announced_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "by", "cid"], name="breakouts_announcement_once_per_cid"),
        ]

    def __str__(self) -> str:
        return self.body[:60]
