"""What organisers hold back, and the words that they put in place of the portal's."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class HoldQuerySet(models.QuerySet["Hold"]):
    """Holds by whether they stand."""

    def standing(self) -> Self:
        """Those that nobody has released."""
        return self.filter(released_at=None)

    def of(self, scope: str, kind: str) -> Self:
        """Those that keep all of this kind at this gathering from leaving."""
        return self.filter(scope__in=("", scope), kind__in=("", kind), about="")


class Hold(models.Model):
    """Mail held back: of one kind or all, of one gathering or all; with ``about`` only that about one thing.

    Who held and who released stays known.
    """

    scope = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=120, blank=True)
    held_at = models.DateTimeField()
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects: ClassVar[HoldQuerySet] = HoldQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scope", "kind", "about"], condition=Q(released_at=None), name="notices_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope or 'everything'}: {self.kind or 'every kind'} {self.about}".rstrip()


class Wording(models.Model):
    """Organisers' own words for one kind at one gathering; what is empty stays as the portal has it."""

    scope = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=150, blank=True)
    introduction = models.TextField(blank=True, help_text="Blank lines make paragraphs.")
    button = models.CharField("button", max_length=60, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "kind"], name="notices_worded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scope}: {self.kind}"
