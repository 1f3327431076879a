"""What the public was last told about each session, so that only what differs from it is news."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models

from events.models.assembly import Assembly
from events.models.programme import Session


class ToldDay(models.Model):
    """The day of an assembly as the public was last told."""

    assembly = models.OneToOneField(Assembly, on_delete=models.CASCADE, related_name="told")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.assembly}, as told"


class ToldSessionQuerySet(models.QuerySet["ToldSession"]):
    """What was told."""

    def remember(self, facts: Mapping[Session, Mapping[str, Any]], *, is_behind: bool = False) -> None:
        """Keep these as what the public knows of the sessions from now on, in one statement.

        ``is_behind``: it is not all there is to know, so the sessions are looked at again although nobody
        changes them.
        """
        self.bulk_create(
            [
                ToldSession(session=session, facts=known, revision=session.revision - is_behind)
                for session, known in facts.items()
            ],
            update_conflicts=True,
            unique_fields=["session"],
            update_fields=["facts", "revision"],
        )


class ToldSession(models.Model):
    """The facts of a session as its people know them; ``events.told`` says which facts."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="told")
    facts = models.JSONField()
    revision = models.PositiveIntegerField(help_text="The session's own as it was then.")

    objects: ClassVar[ToldSessionQuerySet] = ToldSessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "told session"
        indexes: ClassVar = []

    def __str__(self) -> str:
        return f"{self.session}, as told"
