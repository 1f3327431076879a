"""The ledger: one row for each thing that one person is told, once."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.http import url_has_allowed_host_and_scheme

from notices.kinds import all_kinds
from notices.models.control import Hold, Wording

# A worker that holds a batch for longer has died; what it had not handed over is due again.
LEASE = timedelta(minutes=5)
# What was handed over and got no answer for so long never gets one.
ANSWER_WITHIN = timedelta(minutes=15)

# So many lines of facts and sections stand open in the notices centre; more are folded.
UNFOLDED = 9


class State(models.TextChoices):
    """How far a notice has come. Only ``due`` is ever handed to mail."""

    DUE = "due", "Waiting"
    HANDED = "handed", "Being sent"
    SENT = "sent", "Sent"
    PORTAL = "portal", "In the portal only"
    UNKNOWN = "unknown", "Not known whether it arrived"
    FAILED = "failed", "Not delivered"
    MISSED = "missed", "Too late to send"
    WITHDRAWN = "withdrawn", "No longer needed"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by what is to be done with them."""

    def due(self, at: datetime, *, but_for: Hold | None = None) -> Self:
        """Those that somebody may take on now, the longest due first: not held, not in another's hands.

        ``but_for`` is a hold to think away: what would leave if it were released.
        """
        free = Q(leased_until=None) | Q(leased_until__lte=at)
        own_words = Wording.objects.filter(scope=OuterRef("scope"), kind=OuterRef("kind"))
        needing = [kind.key for kind in all_kinds() if kind.needs_words]
        wordless = Q(kind__in=needing) & ~Exists(own_words.exclude(introduction=""))
        ready = self.unheld(but_for=but_for).filter(free, ~wordless, state=State.DUE, not_before__lte=at)
        return ready.order_by("not_before", "pk")

    def unheld(self, *, but_for: Hold | None = None) -> Self:
        """Those that no hold keeps back, one hold thought away if it is given."""
        holds = Hold.objects.standing().filter(
            Q(scope="") | Q(scope=OuterRef("scope")),
            Q(kind="") | Q(kind=OuterRef("kind")),
            Q(about="") | Q(about=OuterRef("about")),
        )
        return self.filter(~Exists(holds.exclude(pk=but_for.pk) if but_for else holds))

    def too_late(self, at: datetime) -> Self:
        """Those still waiting that make no sense any more, held ones included."""
        return self.filter(state=State.DUE, stale_at__lte=at)

    def unanswered(self, at: datetime) -> Self:
        """Those that were handed to mail by somebody who never came back to say how it went."""
        return self.filter(state=State.HANDED, handed_at__lte=at - ANSWER_WITHIN)

    def open(self) -> Self:
        """Those that still ask for an answer."""
        return self.filter(open_until__isnull=False)

    def released(self) -> Self:
        """Those that their reader can see in the notices centre, the newest first."""
        return self.filter(released_at__isnull=False).order_by(F("released_at").desc(), "-pk")

    def unread(self) -> Self:
        """Those of them that their reader has not looked at yet."""
        return self.filter(released_at__isnull=False, read_at=None)


class Notice(models.Model):
    """Something that one person is told once: of a kind, about one thing.

    ``about`` is the declaring app's own word for the thing, such as a reference and the instant of
    registering; with kind and recipient it is unique, so asking twice tells once. ``scope`` names the
    gathering (an assembly's address) for organisers. ``headline``, ``lead``, ``path``, ``label`` and
    ``details`` are what the notices centre shows, written when it is released.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=120)
    scope = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict, help_text="What only the teller knew, for the letter.")
    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    due_at = models.DateTimeField()
    stale_at = models.DateTimeField(null=True, help_text="From then on it makes no sense to send it.")
    not_before = models.DateTimeField(help_text="The next try: moves on when mail was refused for now.")
    leased_until = models.DateTimeField(null=True)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    refusal_count = models.PositiveSmallIntegerField(
        default=0, help_text="How often this mail was refused for now; a server that is away does not count."
    )
    handed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)
    headline = models.CharField(max_length=200, blank=True)
    lead = models.TextField(blank=True)
    path = models.CharField(max_length=300, blank=True)
    label = models.CharField(max_length=80, blank=True)
    details = models.JSONField(default=dict, help_text="What else the letter says: facts, sections, closing.")
    open_until = models.DateTimeField(
        null=True, help_text="Until when it can be answered; empty once it was, and where nothing is asked."
    )
    outcome = models.CharField(max_length=120, blank=True, help_text="What became of what it asked.")
    released_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["-due_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "kind", "about"], name="notices_told_once"),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(handed_at__isnull=False),
                name="notices_sent_was_handed_over",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["not_before"], condition=Q(state=State.DUE), name="notices_due"),
            models.Index(fields=["handed_at"], condition=Q(state=State.HANDED), name="notices_handed"),
            models.Index(fields=["open_until"], condition=Q(open_until__isnull=False), name="notices_open"),
            models.Index(fields=["recipient", "released_at"], name="notices_centre"),
            models.Index(fields=["scope", "kind", "state"], name="notices_by_scope"),
        ]

    def __str__(self) -> str:
        return self.headline or self.kind

    @property
    def paragraphs(self) -> list[str]:
        """What it says, one paragraph an entry."""
        return [paragraph for paragraph in self.lead.split("\n\n") if paragraph.strip()]

    @property
    def is_long(self) -> bool:
        """Whether what else it says would hide the next notice from sight."""
        facts, sections = self.details.get("facts", ()), self.details.get("sections", ())
        return len(facts) + sum(1 + len(each["lines"]) for each in sections) > UNFOLDED

    @property
    def own_path(self) -> str:
        """Where its button leads: a path of this portal, else nothing; no link of ours ends elsewhere."""
        is_ours = self.path.startswith("/") and url_has_allowed_host_and_scheme(self.path, allowed_hosts=None)
        return self.path if is_ours else ""

    def is_stale(self, at: datetime) -> bool:
        """Whether it makes no sense any more to send it."""
        return self.stale_at is not None and self.stale_at <= at
