"""How many delegates there are, told by what organisers are asked about; counted by the database."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from accounts.models import Region
from events.models import Delegate


class Counts(NamedTuple):
    """One small table."""

    caption: str
    rows: Sequence[tuple[str, int]]


def counts_of(delegates: QuerySet[Any]) -> list[Counts]:
    """Count by state, learner group, region and day of registering, in four queries."""
    states, regions = dict(Delegate.State.choices), dict(Region.choices)
    by_state = [(str(states[key]), count) for key, count in _by(delegates, "state")]
    by_region = [(str(regions[key]), count) for key, count in _by(delegates, "local_office__region")]
    by_day = delegates.order_by().annotate(day=TruncDate("registered_at"))
    days = by_day.values_list("day").annotate(count=Count("pk")).order_by("day")
    return [
        Counts("By state", by_state),
        Counts("By learner group", _by(delegates, "learner_group__name")),
        Counts("By region", by_region),
        Counts("By day", [(f"{day.day} {day:%B %Y}", count) for day, count in days]),
    ]


def _by(delegates: QuerySet[Any], path: str) -> list[tuple[str, int]]:
    counted = delegates.order_by().values_list(path).annotate(count=Count("pk"))
    return list(counted.order_by("-count", path))
