"""Recordings of sessions: the video, its captions, who agreed to it, until when it can be watched."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from common.codes import new_code
from events.models import Contributor, Delegate, Session
from library.models.files import StoredFile


class RecordingQuerySet(models.QuerySet["Recording"]):
    """Recordings by who has a claim to them, and by where they stand in time."""

    def of_audience(self, user: User | AnonymousUser, at: datetime) -> Self:
        """Those of assemblies in which this person has a place or a part, whether or not their time is over.

        Nobody else learns that there is one: for a stranger unknown and ended are the same 404.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_organiser:
            return self
        places = Delegate.objects.with_place().filter(user=user).values("assembly")
        parts = Contributor.objects.filter(user=user).values("assembly")
        here = Q(session__assembly__in=Subquery(places)) | Q(session__assembly__in=Subquery(parts))
        return self.filter(here, published_at__lte=at, session__assembly__published_at__lte=at)

    def with_end(self) -> Self:
        """Each with ``end``: until when it can be watched."""
        return self.alias(end=Coalesce("extended_until", "session__assembly__closes_at"))

    def watchable(self, at: datetime) -> Self:
        """Those that can be watched at the instant; agrees with ``policies.recordings.can_watch``."""
        there = ~Q(embed_address="") | Q(file__missing_since=None, file__removed_at=None)
        elsewhere = ~Q(embed_address="") & Q(embed_has_captions=True)
        own = Exists(Captions.objects.filter(recording=OuterRef("pk")))
        captioned = Q(own) | elsewhere | Q(captions_due_at__gt=at)
        running = Q(published_at__lte=at, withdrawn_at=None, removal_began_at=None, end__gt=at)
        return self.with_end().filter(there, captioned, running)

    def over(self, at: datetime) -> Self:
        """Those whose time is over."""
        return self.with_end().filter(end__lte=at)

    def to_end(self, at: datetime) -> Self:
        """Those whose end may ask for something at the instant: over, or begun to be removed."""
        begun = Exists(Ending.objects.filter(recording=OuterRef("pk"), done_at=None))
        open_ones = Q(removal_began_at=None, published_at__isnull=False, end__lte=at)
        return self.with_end().filter(Q(begun) | open_ones).with_endings()

    def with_endings(self) -> Self:
        """With what ``ending_plans`` reads."""
        return self.select_related("session__assembly", "file").prefetch_related("endings")


class Recording(models.Model):
    """The video of a session: a file of ours or one that an allowed host plays.

    It can be watched from ``published_at`` until the assembly's ``closes_at``, or ``extended_until``. Whether
    that is over is decided at each request, never stored.
    """

    class Afterwards(models.TextChoices):
        REMOVE = "remove", "Remove the file a week after"
        KEEP = "keep", "Keep the file for organisers"

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="recordings")
    title = models.CharField(max_length=160, blank=True, help_text="Empty: the session's title.")
    summary = models.TextField(blank=True)
    file = models.OneToOneField(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="recording"
    )
    embed_address = models.URLField(
        "address at another host", max_length=300, blank=True, help_text="Instead of a file."
    )
    embed_has_captions = models.BooleanField("captions are switched on there", default=False)
    duration = models.PositiveIntegerField(null=True, blank=True, help_text="In seconds.")
    chapters = models.TextField(blank=True, help_text="One on each line, such as: 12:30 What we learnt")
    captions_due_at = models.DateTimeField(
        "captions promised by",
        null=True,
        blank=True,
        help_text="Only until then it is shown without captions: 14 days at most.",
    )
    captions_reason = models.CharField("why there are none yet", max_length=240, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_because = models.CharField("why it was withdrawn", max_length=240, blank=True)
    extended_until = models.DateTimeField(
        "can be watched until", null=True, blank=True, help_text="Empty: as long as its assembly says."
    )
    extended_because = models.CharField("why so long", max_length=240, blank=True)
    afterwards = models.CharField(
        "when its time is over", max_length=6, choices=Afterwards, default=Afterwards.REMOVE
    )
    removal_began_at = models.DateTimeField(
        null=True, editable=False, help_text="From then on nothing brings it back."
    )
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects: ClassVar[RecordingQuerySet] = RecordingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["session__starts_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(file=None) | Q(embed_address=""), name="library_recording_one_source"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(file__isnull=False) | ~Q(embed_address=""),
                name="library_recording_published_with_a_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its own title, else the session's. Load ``session`` with it."""
        return self.title or self.session.title

    @property
    def ends_at(self) -> datetime:
        """The instant from which nobody can watch it. Load ``session`` and its ``assembly`` with it."""
        return self.extended_until or self.session.assembly.closes_at

    @property
    def address(self) -> str:
        """Where pages and mails link to. Load ``session`` and its ``assembly`` with it."""
        return f"/{self.session.assembly.slug}/recordings/{self.code}/"


class Captions(models.Model):
    """What is said in a recording, in one language: checked WebVTT. The transcript comes from here."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(max_length=12, default="en", help_text="As browsers name it: en, cy, bsl.")
    label = models.CharField(max_length=40, default="English")
    text = models.TextField(help_text="WebVTT.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name_plural = "captions"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recording", "language"], name="library_captions_once_a_language"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Consent(models.Model):
    """Whether somebody who speaks in a session or chairs it agrees to its being shown afterwards."""

    class Answer(models.TextChoices):
        GIVEN = "given", "Agreed"
        REFUSED = "refused", "Did not agree"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="consents")
    contributor = models.ForeignKey(Contributor, on_delete=models.CASCADE, related_name="consents")
    answer = models.CharField(max_length=8, choices=Answer)
    answered_at = models.DateTimeField()
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="Who wrote it down: the speaker, or an organiser who was told.",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "contributor"], name="library_consent_once_each"),
        ]

    def __str__(self) -> str:
        return f"{self.contributor}: {self.get_answer_display()}"


class Ending(models.Model):
    """What became of a recording when its time was over: begun, and done; never twice for one end."""

    class Act(models.TextChoices):
        ARCHIVED = "archived", "Closed; the file is kept for organisers"
        REMOVED = "removed", "Closed; the file is removed"

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="endings")
    act = models.CharField(max_length=8, choices=Act)
    of_end = models.DateTimeField(help_text="The end that it follows: an extension makes another.")
    began_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes removed.")

    class Meta:
        ordering: ClassVar = [F("began_at").desc(), "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recording", "act", "of_end"], name="library_ending_once"),
        ]

    def __str__(self) -> str:
        return f"{self.recording}: {self.get_act_display()}"
