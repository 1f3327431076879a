"""People's places at an assembly, what they need to take part, and when they came."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from accounts.models import Employer, Grade, LearnerGroup, LocalOffice
from common.codes import new_reference
from events.lifecycle import Phase
from events.models.assembly import Assembly
from events.models.programme import Room, Session


class DelegateQuerySet(models.QuerySet["Delegate"]):
    """Delegates by what their place is worth."""

    def with_place(self) -> Self:
        """Those who hold a place: the figure "registered"."""
        return self.filter(state=Delegate.State.REGISTERED)

    def taking_up_places(self) -> Self:
        """Those who use up capacity: with a place, or with one kept for them until they answer.

        An offer counts until its end is written down, whatever the clock says: so an answer in its last
        second and the next offer can never both get the place.
        """
        return self.filter(state__in=Delegate.TAKING_UP_PLACES)

    def waiting(self) -> Self:
        """Those who wait for a place, the first to get one first."""
        return self.filter(state=Delegate.State.WAITING).order_by("waiting_since", "pk")

    def due_offers(self, at: datetime) -> Self:
        """Those who did not answer in time, and still keep a place from others; the longest due first."""
        due = self.filter(state=Delegate.State.OFFERED, offer_expires_at__lte=at)
        return due.order_by("offer_expires_at", "pk")

    def ahead_of(self, delegate: "Delegate") -> Self:
        """Those of the same assembly who wait and stand before this one."""
        earlier = Q(waiting_since__lt=delegate.waiting_since)
        same_instant = Q(waiting_since=delegate.waiting_since, pk__lt=delegate.pk)
        return self.waiting().filter(earlier | same_instant, assembly=delegate.assembly_id)

    def position_of(self, delegate: "Delegate") -> tuple[int, int]:
        """Tell where a waiting person stands and how many wait, in two queries: 3 of 41."""
        waiting_count = self.waiting().filter(assembly=delegate.assembly_id).count()
        return self.ahead_of(delegate).count() + 1, waiting_count

    def is_queue_at(self, assembly: Assembly) -> bool:
        """Whether whoever registers now waits: somebody waits already, or every place is taken.

        Only a guess unless the assembly is locked.
        """
        if assembly.capacity is None:
            return False
        return self.filter(assembly=assembly).waiting().exists() or not self.is_place_free_at(assembly)

    def is_place_free_at(self, assembly: Assembly) -> bool:
        """Whether not every place is taken or kept. Only a guess unless the assembly is locked."""
        if assembly.capacity is None:
            return True
        return self.filter(assembly=assembly).taking_up_places().count() < assembly.capacity


class Delegate(models.Model):
    """A person's place at one assembly. Coming back after cancelling is the same row again."""

    class State(models.TextChoices):
        REGISTERED = "registered", "Registered"
        AWAITING_APPROVAL = "awaiting_approval", "Awaiting approval"
        WAITING = "waiting", "Waiting for a place"
        OFFERED = "offered", "Offered a place"
        LAPSED = "lapsed", "Offer not answered"
        CANCELLED = "cancelled", "Cancelled"
        DECLINED = "declined", "Declined"

    TAKING_UP_PLACES = (State.REGISTERED, State.OFFERED)
    GONE = (State.LAPSED, State.CANCELLED, State.DECLINED)

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="delegates")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="delegates")
    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    state = models.CharField(max_length=20, choices=State)
    name = models.CharField("name shown to others", max_length=120)
    pronouns = models.CharField(max_length=40, blank=True)
    learner_group = models.ForeignKey(LearnerGroup, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    local_office = models.ForeignKey(LocalOffice, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    registered_at = models.DateTimeField(help_text="When the form was sent.")
    waiting_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when on the waiting list; decides the order of those waiting."
    )
    offer_expires_at = models.DateTimeField(
        null=True, blank=True, help_text="Until when a place that was offered is kept."
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[DelegateQuerySet] = DelegateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assembly", "user"], name="events_delegate_once_per_assembly"),
            models.CheckConstraint(
                condition=~Q(state="waiting", waiting_since=None), name="events_delegate_waits_since_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="offered", offer_expires_at=None), name="events_delegate_offer_has_an_end"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["assembly", "state", "registered_at"], name="events_delegate_by_state"),
            models.Index(
                fields=["assembly", "waiting_since"],
                condition=Q(state="waiting"),
                name="events_delegate_in_line",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_place(self) -> bool:
        """Whether this is a place and not a wish."""
        return self.state == self.State.REGISTERED

    @property
    def is_standing(self) -> bool:
        """Whether the person has, or hopes for, a place: not given up, not lost, not declined."""
        return self.state not in self.GONE

    @property
    def has_let_go(self) -> bool:
        """Whether they gave up a place that was offered: the end of the offer stays written down."""
        return self.state == self.State.CANCELLED and self.offer_expires_at is not None

    @property
    def has_left_line(self) -> bool:
        """Whether they gave up their turn on the waiting list: since when they waited stays written down."""
        return self.state == self.State.CANCELLED and self.waiting_since is not None and not self.has_let_go

    def is_offer_over(self, at: datetime) -> bool:
        """Whether the time to answer an offer has run out, and nobody has written that down yet."""
        if self.state != self.State.OFFERED or self.offer_expires_at is None:
            return False
        return self.offer_expires_at <= at

    @property
    def stream(self) -> str:
        """The name of the durable stream that only this person follows."""
        return f"delegate:{self.reference}"


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    """Requests by whether somebody still has to do something."""

    def open(self) -> Self:
        """Those not yet answered, of people who have or hope for a place."""
        return self.filter(state__in=AccessRequest.OPEN_STATES).exclude(delegate__state__in=Delegate.GONE)

    def first_due(self, assembly: Assembly) -> Self:
        """Those of an assembly, what is due first on top; without a day of its own each is due on its day."""
        day = assembly.starts_at.astimezone(assembly.zone).date()
        due = Coalesce("due_on", Value(day))
        return self.filter(delegate__assembly=assembly).annotate(due=due).order_by("due", "asked_at", "pk")


class AccessRequest(models.Model):
    """What a delegate needs to take part, who looks after it, and what they were told."""

    class Kind(models.TextChoices):
        CAPTIONS = "captions", "Live captions"
        SIGN_LANGUAGE = "sign_language", "Sign language interpreter"
        SLIDES_EARLY = "slides_early", "Slides before the day"
        OTHER = "other", "Something else"

    class State(models.TextChoices):
        NEW = "new", "New"
        IN_HAND = "in_hand", "In hand"
        ARRANGED = "arranged", "Arranged"
        NOT_POSSIBLE = "not_possible", "Not possible"
        WITHDRAWN = "withdrawn", "No longer needed"

    OPEN_STATES = (State.NEW, State.IN_HAND)

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="access_requests")
    kind = models.CharField(max_length=15, choices=Kind)
    detail = models.TextField(blank=True)
    state = models.CharField(max_length=15, choices=State, default=State.NEW)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reply = models.TextField("what we told them", blank=True)
    asked_at = models.DateTimeField()
    due_on = models.DateField(
        "to be answered by", null=True, blank=True, help_text="Empty: by the day of the assembly."
    )

    due: date
    """Of those read ``first_due``."""

    objects: ClassVar[AccessRequestQuerySet] = AccessRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delegate", "kind"], name="events_access_request_once_per_kind"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Arrival(models.Model):
    """The first page of the assembly that a delegate saw in a phase."""

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="arrivals")
    phase = models.CharField(max_length=10, choices=[(phase.value, phase.name) for phase in Phase])
    arrived_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delegate", "phase"], name="events_arrival_once_per_phase"),
        ]

    def __str__(self) -> str:
        return f"{self.delegate}: {self.phase}"


class Visit(models.Model):
    """An interval that a delegate spent in a session; immutable once closed. Minutes come from here."""

    class Mode(models.TextChoices):
        LIVE = "live", "Live"
        ON_DEMAND = "on_demand", "On demand"

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="visits")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="visits")
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, related_name="visits")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.LIVE)
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(
        help_text="Moves while the person is there; becomes the end when it is closed."
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["delegate", "room"], condition=Q(ended_at=None), name="events_visit_one_open_per_room"
            ),
            models.UniqueConstraint(
                fields=["delegate", "session"],
                condition=Q(ended_at=None, mode="on_demand"),
                name="events_visit_one_open_on_demand",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at")),
                name="events_visit_ends_after_start",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["last_seen_at"], condition=Q(ended_at=None), name="events_visit_open"),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} in {self.session}"
