"""Who speaks at a roundtable: one person at a time, from when to when."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from events.models import Room


class Word(models.Model):
    """Somebody has the word: written when it is given, ended once. Its number tells a button what it saw."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="words")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    is_first = models.BooleanField(
        "first time", default=False, help_text="They had not been given the word at this assembly before."
    )
    given_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Empty: it has no limit.")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["given_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room"], condition=Q(ended_at=None), name="breakouts_word_one_speaks"
            ),
        ]

    def __str__(self) -> str:
        return self.name
