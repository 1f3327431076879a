"""Stays of browsers that were ended: a copy of such a cookie opens nothing any more."""

from django.db import models


class EndedVisit(models.Model):
    """That somebody left, by a digest of what only their browser held: it points at no concern."""

    digest = models.CharField(primary_key=True, max_length=64)
    ended_on = models.DateField()

    def __str__(self) -> str:
        return "an ended visit"
