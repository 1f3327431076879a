"""What people ask in a room, who wants it answered too, and what became of it."""

from datetime import datetime
from typing import ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from accounts.models import User
from breakouts.models.chat import BECAUSE_LIMIT
from events.models import Room, Session, Speaker, Topic

QUESTION_LIMIT = 500


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions by where they are seen and by what they wait for."""

    def of_room(self, room: Room) -> Self:
        """Those asked in the room, and those that its topics were asked when they were presented."""
        return self.filter(Q(room=room) | Q(topic__question_room=room))

    def of_session(self, session: Session) -> Self:
        """Those asked in its rooms, about its topics wherever, and those that its question rooms answer."""
        rooms = Room.objects.filter(session=session).values("pk")
        topics = Topic.objects.filter(Q(session=session) | Q(question_room__in=rooms)).values("pk")
        return self.filter(Q(room__in=rooms) | Q(topic__in=topics))

    def to_speaker(self, user: User) -> Self:
        """Those about a topic that the person presents, and those about none where they speak."""
        spoken = Speaker.objects.filter(contributor__user=user)
        here = Q(room__session__in=spoken.values("session")) | Q(
            room__topics__in=spoken.exclude(topic=None).values("topic")
        )
        asked = Q(topic__in=spoken.exclude(topic=None).values("topic")) | (Q(topic=None) & here)
        return self.filter(pk__in=self.model._default_manager.filter(asked).values("pk"))

    def as_wanted(self) -> Self:
        """Those that most want answered first, among equals the older, with topic, votes and answers."""
        read = self.select_related("topic", "room__session__assembly", "room__theme")
        return read.prefetch_related("answers").with_votes().order_by("-vote_count", "asked_at", "id")

    def public(self) -> Self:
        """Those that everybody in the room reads."""
        return self.filter(state__in=Question.PUBLIC, released_at__isnull=False)

    def held(self) -> Self:
        """Those that wait for somebody who runs the room."""
        return self.filter(state=Question.State.HELD, released_at__isnull=False)

    def due(self, at: datetime) -> Self:
        """Anonymous ones whose minute has come, and that nobody has seen yet."""
        return self.filter(released_at=None, asked_at__lte=at).exclude(state=Question.State.WITHDRAWN)

    def with_votes(self) -> Self:
        """Each with ``vote_count``."""
        return self.annotate(vote_count=Count("votes"))


class Question(models.Model):
    """One question. The key is drawn at random: numbers that rise would tell who asked when.

    An anonymous one has no asker, and ``asked_at`` is the full minute at which it appears, together with
    every other of that minute. Only ``seal`` ties it to its author, and only with the portal's secret key.
    """

    class State(models.TextChoices):
        HELD = "held", "Waiting to be looked at"
        LIVE = "live", "Open"
        ANSWERING = "answering", "Being answered"
        ANSWERED = "answered", "Answered"
        LATER = "later", "Answered later"
        DECLINED = "declined", "Not taken"
        WITHDRAWN = "withdrawn", "Withdrawn"

    PUBLIC = (State.LIVE, State.ANSWERING, State.ANSWERED, State.LATER)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="questions")
    topic = models.ForeignKey(
        Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions"
    )
    body = models.CharField(max_length=QUESTION_LIMIT)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    asker_name = models.CharField(max_length=120, blank=True)
    seal = models.CharField(
        max_length=64, blank=True, help_text="For anonymous ones: what only their author's page can make."
    )
    cid = models.UUIDField(help_text="Drawn by the sender, so that a question sent twice stands once.")
    asked_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True, help_text="When it reached others.")
    state = models.CharField(max_length=10, choices=State, default=State.LIVE)
    moved_at = models.DateTimeField(
        null=True, blank=True, help_text="When a host last said what becomes of it."
    )
    answering_in = models.ForeignKey(
        Room,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Where it is being answered: question rooms side by side share what a showcase was asked.",
    )
    owner = models.CharField(max_length=120, blank=True, help_text="Who answers it later.")
    because = models.CharField(max_length=BECAUSE_LIMIT, blank=True, help_text="Why it was not taken.")

    vote_count: int
    """Of those read ``with_votes``."""

    objects: ClassVar[QuestionQuerySet] = QuestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "cid"], name="breakouts_question_once_per_cid"),
            models.CheckConstraint(
                condition=Q(asker=None, asker_name="") | Q(seal=""), name="breakouts_question_sealed_or_named"
            ),
            models.UniqueConstraint(
                fields=["answering_in"],
                condition=Q(state="answering"),
                name="breakouts_question_one_being_answered",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["asked_at"], condition=Q(released_at=None), name="breakouts_question_unreleased"
            ),
        ]

    def __str__(self) -> str:
        return self.body[:60]

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody but its author can know who asked."""
        return bool(self.seal)

    @property
    def is_public(self) -> bool:
        """Whether everybody in the room reads it."""
        return self.released_at is not None and self.state in self.PUBLIC


class QuestionVote(models.Model):
    """Somebody wants a question answered too. Nobody votes for their own by asking it: that would tell."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "user"], name="breakouts_question_vote_once_each"),
        ]

    def __str__(self) -> str:
        return f"vote for {self.question}"
