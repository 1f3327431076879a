"""What organisers did about reports and people, written once and never changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from breakouts.models import Report
from events.models import Assembly, Delegate
from networking.models.safety import BECAUSE_LIMIT, NetworkingReport


class SafetyAct(models.Model):
    """One thing that an organiser did about a person or their words: who, when and why."""

    class Verb(models.TextChoices):
        NOTHING = "nothing", "Nothing to do"
        SPOKEN_TO = "spoken_to", "Spoke to the person"
        HIDDEN = "hidden", "Hid the message"
        SUSPENDED = "suspended", "Suspended from networking"
        READMITTED = "readmitted", "Ended the suspension"

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey(
        Delegate,
        on_delete=models.CASCADE,
        null=True,
        related_name="safety_acts",
        help_text="Empty: somebody without a place, who wrote in a room.",
    )
    about_name = models.CharField(max_length=120)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    actor_name = models.CharField(max_length=120)
    verb = models.CharField(max_length=10, choices=Verb)
    because = models.CharField(max_length=BECAUSE_LIMIT)
    until_at = models.DateTimeField(null=True, blank=True, help_text="Until when somebody is suspended.")
    report = models.ForeignKey(
        NetworkingReport, on_delete=models.SET_NULL, null=True, blank=True, related_name="acts"
    )
    room_report = models.ForeignKey(
        Report, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["about", "at"], name="networking_act_by_person")]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.get_verb_display()}"
