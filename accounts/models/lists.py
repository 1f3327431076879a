"""The reference lists that describe learners: where they train and work, what they are."""

from typing import ClassVar, Self

from django.db import models


class ReferenceRow(models.Model):
    """One entry of a list that people choose from, in the order that organisers give it."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering: ClassVar = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Region(models.TextChoices):
    """The regions that local offices belong to, as figures are told by."""

    NORTH_EAST_AND_YORKSHIRE = "north_east_and_yorkshire", "North East and Yorkshire"
    NORTH_WEST = "north_west", "North West"
    MIDLANDS = "midlands", "Midlands"
    EAST_OF_ENGLAND = "east_of_england", "East of England"
    LONDON = "london", "London"
    SOUTH_EAST = "south_east", "South East"
    SOUTH_WEST = "south_west", "South West"
    NATIONAL_OR_OTHER = "national_or_other", "National or other"


class LocalOfficeQuerySet(models.QuerySet["LocalOffice"]):
    """Local offices by whether there is such a body."""

    def known(self) -> Self:
        """Without the row for people who do not know theirs."""
        return self.exclude(code=LocalOffice.UNKNOWN)


class LocalOffice(ReferenceRow):
    """A regional training body with its Postgraduate Dean."""

    UNKNOWN = "i-do-not-know"
    NATIONAL = "national-or-other"

    region = models.CharField(max_length=40, choices=Region, default=Region.NATIONAL_OR_OTHER)

    objects = LocalOfficeQuerySet.as_manager()

    @property
    def is_regional(self) -> bool:
        """Whether it is one office of one region, and not the answer of those who have another or none."""
        return self.is_known and self.code != self.NATIONAL

    @property
    def is_known(self) -> bool:
        """Whether it is a body that people can be sent to."""
        return self.code != self.UNKNOWN


class LearnerGroup(ReferenceRow):
    """The kind of learner, or of the person who came with them."""


class Grade(ReferenceRow):
    """The stage of training."""


class EmployerQuerySet(models.QuerySet["Employer"]):
    """Employers by whether people can choose them."""

    def offered(self, *, also: object = None) -> Self:
        """Those in the lists, and the one that somebody chose while it was."""
        return self.filter(models.Q(is_offered=True) | models.Q(pk=also or None))


class Employer(models.Model):
    """Where a learner works. What could be chosen is never deleted: being refused would tell who chose it."""

    name = models.CharField(max_length=160, unique=True)
    local_office = models.ForeignKey(LocalOffice, on_delete=models.PROTECT, related_name="employers")
    is_offered = models.BooleanField(
        "in the lists",
        default=True,
        help_text="Take it out of the lists instead of deleting it. Whoever has chosen it keeps it.",
    )

    objects = EmployerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
