"""What is said in a room, and what people report of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from events.models import Room

BECAUSE_LIMIT = 500


class Message(models.Model):
    """One line of a room's chat. Hiding takes it out of sight and deletes nothing."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    author_name = models.CharField(max_length=120)
    author_role = models.CharField(
        max_length=20, blank=True, help_text="How the author hosted the room when this was said."
    )
    body = models.TextField()
    cid = models.UUIDField(help_text="Drawn by the sender, so that a message sent twice stands once.")
    sent_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["sent_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "author", "cid"], name="breakouts_message_once_per_cid"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["room", "sent_at"], name="breakouts_message_by_time"),
            models.Index(fields=["room", "author", "sent_at"], name="breakouts_message_by_author"),
        ]

    def __str__(self) -> str:
        return self.body[:60]

    @property
    def is_edited(self) -> bool:
        """Whether its author has changed it."""
        return self.edited_at is not None

    @property
    def is_hidden(self) -> bool:
        """Whether only those who run the room still read it."""
        return self.hidden_at is not None


class Report(models.Model):
    """Somebody tells those who run the room of a message. It keeps the words, whatever becomes of them."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    body = models.TextField(help_text="What the message said when it was reported.")
    because = models.CharField(max_length=BECAUSE_LIMIT, blank=True)
    reported_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["reported_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "reporter"], name="breakouts_report_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.message} {self.because}".strip()
