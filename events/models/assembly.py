"""The assembly and the instants that decide its phase."""

from datetime import datetime, timedelta
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from common.periods import Period
from events.lifecycle import Dates, Phase, phase_at


class AssemblyQuerySet(models.QuerySet["Assembly"]):
    """Assemblies by phase and by who may see them."""

    def in_phase(self, phase: Phase, at: datetime) -> Self:
        """Those whose phase at the instant is this one; agrees with ``lifecycle.phase_at`` on every edge."""
        published = Q(published_at__lte=at)
        conditions = {
            Phase.DRAFT: Q(published_at=None) | Q(published_at__gt=at),
            Phase.ANNOUNCED: published
            & Q(opens_at__gt=at, starts_at__gt=at, ends_at__gt=at, closes_at__gt=at),
            Phase.OPEN: published & Q(opens_at__lte=at, starts_at__gt=at, ends_at__gt=at, closes_at__gt=at),
            Phase.LIVE: published & Q(starts_at__lte=at, ends_at__gt=at, closes_at__gt=at),
            Phase.ON_DEMAND: published & Q(ends_at__lte=at, closes_at__gt=at),
            Phase.ARCHIVED: published & Q(closes_at__lte=at),
        }
        return self.filter(conditions[phase])

    def published(self, at: datetime) -> Self:
        """Those that the public may see."""
        return self.filter(published_at__lte=at)

    def visible_to(self, user: User | AnonymousUser, at: datetime) -> Self:
        """Those that this person may read: organisers see drafts, everybody else what is published."""
        return self if user.is_authenticated and user.is_organiser else self.published(at)

    def over(self, at: datetime) -> Self:
        """Published ones whose day has ended."""
        return self.published(at).filter(ends_at__lte=at)

    def due_for_keeping(self, at: datetime) -> Self:
        """Those that have closed, and whose figures have not been kept since."""
        closed = self.published(at).filter(closes_at__lte=at)
        return closed.exclude(figures__computed_at__gte=F("closes_at"))

    def with_waiting_list(self) -> Self:
        """Those at which somebody waits for a place, or has one kept until they answer."""
        return self.filter(delegates__state__in=("waiting", "offered")).distinct()

    def current(self, at: datetime) -> "Assembly | None":
        """The one at ``/``: published, with the earliest end not yet past, else the one that ended last."""
        published = self.published(at)
        ahead = published.filter(ends_at__gt=at).order_by("ends_at", "pk").first()
        return ahead or self.over(at).order_by("-ends_at", "-pk").first()

    def next_to_run(self, at: datetime) -> "Assembly | None":
        """The one that organisers work on, public or not: the next to end, else the one that ended last."""
        ahead = self.filter(ends_at__gt=at).order_by("ends_at", "pk").first()
        return ahead or self.filter(ends_at__lte=at).order_by("-ends_at", "-pk").first()


class Assembly(models.Model):
    """One yearly gathering, with its dates and who may come. Phases are derived: see ``events.lifecycle``."""

    class Admission(models.TextChoices):
        ANYBODY = "anybody", "Anybody with a proven address"
        DOMAINS = "domains", "Addresses at the listed domains"
        APPROVAL = "approval", "After an organiser's approval"

    slug = models.SlugField(
        "address", max_length=40, unique=True, help_text="As in /2022/. Used in every link."
    )
    name = models.CharField(max_length=160)
    strapline = models.CharField(max_length=240, blank=True, help_text="One sentence under the name.")
    summary = models.TextField(blank=True, help_text="What it is and for whom. Blank lines make paragraphs.")
    organisation_name = models.CharField(max_length=160)
    contact_email = models.EmailField("contact address", blank=True)
    group_agreement = models.TextField(blank=True, help_text="One promise on each line; shown in every room.")

    time_zone = models.CharField(max_length=40, default="Europe/London")
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    opens_at = models.DateTimeField("doors open")
    starts_at = models.DateTimeField("day starts")
    ends_at = models.DateTimeField("day ends")
    closes_at = models.DateTimeField("recordings close")
    registration_closes_at = models.DateTimeField("registration closes")

    admission = models.CharField(
        "who may register", max_length=10, choices=Admission, default=Admission.ANYBODY
    )
    admitted_domains = models.TextField(
        "listed domains",
        blank=True,
        help_text="One on each line, such as nhs.net. A domain admits those below it.",
    )
    capacity = models.PositiveIntegerField("places", null=True, blank=True, help_text="Empty: no limit.")
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects: ClassVar[AssemblyQuerySet] = AssemblyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "assemblies"
        ordering: ClassVar = ["-starts_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(opens_at__lte=F("starts_at")), name="events_assembly_opens_before_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="events_assembly_starts_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__lte=F("closes_at")), name="events_assembly_ends_before_it_closes"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which its times are typed and shown."""
        return ZoneInfo(self.time_zone)

    @property
    def dates(self) -> Dates:
        """Its instants, for the pure rules."""
        return Dates(self.published_at, self.opens_at, self.starts_at, self.ends_at, self.closes_at)

    @property
    def my_day_address(self) -> str:
        """Where mails and pages send a delegate; the root keeps it."""
        return f"/{self.slug}/my-day/"

    @property
    def figures_address(self) -> str:
        """Where organisers and national leads read its figures; the root keeps it."""
        return f"/{self.slug}/figures/"

    @property
    def day(self) -> Period:
        """From the start of the day to its end."""
        return Period(self.starts_at, self.ends_at)

    def phase_at(self, at: datetime) -> Phase:
        """Where it stands at an instant."""
        return phase_at(self.dates, at)

    @property
    def domains(self) -> tuple[str, ...]:
        """The listed domains, small letters, without a leading at sign or dot."""
        return tuple(
            line.strip().lower().lstrip("@.*") for line in self.admitted_domains.splitlines() if line.strip()
        )


class Demonstration(models.Model):
    """The marker that this database was made by ``seed_demo``, and which assembly it replays."""

    assembly = models.OneToOneField(Assembly, on_delete=models.CASCADE, related_name="demonstration")
    made_at = models.DateTimeField()
    is_replayed = models.BooleanField(default=True)
    shifted_by = models.DurationField(default=timedelta, help_text="How long after 2022 the day takes place.")

    def __str__(self) -> str:
        return f"Demonstration of {self.assembly}"
