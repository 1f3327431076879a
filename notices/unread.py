"""What somebody has not looked at yet, in the few words that the header and a live page need."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Max

from notices.models import Notice

MOST_COUNTED = 9


@dataclass(frozen=True)
class Unread:
    """How many notices are new to somebody, and which of them came last."""

    count: int = 0
    newest_at: datetime | None = None
    headline: str = ""

    @property
    def words(self) -> str:
        """The count as the header has it: above nine nobody counts any more."""
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)

    @property
    def newest(self) -> str:
        """When the newest of them was released, as JSON has it; empty where none is new."""
        return self.newest_at.isoformat() if self.newest_at else ""

    def told(self) -> dict[str, Any]:
        """Return the fields of ``notices.unread``, and of the answer to a page that asks."""
        return {"unread": self.count, "at": self.newest or None, "headline": self.headline}


def unread_of(user_ids: Collection[int]) -> dict[int, Unread]:
    """Return what is new to each person, in one query; for whoever has read everything too."""
    newest_first = ArrayAgg("headline", order_by=[F("released_at").desc(), F("pk").desc()])
    rows = Notice.objects.filter(recipient__in=user_ids).unread().order_by().values("recipient")
    told = rows.annotate(count=Count("pk"), newest=Max("released_at"), headlines=newest_first)
    found = {
        row["recipient"]: Unread(row["count"], row["newest"], next(iter(row["headlines"]), ""))
        for row in told
    }
    return {user_id: found.get(user_id, Unread()) for user_id in user_ids}
