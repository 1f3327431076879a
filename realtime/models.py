"""The durable log: numbered streams and the frames on them."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


class Stream(models.Model):
    """An ordered log that clients follow. ``epoch`` changes only on restore or truncation."""

    name = models.CharField(max_length=80, unique=True)
    head = models.PositiveBigIntegerField(default=0)
    epoch = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return self.name


class Frame(models.Model):
    """One durable message of a stream, numbered from 1 without gaps."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="frames")
    seq = models.PositiveBigIntegerField()
    type = models.CharField(max_length=40)
    payload = models.JSONField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    cid = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "seq"], name="realtime_frame_once_per_seq"),
            models.UniqueConstraint(fields=["stream", "actor", "cid"], name="realtime_frame_once_per_cid"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.seq} {self.type}"
