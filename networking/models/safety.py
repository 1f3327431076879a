"""Who keeps whom away, what was reported, and whom organisers suspended."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from common.codes import new_code
from common.lookups import Moment
from events.models import Delegate

BECAUSE_LIMIT = 500


class Block(models.Model):
    """One person keeps another away, at every assembly and in both directions. Nobody else learns of it."""

    # In addresses: one's own numbers would tell when others block.
    code = models.CharField(max_length=10, unique=True, default=new_code, editable=False)
    blocker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    blocked_name = models.CharField(max_length=120, help_text="As the blocker knew them.")
    blocked_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-blocked_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="networking_block_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="networking_block_another"),
        ]
        indexes: ClassVar = [models.Index(fields=["blocked", "blocker"], name="networking_block_back")]

    def __str__(self) -> str:
        return f"{self.blocker} of {self.blocked_name}"


class Mute(models.Model):
    """Somebody wants no notices of what another person says. The other learns nothing of it."""

    by = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="mutes")
    about = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="+")
    muted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["by", "about"], name="networking_mute_once")]

    def __str__(self) -> str:
        return f"{self.by} of {self.about}"


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    """Suspensions by whether they still hold."""

    def in_force(self, at: Moment) -> Self:
        """Those that nobody has ended and that have not run out."""
        return self.filter(Q(until_at=None) | Q(until_at__gt=at), since_at__lte=at, ended_at=None)


class Suspension(models.Model):
    """An organiser keeps a delegate out of networking, from when until when, and why. They are told."""

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="suspensions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    because = models.CharField(max_length=BECAUSE_LIMIT)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True, help_text="Empty: until an organiser ends it.")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SuspensionQuerySet] = SuspensionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["-since_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["delegate"], condition=Q(ended_at=None), name="networking_suspension_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate}: {self.because[:60]}"


class NetworkingReport(models.Model):
    """Somebody tells organisers of a person or of their words, which it keeps whatever becomes of them."""

    class Kind(models.TextChoices):
        LINE = "line", "Message"
        REQUEST = "request", "Request"
        INVITATION = "invite", "Invitation to a group"
        PROFILE = "profile", "Person"

    class Outcome(models.TextChoices):
        NOTHING = "nothing", "Nothing to do"
        SPOKEN_TO = "spoken_to", "Spoke to the person"
        HIDDEN = "hidden", "Hid the message"
        SUSPENDED = "suspended", "Suspended from networking"

    reporter = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="reports_made")
    about = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="reports_about")
    kind = models.CharField(max_length=8, choices=Kind)
    line = models.ForeignKey(
        "networking.Line", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    body = models.TextField(blank=True, help_text="What it said when it was reported.")
    context: models.JSONField = models.JSONField(
        default=list, blank=True, help_text="What was said around it: name, time and words of a few lines."
    )
    because = models.CharField(max_length=BECAUSE_LIMIT)
    added: models.JSONField = models.JSONField(
        default=list,
        blank=True,
        help_text="What the reporter said later: time, words, and what it said then if changed.",
    )
    reported_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reason = models.CharField(max_length=BECAUSE_LIMIT, blank=True, help_text="Why it was handled so.")

    class Meta:
        ordering: ClassVar = ["reported_at", "pk"]
        verbose_name = "report"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(handled_at=None) | ~Q(outcome=""), name="networking_report_handled_has_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.because[:60]}"

    @property
    def told_at(self) -> list[datetime]:
        """When its reporter told of it: at first, and whatever they added."""
        return [self.reported_at, *(datetime.fromisoformat(each["at"]) for each in self.added)]

    def says(self, because: str, body: str) -> bool:
        """Whether its reporter has said this of it already."""
        said = [(self.because, ""), *((each["because"], each["body"]) for each in self.added)]
        return (because, self._changed(body)) in said

    def add(self, because: str, body: str, *, at: datetime) -> None:
        """Put more below what its reporter said first; words that were changed since are kept again."""
        self.added = [*self.added, {"at": at.isoformat(), "because": because, "body": self._changed(body)}]

    def _changed(self, body: str) -> str:
        return "" if body == self.body else body
