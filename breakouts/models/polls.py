"""What those who run a room ask everybody at once, and what each answered."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from events.models import Room

POLL_LIMIT = 300
OPTION_LIMIT = 120
FEWEST_OPTIONS, MOST_OPTIONS = 2, 8


class PollQuerySet(models.QuerySet["Poll"]):
    """Polls by who sees them."""

    def public(self) -> Self:
        """Those that everybody in the room sees: open, closed or with their result."""
        return self.filter(state__in=Poll.PUBLIC)

    def drafts(self) -> Self:
        """Those that only hosts see."""
        return self.filter(state=Poll.State.DRAFT)

    def open(self) -> Self:
        """Those that can be answered: one in a room at most."""
        return self.filter(state=Poll.State.OPEN)


class Poll(models.Model):
    """A question with two to eight options. Its words never change once it is made."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        REVEALED = "revealed", "Result shown"
        WITHDRAWN = "withdrawn", "Taken back"

    PUBLIC = (State.OPEN, State.CLOSED, State.REVEALED)

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="polls")
    question = models.CharField(max_length=POLL_LIMIT)
    options = ArrayField(models.CharField(max_length=OPTION_LIMIT), size=MOST_OPTIONS)
    is_multiple = models.BooleanField(default=False, help_text="Whether people may choose several options.")
    cid = models.UUIDField(help_text="Drawn by the sender, so that a poll made twice stands once.")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(
        null=True,
        blank=True,
        help_text="What may be told, as it was when it was revealed: were it counted again after somebody's "
        "account had gone, the difference would tell what they chose.",
    )

    objects: ClassVar[PollQuerySet] = PollQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "cid"], name="breakouts_poll_once_per_cid"),
            models.UniqueConstraint(
                fields=["room"], condition=Q(state="open"), name="breakouts_poll_one_open_in_a_room"
            ),
            models.CheckConstraint(
                condition=Q(options__len__gte=FEWEST_OPTIONS, options__len__lte=MOST_OPTIONS),
                name="breakouts_poll_two_to_eight_options",
            ),
            models.CheckConstraint(
                condition=Q(state="revealed", result__isnull=False) | (~Q(state="revealed") & Q(result=None)),
                name="breakouts_poll_result_when_revealed",
            ),
        ]

    def __str__(self) -> str:
        return self.question[:60]

    @property
    def is_public(self) -> bool:
        """Whether everybody in the room sees it."""
        return self.state in self.PUBLIC

    @property
    def has_numbers(self) -> bool:
        """Whether its result is shown: enough people answered."""
        return self.result is not None and self.result["voters"] is not None


class PollVote(models.Model):
    """What one person answers, until the poll is closed; read on that person's own page, and counted."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    choices = ArrayField(models.PositiveSmallIntegerField(), help_text="Places of the options, from 0.")
    cids = ArrayField(
        models.UUIDField(), help_text="Those of each answer that was taken: an older one sent again is known."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "user"], name="breakouts_poll_vote_once_each"),
            models.CheckConstraint(
                condition=Q(choices__len__gte=1), name="breakouts_poll_vote_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"answer to {self.poll}"
