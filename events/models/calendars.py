"""What lets a calendar follow one person's programme: the address it reads, and what it was told before."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.codes import new_token
from events.models.assembly import Assembly


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    """Addresses by whether they are still good."""

    def active(self) -> Self:
        """Those that nobody has revoked."""
        return self.filter(revoked_at=None)


class CalendarFeed(models.Model):
    """The private address at which calendars read one person's programme of one assembly.

    One for each assembly, so that a calendar ends with its day and is taken away by itself. The token stands
    here as it is, because its page shows it again for the second phone; it opens nothing but what the same
    database says of rooms chosen.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="calendar_feeds")
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_on = models.DateField(
        null=True, blank=True, help_text="The day only: when a phone asks is nobody's business."
    )

    objects: ClassVar[CalendarFeedQuerySet] = CalendarFeedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "assembly"],
                condition=Q(revoked_at=None),
                name="events_calendar_feed_one_active",
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.user} for {self.assembly}"

    @property
    def address(self) -> str:
        """Where calendars read it; whoever has it reads it. Load ``assembly`` with it."""
        return f"/{self.assembly.slug}/calendar/{self.token}.ics"


class CalendarEdition(models.Model):
    """How often an entry has said something new to one person, and what it said last.

    What is one's own in an entry has many causes: places, waiting lists, seats, parts in the programme. None
    of them has to count: the calendar compares itself with what it said before. Without a row an entry has
    said nothing but what everybody reads.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="+")
    uid = models.CharField(max_length=60)
    said = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "uid"], name="events_calendar_edition_once_per_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.uid}: {self.count}"
