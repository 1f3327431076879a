"""What was done, and by whom: chains of entries that only grow, and alerts for colleagues."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import TextChoices

HOUSE = uuid.UUID(int=0)
START = "0" * 64


class Deed(TextChoices):
    """Everything that is written down, in the words of the auditor's list."""

    SENT = "sent", "Sent by the reporter"
    OPENED = "opened", "Opened"
    IDENTITY_OPENED = "identity_opened", "Looked up who raised it"
    IDENTITY_ASKED = "identity_asked", "Asked to know who raised it"
    IDENTITY_GRANTED = "identity_granted", "Agreed that they may know who raised it"
    IDENTITY_DECLINED = "identity_declined", "Declined that they may know who raised it"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    SCREENED = "screened", "Looked whether anybody is at risk"
    TRIAGED = "triaged", "Triage recorded"
    BEGUN = "begun", "Work begun"
    INVESTIGATED = "investigated", "Investigation opened"
    UPDATED = "updated", "Told why the investigation takes longer"
    EXTENDED = "extended", "Given longer to answer, with a reason"
    REFERRED = "referred", "Referred"
    RETURNED = "returned", "Returned"
    SIGHTED = "sighted", "Dean's office told that it exists"
    SEEN = "seen", "Seen by the dean's office"
    MADE_SAFE = "made_safe", "Safety action recorded"
    WROTE_REPORTER = "wrote_reporter", "Message to the reporter"
    WROTE_NOTE = "wrote_note", "Internal note"
    REPORTER_WROTE = "reporter_wrote", "Message from the reporter"
    PAUSED = "paused", "Waits for the reporter"
    RESUMED = "resumed", "Waits no more"
    ANSWERED = "answered", "Feedback given"
    DISSATISFIED = "dissatisfied", "The reporter is not satisfied"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Reopened by the reporter"
    WITHDRAWN = "withdrawn", "Withdrawn by the reporter"
    SIGNPOSTED = "signposted", "Shown another way"
    REFERRED_OUT = "referred_out", "Handed to an outside body"
    KEPT_OUT = "kept_out", "Somebody kept out"
    RECUSED = "recused", "Stepped back"
    REFUSED = "refused", "Tried to open and was refused"
    PROBED = "probed", "Tried the casework pages without a membership"
    PROPOSED = "proposed", "Membership proposed"
    CONFIRMED = "confirmed", "Membership confirmed"
    SUSPENDED = "suspended", "Membership suspended"
    REINSTATED = "reinstated", "Membership reinstated"
    ENDED = "ended", "Membership ended"
    RENAMED = "renamed", "A member's name changed"
    MANY_OPENED = "many_opened", "Opened many cases in a short time"
    KEYS_MADE = "keys_made", "Keys made"
    KEYS_ROTATED = "keys_rotated", "Key-encryption key rotated"


class Chain(models.Model):
    """The end of a chain: one for each concern, which outlives it, and one of the house (``HOUSE``)."""

    id = models.UUIDField(primary_key=True, editable=False)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default=START)

    def __str__(self) -> str:
        return f"chain {self.pk}"


class Entry(models.Model):
    """One thing that was done. The database refuses to change it, and its digest covers the one before.

    ``facts`` holds codes and keys, never words that somebody wrote. ``actor`` is the key of the person who
    acted; empty for the reporter, whom nobody records.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chain = models.UUIDField()
    number = models.PositiveIntegerField()
    deed = models.CharField(max_length=20, choices=Deed)
    role = models.CharField(
        max_length=200, blank=True, help_text="As whom they acted, as the reporter reads it."
    )
    actor = models.PositiveBigIntegerField(null=True, blank=True)
    on = models.DateField()
    facts = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "entries"
        ordering: ClassVar = ["chain", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "number"], name="concerns_entries_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"entry {self.number} of chain {self.chain}"

    def digest_after(self, previous: str) -> str:
        """Return what its digest must be after the entry with that digest."""
        return digest_of(
            previous,
            {
                "chain": str(self.chain),
                "number": self.number,
                "deed": self.deed,
                "role": self.role,
                "actor": self.actor,
                "on": self.on.isoformat(),
                "facts": self.facts,
            },
        )


class Alert(models.Model):
    """Something that colleagues must look at: a changed log-in or name, many cases opened at once."""

    class Kind(models.TextChoices):
        CREDENTIALS = "credentials", "A log-in was changed by somebody else; the membership is suspended"
        MANY_OPENED = "many_opened", "Somebody opened many cases in a short time"
        NAME = "name", "Somebody has another name now"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    membership = models.ForeignKey("concerns.Membership", on_delete=models.CASCADE, related_name="alerts")
    on = models.DateField()
    was_called = models.CharField(max_length=200, blank=True)
    is_called = models.CharField(max_length=200, blank=True)
    looked_at_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    looked_at_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"alert {self.pk}"

    @property
    def heading(self) -> str:
        """What happened, in a line."""
        if self.kind == self.Kind.NAME:
            return f"{self.was_called or 'Somebody'} is now called {self.is_called or 'nothing'}"
        return self.get_kind_display()


def digest_of(previous: str, content: Mapping[str, Any]) -> str:
    """Chain the content of an entry to the digest before it."""
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{previous}|{written}".encode()).hexdigest()
