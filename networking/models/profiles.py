"""What a delegate chose to show of themselves to the others of the same assembly."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BigIntegerField, DateTimeField, Exists, F, OuterRef, Q

from accounts.models import LocalOffice
from common.codes import new_code
from common.lookups import Moment
from common.statements import Given
from events.models import Assembly, Delegate
from networking.models.safety import Block, Suspension


class InterestQuerySet(models.QuerySet["Interest"]):
    """Interests by who can choose them."""

    def choosable(self, kept: Iterable[str] = ()) -> Self:
        """Those in the lists, and those that somebody chose while they were."""
        return self.filter(Q(is_offered=True) | Q(code__in=list(kept)))


class Interest(models.Model):
    """One subject that people may be interested in. What was chosen is taken out of lists, not deleted."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField("in the lists", default=True)

    objects: ClassVar[InterestQuerySet] = InterestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Subject(models.TextChoices):
    """What people offer each other, and look for."""

    MENTORING = "mentoring", "Mentoring"
    LEADERSHIP = "leadership", "Leadership"
    RESEARCH = "research", "Research"
    SPEAKING = "speaking", "Speaking"


class Showable(models.TextChoices):
    """What is known from registering and shown only if the person chose it, each by itself."""

    PRONOUNS = "pronouns", "Pronouns"
    LEARNER_GROUP = "learner_group", "Learner group"
    GRADE = "grade", "Grade"
    LOCAL_OFFICE = "local_office", "Local office"


SAYS_NOTHING = frozenset({LocalOffice.UNKNOWN, "not-applicable"})
"""Codes of offices and grades that stand for none: there is nothing in them to show."""


class ProfileQuerySet(models.QuerySet["Profile"]):
    """Profiles by who may meet them."""

    def of(self, delegate: Delegate) -> "Profile | None":
        """Read what somebody chose, with them as they were given; nothing if they never joined."""
        profile = self.filter(delegate=delegate).first()
        if profile:
            profile.delegate = delegate
        return profile

    def taking_part(self, at: Moment) -> Self:
        """Those of people who use networking now: they joined and did not leave, keep their place and are
        not suspended. Who gave their place up and came back has to join anew, as after leaving."""
        suspended = Suspension.objects.in_force(at).filter(delegate=OuterRef("delegate"))
        return self.filter(
            ~Exists(suspended),
            joined_at__gte=F("delegate__registered_at"),
            delegate__state=Delegate.State.REGISTERED,
            delegate__user__is_active=True,
        )

    def meeting(self, viewer: Delegate, at: Moment) -> Self:
        """Those of other people at the same assembly who take part and stand in no block with the viewer.

        Every surface on which one person may come across another begins here: directory, search, filters and
        their counts, suggestions, requests, conversations, meet again. Who is listed is asked on top.
        """
        return self._met(viewer.pk, viewer.user_id, viewer.assembly_id, at)

    def meeting_given(self) -> Self:
        """``meeting`` for a statement, given ``at`` and the keys ``viewer``, ``user`` and ``assembly``."""
        viewer, user, assembly = (Given(name, BigIntegerField()) for name in ("viewer", "user", "assembly"))
        return self._met(viewer, user, assembly, Given("at", DateTimeField()))

    def _met(self, viewer: int | Given, user: int | Given, assembly: int | Given, at: Moment) -> Self:
        others = self.taking_part(at).filter(delegate__assembly=assembly)
        return others.exclude(delegate=viewer).filter(*_in_no_block_with(user))

    def met_by(self, viewer: str, at: Moment) -> Self:
        """``meeting`` inside another statement: ``viewer`` is how its rows name the viewing delegate."""
        others = self.taking_part(at).filter(delegate__assembly=OuterRef(f"{viewer}__assembly"))
        return others.exclude(delegate=OuterRef(viewer)).filter(*_in_no_block_with(_user_of(viewer)))

    def kept_from(self, viewer: str) -> Self:
        """Those who stand in a block with the viewing delegate of another statement, whoever takes part."""
        mine, theirs = _blocks_with(_user_of(viewer))
        return self.filter(Q(mine) | Q(theirs))

    def listed(self) -> Self:
        """Those whom the directory shows."""
        return self.filter(is_listed=True)

    def with_facts(self) -> Self:
        """Read what the person may have chosen to show in the same query."""
        return self.select_related("delegate__learner_group", "delegate__grade", "delegate__local_office")


def _user_of(viewer: str) -> OuterRef:
    """Name the viewer's user from within the question about blocks, two statements further in."""
    return OuterRef(OuterRef(f"{viewer}__user"))


def _blocks_with(user_id: int | Given | OuterRef) -> tuple[Exists, Exists]:
    """Whether this one has blocked the profile's person, and whether that person has blocked this one.

    Each direction is asked by itself: for both in one the database looks up every single person.
    """
    theirs = OuterRef("delegate__user")
    mine = Block.objects.filter(blocker=user_id, blocked=theirs)
    of_theirs = Block.objects.filter(blocker=theirs, blocked=user_id)
    return Exists(mine), Exists(of_theirs)


def _in_no_block_with(user_id: int | Given | OuterRef) -> tuple[Q, Q]:
    """Whether neither the profile's person nor this one has blocked the other."""
    mine, theirs = _blocks_with(user_id)
    return ~Q(mine), ~Q(theirs)


class Profile(models.Model):
    """A delegate's part in networking at one assembly: none without a row, and none after they left.

    It holds nothing about protected characteristics, and there is no free text in it to write them into.
    """

    delegate = models.OneToOneField(Delegate, on_delete=models.CASCADE, related_name="profile")
    code = models.CharField(max_length=10, unique=True, default=new_code, editable=False)
    joined_at = models.DateTimeField(null=True, blank=True, help_text="Empty: they left, or never joined.")
    is_listed = models.BooleanField(default=False, help_text="Whether the directory shows them.")
    meets_again = models.BooleanField(
        default=False, help_text="Whether people who shared a room with them may wish to meet them again."
    )
    shows = ArrayField(models.CharField(max_length=15, choices=Showable), default=list, blank=True)
    interests = ArrayField(models.SlugField(max_length=60), default=list, blank=True)
    offers = ArrayField(models.CharField(max_length=12, choices=Subject), default=list, blank=True)
    seeks = ArrayField(models.CharField(max_length=12, choices=Subject), default=list, blank=True)
    contact_details = models.CharField(
        max_length=200, blank=True, help_text="Told to a contact when both said so, never before."
    )
    quiet_from = models.TimeField(default=time(21), help_text="From then on no notices of networking.")
    quiet_until = models.TimeField(default=time(7))
    changed_at = models.DateTimeField()

    objects: ClassVar[ProfileQuerySet] = ProfileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(joined_at__isnull=False) | Q(is_listed=False, meets_again=False),
                name="networking_profile_shows_nobody_who_left",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["is_listed"], condition=Q(is_listed=True), name="networking_profile_listed"),
        ]

    def __str__(self) -> str:
        return self.delegate.name

    @property
    def is_joined(self) -> bool:
        """Whether the person takes part as far as it is theirs to say: since they have this place."""
        return self.joined_at is not None and self.joined_at >= self.delegate.registered_at

    def shown(self, field: str) -> str:
        """What stands in a field from registering, if the person chose to show it; else nothing."""
        return self.own(field) if field in self.shows else ""

    def own(self, field: str) -> str:
        """What would stand there if they showed it; nothing where they gave no answer that says anything."""
        value = getattr(self.delegate, field)
        return "" if getattr(value, "code", "") in SAYS_NOTHING else str(value or "")


def is_open(assembly: Assembly, at: datetime) -> bool:
    """Whether delegates may meet: from the opening of the doors until the assembly closes."""
    return assembly.opens_at <= at < assembly.closes_at
