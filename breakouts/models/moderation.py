"""What a room's hosts did about people and messages, and what it still forbids."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from breakouts.models.chat import BECAUSE_LIMIT, Message
from breakouts.rules import is_in_force
from common.lookups import Moment
from events.models import Room


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    """Restrictions by whether they still hold."""

    def in_force(self, at: Moment) -> Self:
        """Those that nobody has ended and that have not run out."""
        return self.filter(Q(until_at=None) | Q(until_at__gt=at), ended_at=None)


class Restriction(models.Model):
    """What a person may not do in a room, from when until when, and why. A removal is one as well."""

    class Kind(models.TextChoices):
        MUTED = "muted", "Muted"
        REMOVED = "removed", "Removed"

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="restrictions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind)
    because = models.CharField(max_length=BECAUSE_LIMIT)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True, help_text="Empty: until the session ends.")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[RestrictionQuerySet] = RestrictionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["since_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "user", "kind"],
                condition=Q(ended_at=None),
                name="breakouts_restriction_one_open_per_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_kind_display()}"

    def is_in_force(self, at: datetime) -> bool:
        """Whether it holds at this instant."""
        return is_in_force(self.until_at, self.ended_at, at)


class Act(models.Model):
    """One thing that somebody did who runs the room: written once, never changed."""

    class Verb(models.TextChoices):
        SET_TIMER = "timer_set", "Set the timer"
        EXTENDED_TIMER = "timer_extended", "Extended the timer"
        STOPPED_TIMER = "timer_stopped", "Stopped the timer"
        ANNOUNCED = "announced", "Announced"
        WITHDREW = "withdrawn", "Took back an announcement"
        LOCKED = "locked", "Locked the room"
        UNLOCKED = "unlocked", "Unlocked the room"
        SLOWED = "slowed", "Changed slow mode"
        RECALLED = "recalled", "Called everybody back to the main stage"
        CALLED_OFF = "recall_off", "Called off the return to the main stage"
        HID = "hidden", "Hid a message"
        SHOWED = "shown", "Showed a message again"
        MUTED = "muted", "Muted"
        UNMUTED = "unmuted", "Unmuted"
        REMOVED = "removed", "Removed"
        READMITTED = "readmitted", "Let back in"
        GAVE_WORD = "hand_taken", "Gave the word"
        HANDLED = "report_handled", "Handled a report"
        HELD_QUESTIONS = "questions_held", "Had questions held"
        LET_QUESTIONS = "questions_let", "Let questions appear at once"
        MOVED_QUESTION = "question_moved", "Said what becomes of a question"
        MADE_POLL = "poll_made", "Drafted a poll"
        OPENED_POLL = "poll_opened", "Opened a poll"
        CLOSED_POLL = "poll_closed", "Closed a poll"
        REVEALED_POLL = "poll_revealed", "Showed the result of a poll"
        TOOK_BACK_POLL = "poll_taken_back", "Took back a draft of a poll"
        KEPT_NOTES = "notes_kept", "Kept the notes to those who run the room"
        OPENED_NOTES = "notes_open", "Let everybody write notes"
        SIGNED_OFF = "notes_signed", "Signed the notes off"
        REOPENED_NOTES = "notes_reopened", "Opened the notes again"
        RESTORED_NOTE = "note_restored", "Brought a note back"
        CORRECTED_NOTES = "notes_corrected", "Corrected the notes after the session"
        TOOK_WORD = "word_taken", "Took the word"
        PUT_DOWN = "hand_put_down", "Put a hand down"
        SET_ORDER = "order_set", "Said in which order and how long people speak"
        BEGAN_DEPUTY = "deputy_began", "Had somebody run the room meanwhile"
        ENDED_DEPUTY = "deputy_ended", "Ended the time of a deputy"
        HANDED_ROOM = "deputy_handed", "Handed the room over"
        MISSED_HOST = "deputy_missing", "Called the organisers to the room"

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="acts")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    actor_name = models.CharField(max_length=120)
    verb = models.CharField(max_length=16, choices=Verb)
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    about_name = models.CharField(max_length=120, blank=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    because = models.CharField(max_length=BECAUSE_LIMIT, blank=True)
    detail = models.CharField(max_length=BECAUSE_LIMIT, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["room", "at"], name="breakouts_act_by_time")]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.get_verb_display()}"
