"""Who waits for a place in a full room, and for whom one is kept."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from common.lookups import Moment
from events.models import Delegate, Room, Session


class WaitQuerySet(models.QuerySet["Wait"]):
    """Waits by what they are still worth; with the session they end without anybody's doing."""

    def standing(self, at: Moment) -> Self:
        """Those in line or with an offer, of a session that goes on, who have had a place since joining.

        Cancelling a place at the assembly voids its waits, and coming back does not bring them back.
        """
        answered_late = Q(offer_expires_at__lte=at)
        return self._of_registered().filter(session__ends_at__gt=at).exclude(answered_late)

    def in_line(self, at: Moment) -> Self:
        """Those to whom nothing was offered yet, the first to get a place first."""
        return self.standing(at).filter(offered_at=None).order_by("joined_at", "pk")

    def offered(self, at: Moment) -> Self:
        """Those for whom a place is kept at the instant: each uses up one."""
        return self.standing(at).filter(offered_at__isnull=False)

    def of_session_time(self, at: Moment) -> Self:
        """Those that a page still tells of: standing, or offered and not answered in time."""
        return self._of_registered().filter(session__ends_at__gt=at)

    def with_positions(self, at: datetime) -> Self:
        """Together with how many are ahead of each (``ahead_count``) and in line at all (``line_count``)."""
        line = Wait.objects.in_line(at).filter(room=OuterRef("room")).order_by()
        earlier = Q(joined_at__lt=OuterRef("joined_at")) | Q(
            joined_at=OuterRef("joined_at"), pk__lt=OuterRef("pk")
        )
        return self.annotate(ahead_count=_counted(line.filter(earlier)), line_count=_counted(line))

    def _of_registered(self) -> Self:
        return self.filter(
            delegate__state=Delegate.State.REGISTERED, joined_at__gte=F("delegate__registered_at")
        )


def _counted(waits: WaitQuerySet) -> Coalesce:
    counts = waits.values(all=Value(1)).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counts), 0)


class Wait(models.Model):
    """A delegate's turn for a full room: one per person and session; they may sit in another room meanwhile.

    Whoever joins again does so by a new row, so that equal times keep the order of joining.
    """

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="waits")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="waits")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="waits")
    joined_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True)
    offer_expires_at = models.DateTimeField(null=True, blank=True, help_text="Until when a place is kept.")

    objects: ClassVar[WaitQuerySet] = WaitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delegate", "session"], name="breakouts_wait_once_per_session"),
            models.CheckConstraint(
                condition=Q(offered_at=None, offer_expires_at=None)
                | Q(offered_at__isnull=False, offer_expires_at__isnull=False),
                name="breakouts_wait_offer_has_an_end",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["room", "joined_at"], name="breakouts_wait_in_line")]

    def __str__(self) -> str:
        return f"{self.delegate} waits for {self.room}"

    def is_offered(self, at: datetime) -> bool:
        """Whether a place is kept for them at the instant."""
        return self.offer_expires_at is not None and at < self.offer_expires_at

    def is_missed(self, at: datetime) -> bool:
        """Whether they did not answer in time; no worker needs to write that down."""
        return self.offer_expires_at is not None and self.offer_expires_at <= at
