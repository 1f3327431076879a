"""What becomes of a concern: its two tracks, the clocks of its promises, what was recognised and found."""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import LocalOffice
from concerns.kinds import Found, GroupKind, Recognised, Side
from concerns.models.concerns import Concern, Exclusion, Label, SealedText
from concerns.models.groups import HandlerGroup, Membership
from concerns.obligations import Ending, Promise, Stage
from concerns.pathway import LIVE_TRACKS, Track


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Referrals by whether a group has them in hand."""

    def live(self) -> Self:
        """Those that are offered or taken."""
        return self.filter(state__in=LIVE_TRACKS)


class Referral(models.Model):
    """A concern in the hands of one group. Two tracks run at once; one returned never closes the other."""

    class Basis(models.TextChoices):
        REPORTER = "reporter", "The reporter chose it"
        HANDLER = "handler", "A handler referred it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="referrals")
    group = models.ForeignKey(HandlerGroup, on_delete=models.PROTECT, related_name="referrals")
    side = models.CharField(max_length=10, choices=Side)
    basis = models.CharField(max_length=10, choices=Basis)
    state = models.CharField(max_length=10, choices=Track, default=Track.OFFERED)
    offered_on = models.DateField()
    accepted_on = models.DateField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    because = models.ForeignKey(
        SealedText, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[ReferralQuerySet] = ReferralQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["concern", "group"],
                condition=Q(state__in=LIVE_TRACKS),
                name="concerns_one_live_referral_per_group",
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"

    @property
    def is_live(self) -> bool:
        """Whether the group has it in hand."""
        return self.state in LIVE_TRACKS


class SightedNoticeQuerySet(models.QuerySet["SightedNotice"]):
    """Sighted notices by who may know of them."""

    def visible_to(self, user_id: int) -> Self:
        """Those of the person's own office, unless they, or a group of theirs, are kept out."""
        offices = Membership.objects.active().filter(user=user_id, group__kind=GroupKind.DEAN)
        kept_out = Exclusion.objects.of_person(user_id).filter(concern=models.OuterRef("concern"))
        return self.filter(~models.Exists(kept_out), local_office__in=offices.values("group__local_office"))


class SightedNotice(models.Model):
    """That a concern exists, told to the Postgraduate Dean's office: coarse facts and clocks, no words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="sighted_notices")
    local_office = models.ForeignKey(LocalOffice, on_delete=models.DO_NOTHING, related_name="+")
    on = models.DateField()
    seen_on = models.DateField(null=True, blank=True)

    objects: ClassVar[SightedNoticeQuerySet] = SightedNoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["concern", "local_office"], name="concerns_one_sighted_notice_per_office"
            ),
        ]

    def __str__(self) -> str:
        return f"sighted notice {self.pk}"


class ClockQuerySet(models.QuerySet["Clock"]):
    """Clocks by whether they run."""

    def running(self) -> Self:
        """Those whose promise is still to be kept."""
        return self.filter(ended_on=None)

    def overdue(self, today: date) -> Self:
        """Those whose day has passed."""
        return self.running().filter(due_on__lt=today)


class Clock(models.Model):
    """One promise of one track. Its dates are never overwritten: a later date is a row that follows it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="clocks")
    promise = models.CharField(max_length=12, choices=Promise)
    started_on = models.DateField()
    due_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    follows = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_by"
    )

    objects: ClassVar[ClockQuerySet] = ClockQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_on=None, ending="") | (Q(ended_on__isnull=False) & ~Q(ending="")),
                name="concerns_ended_clocks_say_why",
            ),
            models.UniqueConstraint(
                fields=["referral", "promise"],
                condition=Q(ended_on=None),
                name="concerns_one_running_clock_per_promise",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=Q(ended_on=None), name="concerns_clock_running_by_due"),
        ]

    def __str__(self) -> str:
        return f"clock {self.pk}"

    @property
    def was_late(self) -> bool:
        """Whether the promise was kept after its day."""
        return self.ending == Ending.MET and self.ended_on is not None and self.ended_on > self.due_on


class Nudge(models.Model):
    """That somebody was reminded of a clock at one stage: once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="nudges")
    stage = models.PositiveSmallIntegerField(choices=Stage)
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clock", "stage"], name="concerns_one_nudge_per_stage"),
        ]

    def __str__(self) -> str:
        return f"nudge {self.pk}"


class Pause(models.Model):
    """A time in which handlers wait for the reporter: at most 10 working days, and twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="pauses")
    began_on = models.DateField()
    ends_by = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(ended_on=None), name="concerns_one_pause_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"pause {self.pk}"


class Recognition(models.Model):
    """Whether one group recognises a label as what the reporter calls it, and why. The latest counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="recognitions")
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="recognitions")
    answer = models.CharField(max_length=10, choices=Recognised)
    because = models.OneToOneField(SealedText, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        ordering: ClassVar = ["because__number"]

    def __str__(self) -> str:
        return f"recognition {self.pk}"


class Finding(models.Model):
    """What one track found on a label, and why. Feedback after a reopening finds anew, in another row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="findings")
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="findings")
    found = models.CharField(max_length=10, choices=Found)
    because = models.OneToOneField(SealedText, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        ordering: ClassVar = ["because__number"]

    def __str__(self) -> str:
        return f"finding {self.pk}"


class IdentityRequest(models.Model):
    """That a group asks to know who raised a concern: one handler asks, another must agree."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="identity_requests")
    group = models.ForeignKey(HandlerGroup, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, related_name="+"
    )
    asked_on = models.DateField()
    because = models.OneToOneField(SealedText, on_delete=models.CASCADE, related_name="+")
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    agreed_on = models.DateField(null=True, blank=True)
    declined_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | Q(asked_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                name="concerns_identity_by_two_people",
            ),
            models.UniqueConstraint(
                fields=["concern", "group"],
                condition=Q(agreed_on=None, declined_on=None),
                name="concerns_one_open_identity_request",
            ),
        ]

    def __str__(self) -> str:
        return f"identity request {self.pk}"
