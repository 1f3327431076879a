"""By what a room is met besides its page: the stage's picture, the call, the telephone."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from events.models.programme import Room

ADDRESS_LENGTH = 1000


class RoomSource(models.Model):
    """A row of its own: what reads rooms for public pages, feeds and mails loads none of its addresses."""

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="source")
    stage_address = models.CharField("stage address", max_length=ADDRESS_LENGTH, blank=True)
    fallback_address = models.CharField("fallback address", max_length=ADDRESS_LENGTH, blank=True)
    captions_address = models.CharField("live captions address", max_length=ADDRESS_LENGTH, blank=True)
    call_address = models.CharField("call address", max_length=ADDRESS_LENGTH, blank=True)
    dial_in_number = models.CharField("dial-in number", max_length=40, blank=True)
    dial_in_code = models.CharField("dial-in code", max_length=40, blank=True)
    call_words = models.TextField("what to know", max_length=500, blank=True)
    revision = models.PositiveIntegerField(
        default=0, help_text="Counts what those in the room are told to look at anew."
    )
    stage_revision = models.PositiveIntegerField(
        default=0,
        help_text="The revision in which the stage changed: nothing else stops a picture that plays.",
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"Source of room {self.room_id}"

    @property
    def has_call(self) -> bool:
        """Whether there is anything to join by."""
        return bool(self.call_address or self.dial_in_number)
