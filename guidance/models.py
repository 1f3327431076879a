"""Rows of guidance: whom to reach in each employer and local office, and dated pages with their versions."""

import hashlib
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import Employer, LocalOffice, User
from guidance.posts import POSTS, Side

POST_CHOICES = {
    "Inside the employer": [(p.code, p.name) for p in POSTS if p.is_listed and p.side is Side.EMPLOYER],
    "In training": [(p.code, p.name) for p in POSTS if p.is_listed and p.side is Side.TRAINING],
}
CHECKED_WITHIN = timedelta(days=365)


class ContactQuerySet(models.QuerySet["Contact"]):
    """Contacts by their place."""

    def of_places(self, *, employers: Collection[int], offices: Collection[int]) -> Self:
        """Those of any of these employers and local offices."""
        return self.filter(Q(employer__in=employers) | Q(local_office__in=offices))

    def old(self, on: date) -> Self:
        """Those that nobody has checked for a year."""
        return self.filter(checked_on__lt=on - CHECKED_WITHIN)


def end_of(day: date) -> datetime:
    """Return the midnight that ends a day: what is to be done by a day may be done on it."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def last_day_before(at: datetime) -> date:
    """Return the last day that an exclusive end leaves."""
    return timezone.localdate(at - timedelta(microseconds=1))


class Contact(models.Model):
    """How to reach a post in one employer or local office, and when somebody last checked that it is so."""

    employer = models.ForeignKey(
        Employer, on_delete=models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    local_office = models.ForeignKey(
        LocalOffice, on_delete=models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    post = models.CharField(max_length=30, choices=POST_CHOICES)
    name = models.CharField(
        "person or team",
        max_length=120,
        blank=True,
        help_text="Empty if whoever holds the post is reached the same way.",
    )
    email = models.EmailField("email address", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.URLField("web address", max_length=300, blank=True)
    how = models.CharField(
        "how to reach them",
        max_length=200,
        blank=True,
        help_text="For example: “Ask the switchboard for bleep 1234”.",
    )
    out_of_hours = models.CharField(
        max_length=120,
        blank=True,
        help_text="A phone, or words: “01632 960123” or “The site manager, through the switchboard”.",
    )
    checked_on = models.DateField("last checked on")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["post"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(employer=None) ^ Q(local_office=None), name="guidance_contact_of_one_place"
            ),
            models.UniqueConstraint(fields=["employer", "post"], name="guidance_contact_once_per_employer"),
            models.UniqueConstraint(fields=["local_office", "post"], name="guidance_contact_once_per_office"),
            models.CheckConstraint(
                condition=~Q(email="", phone="", address="", how=""), name="guidance_contact_can_be_reached"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()}, {self.place}"

    @property
    def place(self) -> str:
        """Whose contact it is."""
        return str(self.employer or self.local_office)

    def stamp(self) -> str:
        """Return a mark that is another one as soon as something else stands in it."""
        said = [str(getattr(self, field.attname)) for field in self._meta.concrete_fields]
        return hashlib.sha256(repr(said).encode()).hexdigest()

    def is_old(self, on: date) -> bool:
        """Whether nobody has checked it for a year."""
        return self.checked_on < on - CHECKED_WITHIN


class PageQuerySet(models.QuerySet["Page"]):
    """Pages by what holds of them."""

    def keeperless(self) -> Self:
        """Those that nobody looks after: no keeper, or one who does not come in any more."""
        return self.exclude(keeper__in=User.objects.organisers())

    def as_held(self, at: datetime) -> Self:
        """With title, beginning and day of the next check of the version that holds; None where none does."""
        begun = Version.objects.filter(page=OuterRef("pk"), valid_from_at__lte=at)
        newest = begun.order_by("-valid_from_at", "-pk")
        return self.annotate(
            held_title=Subquery(newest.values("title")[:1]),
            held_from_at=Subquery(newest.values("valid_from_at")[:1]),
            check_by_at=Subquery(newest.values("review_by_at")[:1]),
        )


class Page(models.Model):
    """A page of guidance. What it says stands in its versions."""

    slug = models.SlugField("address", max_length=60, unique=True)
    owner = models.CharField(max_length=120, help_text="The post or team that answers for it.")
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="kept_pages",
        help_text="Who reads on their task list that it is to be checked.",
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "slug"]

    def __str__(self) -> str:
        return self.slug

    def version_at(self, at: datetime) -> "Version | None":
        """The version that people read at an instant."""
        return self.versions.filter(valid_from_at__lte=at).order_by("-valid_from_at", "-pk").first()

    def waiting(self, at: datetime) -> list["Version"]:
        """The versions that nobody has read yet, the next first."""
        return list(self.versions.filter(valid_from_at__gt=at).order_by("valid_from_at", "pk"))

    def stamp(self) -> str:
        """Return a mark that is another one as soon as a version is written, changed or withdrawn."""
        said = ("pk", "title", "summary", "body", "sources", "valid_from_at", "review_by_at")
        return hashlib.sha256(
            repr(list(self.versions.order_by("pk").values_list(*said))).encode()
        ).hexdigest()


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions by whether they hold."""

    def in_force(self, at: datetime) -> Self:
        """The version of each page that holds at an instant: the last that has begun."""
        begun = Version.objects.filter(page=OuterRef("page"), valid_from_at__lte=at)
        newest = begun.order_by("-valid_from_at", "-pk").values("pk")[:1]
        versions = self.filter(pk=Subquery(newest)).select_related("page")
        return versions.order_by("page__position", "page__slug")


class Version(models.Model):
    """What a page says from a moment on. Once that has come it stays; a change is a new version."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="versions")
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=160)
    body = models.TextField(help_text="Markdown: ## headings, paragraphs, - lists, tables and links.")
    sources = models.TextField(help_text="One on each line: Title | https://…")
    valid_from_at = models.DateTimeField("valid from")
    review_by_at = models.DateTimeField(
        "to be checked by", help_text="From then on the page says that it may be out of date."
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    written_at = models.DateTimeField(editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-valid_from_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(review_by_at__gt=models.F("valid_from_at")),
                name="guidance_version_checked_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["page", "valid_from_at"], name="guidance_version_once_per_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def check_by(self) -> date:
        """The last day on which it is checked in time."""
        return last_day_before(self.review_by_at)

    def has_begun(self, at: datetime) -> bool:
        """Whether people have read it."""
        return self.valid_from_at <= at

    def is_stale(self, at: datetime) -> bool:
        """Whether it should have been checked by now."""
        return at >= self.review_by_at
