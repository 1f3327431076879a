"""What the database knows of a file: the bytes themselves are in the vault, under its key."""

from collections.abc import Collection
from typing import ClassVar

from django.conf import settings
from django.db import models

from common.codes import new_token


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Files by what is known of their bytes."""

    def of_keys(self, keys: Collection[str]) -> set[str]:
        """Which of these keys belong to a file."""
        return set(self.filter(key__in=keys).values_list("key", flat=True))


class StoredFile(models.Model):
    """A file outside any served folder. Nothing of its name on the disk can be guessed, or leads anywhere.

    The bytes under a key never change: a new version is another file.
    """

    key = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    name = models.CharField(max_length=120, help_text="Clean, as people save it.")
    content_type = models.CharField(max_length=100, help_text="By its content, whatever it was called.")
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of its bytes, in hexadecimal.")
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    scanned_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When an antivirus found nothing in it; empty: none was there to ask.",
    )
    missing_since = models.DateTimeField(
        null=True, blank=True, help_text="When somebody asked for it and it was not on the disk."
    )
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="When its bytes were removed for good, as its policy says."
    )

    objects: ClassVar[StoredFileQuerySet] = StoredFileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="library_file_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_there(self) -> bool:
        """Whether its bytes are where they should be, as far as the portal knows."""
        return self.missing_since is None and self.removed_at is None

    @property
    def etag(self) -> str:
        """The strong validator of its bytes (RFC 9110, section 8.8.3)."""
        return f'"{self.digest[:32]}"'
