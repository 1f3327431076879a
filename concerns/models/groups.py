"""Who is entrusted with concerns: groups of an employer or a local office, their members, their keys."""

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Appointment, Employer, LocalOffice, User
from concerns.kinds import SIDE_OF, GroupKind, Holder, Role, Side


class HandlerGroupQuerySet(models.QuerySet["HandlerGroup"]):
    """Groups by whether they can take a concern in."""

    def ready(self) -> Self:
        """Those with a key to seal to and at least one member who can open it."""
        members = Membership.objects.active().filter(group=models.OuterRef("pk"))
        keys = SealingKey.objects.live().filter(group=models.OuterRef("pk"))
        return self.filter(models.Exists(members), models.Exists(keys))

    def of_place(self, *, employer: Employer | None, local_office: LocalOffice | None) -> Self:
        """Those of the employer and those of the local office."""
        return self.filter(
            Q(employer=employer, employer__isnull=False)
            | Q(local_office=local_office, local_office__isnull=False)
        )


class HandlerGroup(models.Model):
    """A post or a team of one employer or local office. A concern is shown to groups, never to a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=GroupKind)
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, null=True, blank=True, related_name="handler_groups"
    )
    local_office = models.ForeignKey(
        LocalOffice, on_delete=models.PROTECT, null=True, blank=True, related_name="handler_groups"
    )

    objects: ClassVar[HandlerGroupQuerySet] = HandlerGroupQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[kind for kind, side in SIDE_OF.items() if side is Side.EMPLOYER],
                    employer__isnull=False,
                    local_office__isnull=True,
                )
                | Q(
                    kind__in=[kind for kind, side in SIDE_OF.items() if side is Side.TRAINING],
                    employer__isnull=True,
                    local_office__isnull=False,
                ),
                name="concerns_group_has_its_place",
            ),
            models.UniqueConstraint(
                fields=["kind", "employer"],
                condition=Q(employer__isnull=False),
                name="concerns_one_group_per_employer",
            ),
            models.UniqueConstraint(
                fields=["kind", "local_office"],
                condition=Q(local_office__isnull=False),
                name="concerns_one_group_per_office",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.place}"

    @property
    def place(self) -> Employer | LocalOffice:
        """Whose group it is."""
        place = self.employer or self.local_office
        assert place is not None, "a constraint says so"
        return place

    @property
    def side(self) -> Side:
        """The track that it works on."""
        return SIDE_OF[GroupKind(self.kind)]

    @property
    def is_dean(self) -> bool:
        """Whether it is sighted rather than at work."""
        return self.kind == GroupKind.DEAN


def names_of(user: User) -> set[str]:
    """Return every name under which somebody was vouched for or known since, and the one of today."""
    return {user.name, *(name for each in user.concern_memberships.all() for name in each.names)}


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by whether they count."""

    def standing(self) -> Self:
        """Those that two people agreed on and nobody has ended, suspended ones included."""
        return self.filter(confirmed_on__isnull=False, ended_on=None)

    def since(self, day: date | models.OuterRef | None) -> Self:
        """Those that counted on that day or later, also if they were suspended or have ended since.

        Who was in a group when it was kept out of something does not come to see it by leaving the group.
        """
        has_gone_on = Q(ended_on=None) | Q(ended_on__gte=day) if day else Q(ended_on=None)
        return self.filter(has_gone_on, confirmed_on__isnull=False)

    def active(self) -> Self:
        """Those that open concerns: of people who may log in and neither organise nor are superusers."""
        organises = Appointment.objects.filter(
            user=models.OuterRef("user"), duty=Appointment.Duty.ORGANISER, ended_at=None
        )
        return self.standing().filter(
            ~models.Exists(organises), suspended_on=None, user__is_active=True, user__is_superuser=False
        )


class Membership(models.Model):
    """What two people entrusted a third with: to handle, lead, be sighted, or audit."""

    class Suspension(models.TextChoices):
        CREDENTIALS = "credentials", "The log-in was changed by somebody else"
        COLLEAGUE = "colleague", "A colleague suspended it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="concern_memberships"
    )
    group = models.ForeignKey(
        HandlerGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=Role)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    proposed_on = models.DateField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    confirmed_on = models.DateField(null=True, blank=True)
    credentials = models.CharField(
        max_length=64,
        blank=True,
        help_text="Digest of the log-in as it was when a second person vouched for it.",
    )
    suspended_on = models.DateField(null=True, blank=True)
    suspended_because = models.CharField(max_length=20, choices=Suspension, blank=True)
    suspended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    ended_on = models.DateField(null=True, blank=True)
    names = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="What the person was called when it was confirmed, and each name since, in order.",
    )
    recent_openings = ArrayField(models.DateTimeField(), default=list, blank=True)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role=Role.AUDITOR, group__isnull=True)
                | (~Q(role=Role.AUDITOR) & Q(group__isnull=False)),
                name="concerns_auditor_has_no_group",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(confirmed_by=F("proposed_by")),
                name="concerns_membership_by_two_people",
            ),
            models.UniqueConstraint(
                fields=["user", "group"],
                condition=Q(ended_on=None),
                nulls_distinct=False,
                name="concerns_one_membership_per_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    def openings_since(self, moment: datetime) -> list[datetime]:
        """Return the recent openings later than the moment."""
        return [opened for opened in self.recent_openings if opened > moment]


class SealingKeyQuerySet(models.QuerySet["SealingKey"]):
    """Public halves by whether something is sealed to them still."""

    def live(self) -> Self:
        """Those that new concerns are sealed to."""
        return self.filter(retired_on=None)

    def of_groups(self, groups: Collection[HandlerGroup]) -> Self:
        """The live ones of these groups."""
        return self.live().filter(group__in=groups)


class SealingKey(models.Model):
    """The public half of a key pair. The private half is never in the database.

    ``epoch`` names the half-year it was made for ("2026-2"): another generation is another row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.CharField(max_length=10, choices=Holder)
    group = models.ForeignKey(
        HandlerGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="keys"
    )
    epoch = models.CharField(max_length=6)
    public_half = models.BinaryField()
    made_on = models.DateField()
    retired_on = models.DateField(null=True, blank=True)

    objects: ClassVar[SealingKeyQuerySet] = SealingKeyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["holder", "group"],
                condition=Q(retired_on=None),
                nulls_distinct=False,
                name="concerns_one_live_key",
            ),
            models.CheckConstraint(
                condition=Q(holder=Holder.GROUP, group__isnull=False)
                | Q(holder__in=[Holder.CUSTODY, Holder.RECOVERY], group__isnull=True),
                name="concerns_key_has_its_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"key {self.pk} of {self.get_holder_display()}"
