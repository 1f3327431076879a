"""What search looks through: an entry for each document and recording, the passages of their texts, words."""

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from accounts.models import User
from events.models import Room, Session, Theme
from library.models.documents import Document, Version
from library.models.recordings import Recording

ENGLISH = "library_english"
"""PostgreSQL's English, which takes "café" for "cafe"; a migration makes it."""


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries by whom they may be shown to, and by what they belong to."""

    def visible_to(self, user: User | AnonymousUser, at: datetime) -> Self:
        """Those of documents that this person may open and of recordings that they can watch at the instant.

        Whatever search tells a person (results, counts, filters, spellings) starts from here.
        """
        documents = Document.objects.visible_to(user, at).order_by()
        recordings = Recording.objects.of_audience(user, at).watchable(at).order_by()
        return self.filter(Q(document__in=documents.values("pk")) | Q(recording__in=recordings.values("pk")))

    def about_theme(self, theme: Theme) -> Self:
        """Documents with the theme, and recordings of sessions in whose rooms it is discussed."""
        linked = Document.themes.through.objects.filter(theme=theme).values("document")
        sessions = Room.objects.filter(theme=theme).values("session")
        return self.filter(Q(document__in=linked) | Q(recording__session__in=sessions))

    def of_session(self, session: Session) -> Self:
        """Documents that a session links to, slides of its topics, and its recordings."""
        linked = Document.sessions.through.objects.filter(session=session).values("document")
        return self.filter(
            Q(document__in=linked) | Q(document__topic__session=session) | Q(recording__session=session)
        )

    def of_assembly(self, assembly_id: int) -> Self:
        """Documents and recordings of one assembly."""
        return self.filter(Q(document__assembly=assembly_id) | Q(recording__session__assembly=assembly_id))


class Entry(models.Model):
    """What search knows of one document or recording; ``actions.indexing`` writes it from their rows.

    ``head`` has the words of the title (A), the summary (B), themes and people (C); ``whole`` those of the
    text as well (D). ``words`` are spelt as people read them, for those who misspell them.
    """

    class Kind(models.TextChoices):
        RECORDING = "recording", "Recordings"
        SLIDES = "slides", "Slides"
        PDF = "pdf", "PDF documents"
        WRITING = "writing", "Word and OpenDocument texts"
        TABLE = "table", "Excel and OpenDocument tables"
        PICTURE = "picture", "Pictures"
        TEXT = "text", "Plain text"
        PAGE = "page", "Pages to read here"

    document = models.OneToOneField(Document, on_delete=models.CASCADE, null=True, related_name="entry")
    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, null=True, related_name="entry")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=160)
    summary = models.TextField(blank=True)
    about = models.TextField(blank=True, help_text="Themes, owner, who speaks.")
    dated_at = models.DateTimeField(help_text="The newest come first where nothing is searched for.")
    source_changed_at = models.DateTimeField(help_text="Which state of its rows it was written from.")
    words = ArrayField(models.CharField(max_length=30), default=list)
    head = models.GeneratedField(
        expression=SearchVector("title", weight="A", config=ENGLISH)
        + SearchVector("summary", weight="B", config=ENGLISH)
        + SearchVector("about", weight="C", config=ENGLISH),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    whole = SearchVectorField(null=True)

    objects: ClassVar[EntryQuerySet] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "entries"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(document=None) ^ Q(recording=None), name="library_entry_of_one_thing"
            ),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["whole"], name="library_entry_whole"),
            GinIndex(fields=["words"], name="library_entry_words"),
        ]

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """A piece of text that a result can show and lead to: of a page or slide, or said at a second."""

    class Place(models.TextChoices):
        PAGE = "page", "Page"
        SLIDE = "slide", "Slide"
        TABLE = "table", "Table"
        SECOND = "second", "Second"
        TEXT = "text", "Text"
        READ = "read", "Version to read here"

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="passages")
    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, null=True, help_text="Whose file it was read from, if one."
    )
    position = models.PositiveIntegerField()
    place = models.CharField(max_length=6, choices=Place)
    number = models.PositiveIntegerField(default=0, help_text="Of the page, slide, table or second.")
    text = models.TextField()
    vector = models.GeneratedField(
        expression=SearchVector("text", config=ENGLISH), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        ordering: ClassVar = ["position"]
        indexes: ClassVar = [GinIndex(fields=["vector"], name="library_passage_vector")]

    def __str__(self) -> str:
        return f"{self.entry}, {self.place} {self.number}"


class Word(models.Model):
    """A word that some text has or had, to find those that look like it.

    Whether a person may be told it is asked of the entries that they may see, each time.
    """

    word = models.CharField(max_length=30, primary_key=True)

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="library_word_alike"),
        ]

    def __str__(self) -> str:
        return self.word
