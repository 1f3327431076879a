"""What people in a room write down together, block by block. No row says who wrote what."""

from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from events.models import Assembly, Room

NOTE_LIMIT = 2000


class NoteBlockQuerySet(models.QuerySet["NoteBlock"]):
    """Blocks by where they stand."""

    def in_sight(self) -> Self:
        """Those that were not removed."""
        return self.filter(removed_at=None)

    def removed(self) -> Self:
        """Those that hosts can bring back, the last removed first."""
        return self.exclude(removed_at=None).order_by("-removed_at", "id")

    def in_order(self) -> Self:
        """As they stand on the page."""
        return self.order_by("position", "id")

    def signed_off(self) -> Self:
        """Those of rooms whose notes are signed off."""
        return self.in_sight().filter(room__conduct__notes_signed_off_at__isnull=False)

    def of_assembly(self, assembly: Assembly) -> Self:
        """Those of all its rooms, by theme, mark and room, with room, theme and session loaded."""
        blocks = self.filter(room__session__assembly=assembly)
        return blocks.by_theme()

    def by_theme(self) -> Self:
        """By theme, mark and room, with all that tells where they were written; in one query."""
        loaded = self.select_related("room__theme", "room__place", "room__session__assembly", "room__conduct")
        places = [When(mark=mark, then=Value(place)) for place, mark in enumerate(NoteBlock.Mark.values)]
        of_room = ("room__session__starts_at", "room", "position", "id")
        theme = ("room__theme__position", "room__theme__title")
        return loaded.order_by(*theme, Case(*places, output_field=IntegerField()), *of_room)


class NoteBlock(models.Model):
    """One block of a room's notes. The key is drawn at random, and nothing here leads to who wrote it."""

    class Mark(models.TextChoices):
        ISSUE = "issue", "Issue"
        EXAMPLE = "example", "Example"
        ASK = "ask", "Ask"
        GOOD_PRACTICE = "practice", "Good practice"
        NONE = "none", "No mark"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="note_blocks")
    body = models.CharField("note", max_length=NOTE_LIMIT)
    mark = models.CharField(max_length=8, choices=Mark, default=Mark.NONE)
    position = models.PositiveIntegerField(help_text="Blocks stand by it; removed ones keep theirs.")
    revision = models.PositiveIntegerField(default=1, help_text="Counts its texts: which one somebody read.")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[NoteBlockQuerySet] = NoteBlockQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "note"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(body=""), name="breakouts_note_block_says_something"),
        ]
        indexes: ClassVar = [models.Index(fields=["room", "position"], name="breakouts_note_by_position")]

    def __str__(self) -> str:
        return self.body[:60]

    @property
    def is_removed(self) -> bool:
        """Whether it is out of sight."""
        return self.removed_at is not None


class NoteSave(models.Model):
    """A text that stood: what was sent twice is known again by its number."""

    block = models.ForeignKey(NoteBlock, on_delete=models.CASCADE, related_name="saves")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    cid = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "cid"], name="breakouts_note_save_once_per_cid"),
        ]

    def __str__(self) -> str:
        return f"a text of {self.block}"
