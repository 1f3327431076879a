"""Messages that organisers write themselves, to people of an assembly."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import LearnerGroup, LocalOffice
from events.models.assembly import Assembly
from events.models.programme import Room, Session

SUBJECT_LENGTH = 150


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by whether they can still be changed."""

    def drafts(self) -> Self:
        """Those that nobody has sent."""
        return self.filter(sent_at=None)


class Message(models.Model):
    """What organisers tell some of their people. Once it is sent it says what it said.

    ``audience`` is the key of one in ``events.audiences``; the row that it needs stands beside it.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="messages")
    subject = models.CharField(max_length=SUBJECT_LENGTH)
    introduction = models.TextField("message", help_text="Blank lines make paragraphs.")
    button = models.CharField("button", max_length=60, blank=True)
    path = models.CharField("where the button leads", max_length=300, blank=True)
    audience = models.CharField("who gets it", max_length=20)
    local_office = models.ForeignKey(
        LocalOffice, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    learner_group = models.ForeignKey(
        LearnerGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # A session that is removed leaves the message: what was sent stays known.
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField("when", null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    sent_to = models.CharField(max_length=300, blank=True, help_text="Who that was, in words.")

    objects: ClassVar[MessageQuerySet] = MessageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | ~Q(subject="") & ~Q(introduction=""),
                name="events_message_sent_says_something",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_sent(self) -> bool:
        """Whether it was sent, or is to be sent at a set time."""
        return self.sent_at is not None

    @property
    def seats(self) -> str:
        """The room or session whose people are meant."""
        return f"{self.room.session}: {self.room}" if self.room else str(self.session or "")

    @property
    def about(self) -> str:
        """The name under which its notices stand in the ledger."""
        return f"message-{self.pk}"
