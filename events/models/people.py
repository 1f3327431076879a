"""The people of a programme: chairs, speakers and facilitators are rows of it, not rights of an account."""

from typing import ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from events.models.assembly import Assembly
from events.models.programme import Room, Session, Topic


class Contributor(models.Model):
    """A person whom the programme names, with or without a log-in."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="contributors")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
    )
    name = models.CharField(max_length=120)
    post = models.CharField(
        max_length=160, blank=True, help_text="As the programme prints it under the name."
    )

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assembly", "user"],
                condition=Q(user__isnull=False),
                name="events_contributor_once_per_user",
            ),
        ]

    def __str__(self) -> str:
        return self.name


Part = TypeVar("Part", bound=models.Model)


class PartManager(models.Manager[Part]):
    """Loads the person with the part they play: a part is never shown without its name."""

    def get_queryset(self) -> models.QuerySet[Part]:
        """Everybody who plays this part, named."""
        return super().get_queryset().select_related("contributor")


class Chair(models.Model):
    """Leads a session: a learner."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="chairs")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="chairs")

    objects = PartManager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "contributor"], name="events_chair_once_per_session"),
        ]

    def __str__(self) -> str:
        return str(self.contributor)


class Speaker(models.Model):
    """Presents in a session; in a showcase, one of its topics."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="speakers")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="speakers")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="speakers")
    position = models.PositiveSmallIntegerField(default=0)

    objects = PartManager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "topic", "contributor"],
                name="events_speaker_once_per_topic",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return str(self.contributor)


class Facilitator(models.Model):
    """Hosts a room."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="facilitators")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="facilitators")

    objects = PartManager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "contributor"], name="events_facilitator_once_per_room"),
        ]

    def __str__(self) -> str:
        return str(self.contributor)


class Deputy(models.Model):
    """Stands by in a room, and runs it while nobody is there who does."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="deputies")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="deputies")

    objects = PartManager()

    class Meta:
        verbose_name_plural = "deputies"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "contributor"], name="events_deputy_once_per_room"),
        ]

    def __str__(self) -> str:
        return str(self.contributor)
