"""What happens inside a room: who has a seat, and what was said."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from events.models import Delegate, Room, Session


class Seat(models.Model):
    """A delegate's claim on a room's capacity: one per person and session."""

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="seats")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="seats")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="seats")
    taken_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True, blank=True, help_text="A seat not entered in time goes to others.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delegate", "session"], name="breakouts_seat_once_per_session"),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} in {self.room}"


class Message(models.Model):
    """One line of a room's chat."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    author_name = models.CharField(max_length=120)
    body = models.TextField()
    cid = models.UUIDField(help_text="Drawn by the sender, so that a message sent twice stands once.")
    sent_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["sent_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "author", "cid"], name="breakouts_message_once_per_cid"),
        ]
        indexes: ClassVar = [models.Index(fields=["room", "sent_at"], name="breakouts_message_by_time")]

    def __str__(self) -> str:
        return self.body[:60]
