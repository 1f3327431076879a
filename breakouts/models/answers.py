"""What speakers answer in writing, after the session, to what they were asked."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from breakouts.models.questions import Question

ANSWER_LIMIT = 2000


class WrittenAnswer(models.Model):
    """One speaker's answer to one question; it may be written anew until the assembly closes."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    author_name = models.CharField(max_length=120, help_text="As the programme names them.")
    body = models.TextField(max_length=ANSWER_LIMIT)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["written_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "author"], name="breakouts_answer_one_each"),
        ]

    def __str__(self) -> str:
        return self.body[:60]
