"""A concern, what was written about it, who can open it and who must not know of it."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Employer, LocalOffice, User
from concerns.kinds import Category, Envelope, Holder, Mode, Severity, TextKind
from concerns.models.groups import HandlerGroup, Membership, SealingKey
from concerns.obligations import REOPEN_WITHIN
from concerns.pathway import ENDED, OPEN, State, Track
from concerns.sealing.texts import VERSION, Place


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Concerns by who may know of them."""

    def open(self) -> Self:
        """Those that somebody owes something."""
        return self.filter(state__in=OPEN)

    def granted_to(self, user_id: int) -> Self:
        """Those that one of the person's groups can open, unless they, or a group of theirs, are kept out.

        The one door for handlers: whatever they list, count, find or open starts here.
        """
        memberships = Membership.objects.active().filter(user=user_id, group__isnull=False)
        grants = KeyGrant.objects.filter(
            concern=models.OuterRef("pk"),
            envelope=Envelope.CONTENT,
            key__group__in=memberships.values("group"),
        )
        return self.exclude(state=State.DRAFT).filter(models.Exists(grants)).not_kept_from(user_id)

    def in_hands_of(self, group: HandlerGroup, *, today: date) -> Self:
        """Those that the group works on, or will again if their reporters are not satisfied."""
        not_returned = [Track.OFFERED, Track.ACCEPTED, Track.CLOSED]
        is_in_time = Q(closed_on=None) | Q(closed_on__gte=today - REOPEN_WITHIN)
        goes_on = self.filter(is_in_time, referrals__group=group, referrals__state__in=not_returned)
        return goes_on.exclude(state=State.WITHDRAWN).distinct()

    def kept_from(self, user_id: int) -> Self:
        """Those from which a person, or a group of theirs, is kept out."""
        return self.filter(models.Exists(_exclusions_of(user_id)))

    def not_kept_from(self, user_id: int) -> Self:
        """Those from which a person is not kept out."""
        return self.exclude(models.Exists(_exclusions_of(user_id)))


def _exclusions_of(user_id: int) -> models.QuerySet["Exclusion"]:
    return Exclusion.objects.of_person(user_id).filter(concern=models.OuterRef("pk"))


class Concern(models.Model):
    """What a learner raised. Nothing here says who, and the words are sealed elsewhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=14, choices=State, default=State.DRAFT)
    started_on = models.DateField(help_text="When the draft was begun: drafts that are not sent are deleted.")
    received_on = models.DateField(null=True, blank=True)
    mode = models.CharField(max_length=12, choices=Mode, blank=True)
    category = models.CharField(max_length=20, choices=Category, blank=True)
    severity = models.CharField(max_length=10, choices=Severity, default=Severity.UNJUDGED)
    is_urgent = models.BooleanField(
        default=False, help_text="The reporter thinks that somebody is at risk now."
    )
    employer = models.ForeignKey(
        Employer, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="concerns"
    )
    local_office = models.ForeignKey(
        LocalOffice, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="concerns"
    )
    locator = models.CharField(max_length=64, unique=True, null=True, blank=True, default=None)
    salt = models.BinaryField(null=True, blank=True)
    cost = models.CharField(
        max_length=40, blank=True, help_text="What stretching the secret of its code takes."
    )
    shown_to = models.CharField(
        max_length=64,
        blank=True,
        help_text="Digest of what the page that sent it held; empty once the code is shown no more.",
    )
    answered_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects: ClassVar[ConcernQuerySet] = ConcernQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=State.DRAFT)
                | Q(
                    ~Q(mode=""),
                    ~Q(category=""),
                    received_on__isnull=False,
                    local_office__isnull=False,
                    locator__isnull=False,
                    salt__isnull=False,
                ),
                name="concerns_sent_ones_are_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.short_name}"

    @property
    def short_name(self) -> str:
        """What handlers call it: the first eight digits of its random key."""
        return f"{self.pk.hex[:4]} {self.pk.hex[4:8]}".upper()

    def people_kept_out(self) -> models.QuerySet[User]:
        """Return everybody who must not know of it: by name, or who is or was in a group that is kept out."""
        groups = self.exclusions.filter(group__isnull=False).values("group")
        members = Membership.objects.since(self.received_on).filter(group__in=groups)
        named = self.exclusions.filter(user__isnull=False)
        return User.objects.filter(Q(pk__in=named.values("user")) | Q(pk__in=members.values("user")))

    def who_can_open(
        self, groups: Collection[uuid.UUID] | models.QuerySet[Any]
    ) -> models.QuerySet[Membership]:
        """Return those of these groups' members who may open it, once the groups are granted it."""
        members = Membership.objects.active().filter(group__in=groups)
        return members.exclude(user__in=self.people_kept_out())

    @property
    def is_ended(self) -> bool:
        """Whether nobody works on it any more."""
        return self.state in ENDED


class SealedText(models.Model):
    """Every secret there is: written once, never changed, opened by one explicit call."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="texts")
    kind = models.CharField(max_length=14, choices=TextKind)
    envelope = models.CharField(max_length=8, choices=Envelope, default=Envelope.CONTENT)
    version = models.PositiveSmallIntegerField(default=VERSION)
    sealed = models.BinaryField()
    number = models.PositiveIntegerField(help_text="Its place among the texts of its concern.")
    written_on = models.DateField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    group = models.ForeignKey(
        HandlerGroup, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["concern", "number"], name="concerns_texts_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"sealed text {self.pk}"

    @property
    def place(self) -> Place:
        """Where it belongs; elsewhere it does not open."""
        return Place(self.concern_id, self.pk, self.kind)


class KeyGrant(models.Model):
    """A data key of a concern, wrapped so that one holder can open it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="grants")
    envelope = models.CharField(max_length=8, choices=Envelope)
    holder = models.CharField(max_length=10, choices=Holder)
    key = models.ForeignKey(
        SealingKey, on_delete=models.PROTECT, null=True, blank=True, related_name="grants"
    )
    wrapped = models.BinaryField()
    granted_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(holder=Holder.REPORTER, key__isnull=True)
                | (~Q(holder=Holder.REPORTER) & Q(key__isnull=False)),
                name="concerns_grant_has_its_key",
            ),
            models.UniqueConstraint(
                fields=["concern", "envelope", "holder", "key"],
                nulls_distinct=False,
                name="concerns_one_grant_per_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"

    @property
    def about(self) -> str:
        """What the wrapping is bound to; elsewhere it does not open."""
        return f"concerns grant v{VERSION}|{self.concern_id}|{self.pk}|{self.envelope}"


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    """Exclusions by whom they keep out."""

    def of_person(self, user_id: int) -> Self:
        """Those of the person, and of every group that they are in, or were in since the concern was sent."""
        in_group = Membership.objects.since(models.OuterRef("concern__received_on")).filter(
            user=user_id, group=models.OuterRef("group")
        )
        return self.filter(Q(user=user_id) | models.Exists(in_group))


class Exclusion(models.Model):
    """Somebody who must not know that the concern exists, or a whole group."""

    class By(models.TextChoices):
        REPORTER = "reporter", "The reporter"
        THEMSELVES = "themselves", "They themselves"
        HANDLER = "handler", "A handler"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="exclusions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    group = models.ForeignKey(HandlerGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    by = models.CharField(max_length=10, choices=By)
    on = models.DateField()

    objects: ClassVar[ExclusionQuerySet] = ExclusionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(user__isnull=True, group__isnull=False)
                | Q(user__isnull=False, group__isnull=True),
                name="concerns_exclusion_of_one",
            ),
            models.UniqueConstraint(
                fields=["concern", "user", "group"],
                nulls_distinct=False,
                name="concerns_one_exclusion_each",
            ),
        ]

    def __str__(self) -> str:
        return f"exclusion {self.pk}"


class Label(models.Model):
    """One word of the reporter for what happened. It stays, whatever anybody else calls it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="labels")
    text = models.OneToOneField(SealedText, on_delete=models.CASCADE, related_name="label")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["concern", "position"], name="concerns_labels_have_an_order"),
        ]

    def __str__(self) -> str:
        return f"label {self.pk}"
