"""Who has a seat in a room."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from breakouts.rules import AWAY_KEPT_FOR, SEAT_KEPT_FOR, away_until, kept_until
from common.lookups import Moment
from events.models import Chair, Delegate, Deputy, Facilitator, Room, Session, Speaker


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats by what they are still worth."""

    def of_registered(self) -> Self:
        """Those whose holder has had a place at the assembly ever since taking them.

        Cancelling a place voids its seats without touching them, and coming back does not bring them back:
        others may sit there by then.
        """
        return self.filter(
            delegate__state=Delegate.State.REGISTERED, taken_at__gte=F("delegate__registered_at")
        )

    def standing(self, at: Moment) -> Self:
        """Those that nobody else may take: entered, or still kept for their holder.

        Who was called away is expected back for ten minutes, which end after every other time of keeping.
        """
        kept = Q(session__starts_at__gt=at - SEAT_KEPT_FOR) | Q(taken_at__gt=at - SEAT_KEPT_FOR)
        is_here = Q(entered_at__isnull=False, away_at=None)
        is_expected = Q(entered_at__isnull=False, away_at__gt=at - AWAY_KEPT_FOR)
        return self.of_registered().filter(is_here | is_expected | (kept & Q(entered_at=None)))

    def counted(self, at: datetime) -> Self:
        """Those that use up capacity: standing, and not of those who host or help in the room."""
        holder = {"contributor__user": OuterRef("delegate__user")}
        return self.standing(at).exclude(
            Exists(Facilitator.objects.filter(room=OuterRef("room"), **holder))
            | Exists(Chair.objects.filter(session=OuterRef("session"), **holder))
            | Exists(Speaker.objects.filter(session=OuterRef("session"), **holder))
            | Exists(Speaker.objects.filter(topic__question_room=OuterRef("room"), **holder))
            | Exists(Deputy.objects.filter(room=OuterRef("room"), **holder))
            | Exists(User.objects.organisers().filter(pk=OuterRef("delegate__user")))
        )


class Seat(models.Model):
    """A delegate's claim on a room's capacity: one per person and session."""

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="seats")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="seats")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="seats")
    taken_at = models.DateTimeField()
    entered_at = models.DateTimeField(
        null=True, blank=True, help_text="A seat not entered in time goes to others."
    )

    away_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When its holder was called away; ten minutes later it goes to others.",
    )

    objects: ClassVar[SeatQuerySet] = SeatQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delegate", "session"], name="breakouts_seat_once_per_session"),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} in {self.room}"

    @property
    def kept_until(self) -> datetime | None:
        """Until when it waits for a holder who has not come, or was called away; none while they are here.

        Load ``session`` too.
        """
        if self.entered_at is not None:
            return away_until(self.away_at) if self.away_at else None
        return kept_until(starts_at=self.session.starts_at, taken_at=self.taken_at)

    def is_standing(self, at: datetime) -> bool:
        """Whether nobody else may take it. Load ``session`` and ``delegate`` with it."""
        if not self.delegate.has_place or self.taken_at < self.delegate.registered_at:
            return False
        return self.kept_until is None or at < self.kept_until
