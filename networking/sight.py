"""Whom somebody may find: worked out once for a page, with what those show; all else is asked within it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Q, Value

from common.among import among
from networking.labels import Labels
from networking.models import Profile, ProfileQuerySet


@dataclass(frozen=True)
class Sight:
    """Everybody whom a person may find at an instant. It is read for each page anew and kept nowhere, so
    that whoever blocks, leaves or hides is gone from the next one."""

    keys: Sequence[int]
    """Those of their profiles, by name."""
    labels: Labels

    @classmethod
    def of(cls, people: ProfileQuerySet) -> Self:
        """Read these people and what they show, in one query whatever their number."""
        # The law about who may meet stays where it is spelt: its statement stands in this one as it is.
        met, params = people.order_by().values_list("pk", *_FACTS).query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(f"with met (id, {', '.join(_NAMES)}) as materialized ({met}) {SIGHT}", params)
            keys, shown = cursor.fetchone()
        return cls(keys, Labels.of(shown))

    @cached_property
    def _written(self) -> str:
        return f"{{{','.join(map(str, self.keys))}}}"

    @property
    def people(self) -> ProfileQuerySet:
        """Their profiles, to be asked more of."""
        return Profile.objects.filter(among("pk", self._written))

    def narrowed(self, condition: Q) -> Self:
        """Keep those who meet a condition; without one it stays as it is. The labels are those of all."""
        return replace(self, keys=self.in_order(*self.those([condition]))) if condition else self

    def those(self, conditions: Sequence[Q]) -> list[set[int]]:
        """Tell who meets each of some conditions, by their keys: in one query, without conditions in none."""
        if not conditions:
            return []
        each = [ArrayAgg("pk", filter=condition, default=Value([])) for condition in conditions]
        row = self.people.aggregate(**{f"those_{number}": one for number, one in enumerate(each)})
        return [set(row[f"those_{number}"]) for number in range(len(each))]

    def in_order(self, keys: Iterable[int]) -> list[int]:
        """Put some of the keys in the order of names."""
        wanted = frozenset(keys)
        return [key for key in self.keys if key in wanted]


_FACTS = (
    "delegate__name",
    *("shows", "interests", "offers", "seeks"),
    *("delegate__pronouns", "delegate__learner_group", "delegate__grade", "delegate__local_office"),
)
_NAMES = tuple(fact.removeprefix("delegate__") for fact in _FACTS)

SIGHT = """
, shown (kind, code, name, position) as (
    select 'learner_group', code, name, position from accounts_learnergroup
    where id in (select learner_group from met where 'learner_group' = any(shows))
    union all
    select 'grade', code, name, position from accounts_grade
    where id in (select grade from met where 'grade' = any(shows))
    union all
    select 'local_office', code, name, position from accounts_localoffice
    where id in (select local_office from met where 'local_office' = any(shows))
    union all
    select 'interest', code, name, position from networking_interest
    where code in (select unnest(interests) from met)
    union all
    select distinct 'pronouns', pronouns, pronouns, 0 from met
    where 'pronouns' = any(shows) and pronouns <> ''
    union all
    select distinct 'offers', unnest(offers), '', 0 from met
    union all
    select distinct 'seeks', unnest(seeks), '', 0 from met
)
select
    array(select id from met order by lower(name), id),
    array(select array[kind, code, name] from shown order by position, name collate "C")
"""
