"""When those with a part in a room were last seen there, and who ran it while its hosts were away."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from events.models import Room


class Because(models.TextChoices):
    """Why somebody runs the room instead."""

    RECONNECTING = "reconnecting", "The host lost their line"
    CALLED_AWAY = "called_away", "The host was called away"
    LATE = "late", "The host has not come"
    HANDED = "handed", "The room was handed over"


class Ended(models.TextChoices):
    """Why they do so no more."""

    BACK = "back", "The host is back"
    GONE = "gone", "The deputy has gone"
    DECLINED = "declined", "The deputy said no"
    HANDED_ON = "handed_on", "The room was handed on"
    TAKEN_BACK = "taken_back", "A host took the room back"
    OVER = "over", "The session ended"


class HostSeen(models.Model):
    """When somebody with a part in a room was last there: of presence, which is forgotten, the fact."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="hosts_seen")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    paged_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When they last opened a page of the room: without scripts all one sees.",
    )

    class Meta:
        verbose_name_plural = "hosts seen"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "user"], name="breakouts_host_seen_once_per_room"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.room} at {self.seen_at:%H:%M:%S}"


class DeputisingQuerySet(models.QuerySet["Deputising"]):
    """Times of deputies by whether they go on."""

    def open(self) -> Self:
        """Those that nothing has ended."""
        return self.filter(ended_at=None)

    def running(self, at: datetime) -> Self:
        """Those in which the person may run the room: until they end, and a while longer to finish."""
        return self.filter(Q(until_at=None) | Q(until_at__gt=at), since_at__lte=at)


class Deputising(models.Model):
    """Somebody runs a room instead of its hosts: who, for whom, from when until when."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="deputisings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    absent_name = models.CharField(max_length=120, blank=True)
    because = models.CharField(max_length=12, choices=Because)
    since_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=10, choices=Ended, blank=True)
    until_at = models.DateTimeField(
        null=True, blank=True, help_text="Until when they may still run the room, to finish something."
    )

    objects: ClassVar[DeputisingQuerySet] = DeputisingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "time of a deputy"
        verbose_name_plural = "times of deputies"
        ordering: ClassVar = ["since_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room"], condition=Q(ended_at=None), name="breakouts_deputising_one_open_per_room"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, until_at=None, ended="")
                | Q(ended_at__isnull=False, until_at__isnull=False) & ~Q(ended=""),
                name="breakouts_deputising_ended_as_a_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.room}"

    @property
    def is_handed(self) -> bool:
        """Whether somebody chose them, so that nobody's coming back ends it."""
        return self.because == Because.HANDED
