"""The programme: sessions, the places and rooms where they are met, themes and showcase topics."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Prefetch, Q

from accounts.models import User
from common.codes import new_room_code
from common.lookups import Moment
from common.periods import Period
from events.models.assembly import Assembly

ON_STAGE = frozenset({"keynote", "roundtable", "showcase", "plenary"})
"""The kinds of session that everybody listens to."""


class Place(models.Model):
    """A column of the timetable, virtual or not, where one session at a time is met: the main stage."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="places")
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    is_stage = models.BooleanField(
        "is a stage", default=False, help_text="Everybody fits: no seats are needed."
    )

    class Meta:
        ordering: ClassVar = ["position", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assembly", "name"], name="events_place_name_unique_in_assembly"),
        ]

    def __str__(self) -> str:
        return self.name


class Theme(models.Model):
    """The subject that a breakout room discusses; carried on to outcomes."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="themes")
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "title"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assembly", "title"], name="events_theme_title_unique_in_assembly"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions by who may see them and by when they run."""

    def public(self, at: Moment) -> Self:
        """Those of the published programme."""
        return self.filter(published_at__lte=at, assembly__published_at__lte=at)

    def visible_to(self, user: User | AnonymousUser, at: datetime) -> Self:
        """Those that this person may read: organisers see drafts, everybody else the published programme."""
        return self if user.is_authenticated and user.is_organiser else self.public(at)

    def with_programme(self) -> Self:
        """Together with everything that the programme prints about them, in seven queries however long it is.

        Topics carry no speakers of their own here: ``speakers`` of the session names the topic of each.
        """
        rooms = Prefetch("rooms", Room.objects.select_related("place", "theme"))
        with_room = Topic.objects.select_related("question_room__session", "question_room__theme")
        topics = Prefetch("topics", with_room)
        return self.select_related("assembly").prefetch_related(
            rooms, "rooms__facilitators", "rooms__topics", "chairs", "speakers", topics
        )

    def standing(self) -> Self:
        """Those that take place: all but the cancelled."""
        return self.filter(cancelled_at=None)

    def running_at(self, at: datetime) -> Self:
        """Those that take place and whose period holds the instant."""
        return self.standing().filter(starts_at__lte=at, ends_at__gt=at)

    def with_plans(self) -> Self:
        """Together with everything that an organiser plans: the programme, and who stands in for whom."""
        return self.with_programme().prefetch_related("rooms__deputies")

    def with_part_of(self, contributor_id: int) -> Self:
        """Those in which a person speaks, or which they chair, host or stand by for."""
        parts = Q(chairs__contributor=contributor_id) | Q(speakers__contributor=contributor_id)
        parts |= Q(rooms__facilitators__contributor=contributor_id)
        parts |= Q(rooms__deputies__contributor=contributor_id)
        return self.filter(pk__in=self.model._default_manager.filter(parts).values("pk"))

    def revise(self, *, at: datetime) -> int:
        """Have calendars take these up anew, because what they print of them has changed elsewhere."""
        return self.update(revision=F("revision") + 1, revised_at=at)

    def in_order(self) -> Self:
        """By time, the longest first among those that start together, then by title."""
        return self.order_by("starts_at", "-ends_at", "title", "pk")


class Session(models.Model):
    """A timed entry of the programme. Without ``published_at`` only organisers see it.

    Once it was public it is cancelled, not removed: whoever has it in a calendar is told so there.
    """

    class Kind(models.TextChoices):
        KEYNOTE = "keynote", "Keynote"
        ROUNDTABLE = "roundtable", "Roundtable"
        BREAKOUTS = "breakouts", "Breakout rooms"
        SHOWCASE = "showcase", "Showcase"
        QUESTIONS = "questions", "Question rooms"
        NETWORKING = "networking", "Networking"
        PLENARY = "plenary", "Everybody together"
        BREAK = "break", "Break"

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="sessions")
    code = models.CharField(max_length=12, unique=True, default=new_room_code, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=160)
    summary = models.TextField(blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    has_captions = models.BooleanField("captions arranged", default=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True, help_text="Tells a form that its copy is old.")
    revision = models.PositiveIntegerField(
        default=0, editable=False, help_text="Counts what calendars must take up: the clock can stand still."
    )
    revised_at = models.DateTimeField(
        null=True, editable=False, help_text="When it was last counted up; empty: never since it was written."
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["starts_at", "title"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="events_session_starts_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(published_at__isnull=False),
                name="events_session_cancelled_only_once_published",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["assembly", "starts_at"], name="events_session_by_time")]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> Period:
        """When it runs."""
        return Period(self.starts_at, self.ends_at)

    @property
    def is_draft(self) -> bool:
        """Whether only organisers see it."""
        return self.published_at is None

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.cancelled_at is not None

    def is_public(self, at: datetime) -> bool:
        """Whether it stands in a published programme. Load ``assembly`` with it."""
        published = (self.published_at, self.assembly.published_at)
        return all(moment is not None and moment <= at for moment in published)

    @property
    def address(self) -> str:
        """Where mails, calendars and pages link to; the root keeps it. Load ``assembly`` with it."""
        return f"/{self.assembly.slug}/s/{self.code}/"

    @property
    def part_address(self) -> str:
        """Where who takes part finds what is theirs to do; the root keeps it. Load ``assembly`` with it."""
        return f"/{self.assembly.slug}/speaking/sessions/{self.code}/"

    @property
    def join_address(self) -> str:
        """Where somebody goes straight to their own room; the root keeps it. Load ``assembly`` with it."""
        return f"{self.address}join/"


class Room(models.Model):
    """Where a session is met: one place during one session. Without capacity nobody needs a seat."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="rooms")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="rooms")
    code = models.CharField(max_length=12, unique=True, default=new_room_code, editable=False)
    title = models.CharField(
        max_length=160, blank=True, help_text="Empty: the theme's or the session's title."
    )
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="rooms")
    capacity = models.PositiveIntegerField("places", null=True, blank=True, help_text="Empty: no limit.")
    locked_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on nobody else may take a place."
    )
    brief = models.TextField(
        "brief", blank=True, help_text="For those who run this room and speak in it; delegates never see it."
    )

    class Meta:
        ordering: ClassVar = ["place__position", "pk"]
        constraints: ClassVar = [
            # Asked when the transaction ends, so that two rooms can change places.
            models.UniqueConstraint(
                fields=["session", "place"],
                name="events_room_once_per_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its own title, else its theme's or its session's. Load ``theme`` and ``session`` with it."""
        return self.title or (self.theme.title if self.theme else self.session.title)

    @property
    def needs_seat(self) -> bool:
        """Whether entering needs a claim on a place."""
        return self.capacity is not None

    @property
    def is_stage(self) -> bool:
        """Whether there is a picture that everybody watches. Load ``session`` with it."""
        return not self.needs_seat and self.session.kind in ON_STAGE

    @property
    def stream(self) -> str:
        """The name of its durable stream."""
        return f"room:{self.code}"

    @property
    def staff_stream(self) -> str:
        """The name of the durable stream that only those who run the room follow."""
        return f"{self.stream}.staff"

    @property
    def address(self) -> str:
        """Where people go in; the root keeps it. Load ``session`` and its ``assembly`` with it."""
        return f"/{self.session.assembly.slug}/rooms/{self.code}/"

    @property
    def brief_address(self) -> str:
        """Where those who run it or speak in it prepare; the root keeps it."""
        return f"{self.address}brief/"


class Topic(models.Model):
    """One showcase presentation, with its speakers; its question room comes after."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="topics")
    question_room = models.ForeignKey(
        Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="topics"
    )
    title = models.CharField(max_length=160)
    summary = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.title
