"""Who asked for help in a room, with what, and who took it."""

from typing import ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from events.models import Assembly, Room

HELP_WORDS_LIMIT = 300


class HelpCallQuerySet(models.QuerySet["HelpCall"]):
    """Calls by whether they wait for somebody."""

    def open(self) -> Self:
        """Those that nobody has resolved and that were not withdrawn."""
        return self.filter(state__in=HelpCall.OPEN_STATES)

    def at_assembly(self, assembly: Assembly) -> Self:
        """Those of the rooms of an assembly."""
        return self.filter(room__session__assembly=assembly)

    def for_room_staff(self) -> Self:
        """Those that whoever runs the room may know of."""
        return self.filter(kind=HelpCall.Kind.FACILITATOR)

    def not_private(self) -> Self:
        """Those that may show where somebody looks over a shoulder."""
        return self.exclude(kind=HelpCall.Kind.WELLBEING)


class HelpCall(models.Model):
    """One call for help. Of one for wellbeing nobody in the room learns, not even that there is one."""

    class Kind(models.TextChoices):
        FACILITATOR = "facilitator", "The facilitator"
        TECHNICAL = "technical", "Technical help"
        ACCESS = "access", "Access: captions, interpreter, slides"
        WELLBEING = "wellbeing", "Wellbeing"
        NO_HOST = "no_host", "Nobody runs the room"

    class State(models.TextChoices):
        OPEN = "open", "Waiting"
        CLAIMED = "claimed", "Somebody is on it"
        RESOLVED = "resolved", "Resolved"
        WITHDRAWN = "withdrawn", "Withdrawn"

    ASKED = (Kind.FACILITATOR, Kind.TECHNICAL, Kind.ACCESS, Kind.WELLBEING)
    """What people ask for; the rest the clock does."""
    OPEN_STATES = (State.OPEN, State.CLAIMED)

    # Numbers that rise would tell that somebody else has asked meanwhile.
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="help_calls")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: the clock called, because nobody runs the room.",
    )
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=11, choices=Kind)
    words = models.CharField(max_length=HELP_WORDS_LIMIT, blank=True)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_name = models.CharField(max_length=120, blank=True)
    answer = models.CharField(
        max_length=HELP_WORDS_LIMIT, blank=True, help_text="What the helper wrote back."
    )
    resolved_at = models.DateTimeField(null=True, blank=True, help_text="When it was resolved or withdrawn.")
    overdue_told_at = models.DateTimeField(
        null=True, blank=True, help_text="When organisers were told that nobody had taken it."
    )

    objects: ClassVar[HelpCallQuerySet] = HelpCallQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "call for help"
        verbose_name_plural = "calls for help"
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "user", "kind"],
                condition=Q(state__in=["open", "claimed"]),
                name="breakouts_help_one_open_per_kind",
            ),
            models.UniqueConstraint(
                fields=["room"],
                condition=Q(state__in=["open", "claimed"], kind="no_host"),
                name="breakouts_help_one_open_for_host",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(kind="no_host"), name="breakouts_help_somebody_asked"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "claimed"], resolved_at=None)
                | Q(state__in=["resolved", "withdrawn"], resolved_at__isnull=False),
                name="breakouts_help_over_has_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["asked_at"], condition=Q(resolved_at=None), name="breakouts_help_not_resolved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.asked_at:%H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether it needs somebody."""
        return self.state in self.OPEN_STATES

    @property
    def is_private(self) -> bool:
        """Whether it leaves no trace in the room, nor on a page that was not opened for it."""
        return self.kind == self.Kind.WELLBEING

    @property
    def is_claimed(self) -> bool:
        """Whether somebody is on it."""
        return self.state == self.State.CLAIMED
