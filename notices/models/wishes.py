"""Which mail people wish to get."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from notices.kinds import Topic


class MailWish(models.Model):
    """What a person decided about the mail of one topic; without a row the topic's own rule holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_wishes")
    topic = models.CharField(max_length=12, choices=[(topic.value, topic.label) for topic in Topic])
    is_mailed = models.BooleanField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "topic"], name="notices_one_wish_per_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.topic}"
