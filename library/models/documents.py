"""Documents: what they are about, whom they are for, their versions, and who needs another format."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q, Subquery

from accounts.models import User
from common.codes import new_code
from events.lifecycle import Phase
from events.models import Assembly, Contributor, Delegate, Session, Theme, Topic
from library.models.files import StoredFile


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents by who may see them and by what is due."""

    def visible_to(self, user: User | AnonymousUser, at: datetime) -> Self:
        """Those that this person may open: organisers see drafts, everybody else what is published for them.

        A document of an assembly waits for the phase that it names; speakers see what is theirs at once.
        """
        if user.is_authenticated and user.is_organiser:
            return self
        shown = Q(published_at__lte=at) & (Q(assembly=None) | _phase_reached(at))
        if not user.is_authenticated:
            return self.filter(shown, audience=Document.Audience.EVERYBODY)
        places = Delegate.objects.with_place().filter(user=user)
        everywhere = Q(audience=Document.Audience.EVERYBODY)
        if places.filter(assembly__published_at__lte=at).exists():
            everywhere |= Q(audience=Document.Audience.DELEGATES)
        here = Q(audience=Document.Audience.ASSEMBLY, assembly__in=Subquery(places.values("assembly")))
        own = Contributor.objects.filter(user=user, speakers__topic__isnull=False)
        is_own = Q(topic__in=Subquery(own.values("speakers__topic")))
        return self.filter((shown & (everywhere | here)) | is_own)

    def with_current(self) -> Self:
        """Together with the newest version and its file, for a list of them."""
        newest = Version.objects.newest().select_related("file")
        return self.select_related("assembly").prefetch_related(
            models.Prefetch("versions", newest, to_attr="newest"), "themes"
        )

    def overdue(self, on: date) -> Self:
        """Published ones whose review is due."""
        return self.filter(published_at__isnull=False, review_due_on__lte=on)


def _phase_reached(at: datetime) -> Q:
    """Whether the assembly has come to the phase from which the document is shown."""
    begins = {
        Phase.ANNOUNCED: "published_at",
        Phase.OPEN: "opens_at",
        Phase.LIVE: "starts_at",
        Phase.ON_DEMAND: "ends_at",
        Phase.ARCHIVED: "closes_at",
    }
    reached = Q()
    for phase, column in begins.items():
        reached |= Q(from_phase=phase) & Q(**{f"assembly__{column}__lte": at})
    return Q(assembly__published_at__lte=at) & reached


class Document(models.Model):
    """Something to read, for whom and from when on. Without ``published_at`` only organisers see it."""

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", "Everybody, without a log-in"
        DELEGATES = "delegates", "Delegates of any assembly"
        ASSEMBLY = "assembly", "Delegates of its assembly"

    class FromPhase(models.TextChoices):
        ANNOUNCED = Phase.ANNOUNCED.value, "Once the assembly is published"
        OPEN = Phase.OPEN.value, "Once the doors are open"
        LIVE = Phase.LIVE.value, "Once the day has started"
        ON_DEMAND = Phase.ON_DEMAND.value, "Once the day is over"
        ARCHIVED = Phase.ARCHIVED.value, "Once the recordings have closed"

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    title = models.CharField(max_length=160)
    summary = models.TextField(blank=True, help_text="Two sentences: what it is, and whom it helps.")
    owner = models.CharField(max_length=120, help_text="Who answers for it: a person or a team.")
    assembly = models.ForeignKey(
        Assembly, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="documents")
    sessions = models.ManyToManyField(Session, blank=True, related_name="documents")
    topic = models.ForeignKey(
        Topic,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        help_text="The showcase topic whose speakers brought it: slides.",
    )
    audience = models.CharField("for whom", max_length=10, choices=Audience, default=Audience.DELEGATES)
    from_phase = models.CharField(
        "from when on", max_length=10, choices=FromPhase, default=FromPhase.ANNOUNCED
    )
    body = models.TextField(
        "version to read as a page", blank=True, help_text="In Markdown. Headings begin with ##."
    )
    review_due_on = models.DateField("review due", null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects: ClassVar[DocumentQuerySet] = DocumentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(audience="assembly", assembly=None), name="library_document_of_its_assembly"
            ),
            models.CheckConstraint(
                condition=Q(topic=None) | Q(assembly__isnull=False),
                name="library_document_slides_of_assembly",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        """Whether only organisers see it, and speakers what is theirs."""
        return self.published_at is None

    @property
    def has_page(self) -> bool:
        """Whether it can be read as a page, which every screen and screen reader can."""
        return bool(self.body.strip())

    @property
    def address(self) -> str:
        """Where pages and mails link to."""
        return f"/library/documents/{self.code}/"


class DocumentVersionQuerySet(models.QuerySet["Version"]):
    """Versions by which of them people get."""

    def newest(self) -> Self:
        """The one of each document with the highest number."""
        # By the key: by the document means by its title, which is not what is to be distinct.
        return self.order_by("document_id", "-number").distinct("document_id")


class Version(models.Model):
    """One file of a document. The one with the highest number is the one that people get."""

    class Reading(models.TextChoices):
        WAITING = "waiting", "Waiting to be read"
        READ = "read", "Read"
        EMPTY = "empty", "No text found in it"
        FAILED = "failed", "Could not be read"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="version")
    note = models.CharField("what changed", max_length=240, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    reading = models.CharField(max_length=10, choices=Reading, default=Reading.WAITING, editable=False)
    reading_began_at = models.DateTimeField(null=True, editable=False)
    reading_count = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="How often a worker has begun to read it."
    )

    objects: ClassVar[DocumentVersionQuerySet] = DocumentVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "number"], name="library_version_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["added_at"], condition=Q(reading="waiting"), name="library_version_to_read"),
        ]

    def __str__(self) -> str:
        return f"{self.document}, version {self.number}"


class FormatRequestQuerySet(models.QuerySet["FormatRequest"]):
    """Requests by whether somebody still has to answer."""

    def open(self) -> Self:
        """Those without an answer, the longest waiting first."""
        return self.filter(answered_at=None).order_by("asked_at", "pk")


class FormatRequest(models.Model):
    """Somebody needs a document in another format, and what they were told."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="format_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    need = models.TextField("what would help")
    asked_at = models.DateTimeField()
    reply = models.TextField("what we told them", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects: ClassVar[FormatRequestQuerySet] = FormatRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = [F("answered_at").asc(nulls_first=True), "asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "user"],
                condition=Q(answered_at=None),
                name="library_format_request_one_open_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.need[:60]}"
