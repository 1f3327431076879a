"""Whom somebody may find: worked out once for a page, with what those show; all else is asked within it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Q, Value

from common.among import among
from networking.labels import Labels
from networking.models import Profile, ProfileQuerySet, Subject
from networking.spelling import words_of


@dataclass(frozen=True)
class Sight:
    """Everybody whom a person may find at an instant. It is read for each page anew and kept nowhere, so
    that whoever blocks, leaves or hides is gone from the next one."""

    names: Mapping[int, str]
    """By the keys of their profiles, in their order."""
    labels: Labels

    @classmethod
    def of(cls, people: ProfileQuerySet) -> Self:
        """Read these people and what they show, in one query whatever their number."""
        # The law about who may meet stays where it is spelt: its statement stands in this one as it is.
        met, params = people.order_by().values_list("pk", *_FACTS).query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(f"with met (id, {', '.join(_NAMES)}) as materialized ({met}) {SIGHT}", params)
            keys, names, shown = cursor.fetchone()
        return cls(dict(zip(keys, names, strict=True)), Labels.of(shown))

    @cached_property
    def words(self) -> Mapping[str, Sequence[int]]:
        """The words of all names, with the keys of those who have them."""
        words: dict[str, list[int]] = defaultdict(list)
        for key, name in self.names.items():
            for word in words_of(name):
                words[word].append(key)
        return words

    @cached_property
    def _keys(self) -> str:
        return f"{{{','.join(map(str, self.names))}}}"

    @property
    def people(self) -> ProfileQuerySet:
        """Their profiles, to be asked more of."""
        return Profile.objects.filter(among("pk", self._keys))

    def narrowed(self, condition: Q) -> Self:
        """Keep those who meet a condition; without one it stays as it is. The labels are those of all."""
        if not condition:
            return self
        return replace(self, names={key: self.names[key] for key in self.in_order(*self.those([condition]))})

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
        return [key for key in self.names if key in wanted]


_FACTS = (
    "delegate__name",
    *("shows", "interests", "offers", "seeks"),
    *("delegate__pronouns", "delegate__learner_group", "delegate__grade", "delegate__local_office"),
)
_NAMES = tuple(fact.removeprefix("delegate__") for fact in _FACTS)

_SUBJECTS = ", ".join(f"('{subject}')" for subject in Subject.values)

# An interest or a subject is looked for until the first who has it: almost all are shown by somebody, and to
# unfold what thousands chose takes longer.
SIGHT = f"""
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
    where exists (select from met where code = any(interests))
    union all
    select distinct 'pronouns', pronouns, pronouns, 0 from met
    where 'pronouns' = any(shows) and pronouns <> ''
    union all
    select 'offers', code, '', 0 from (values {_SUBJECTS}) as subject (code)
    where exists (select from met where code = any(offers))
    union all
    select 'seeks', code, '', 0 from (values {_SUBJECTS}) as subject (code)
    where exists (select from met where code = any(seeks))
)
select
    coalesce(array_agg(id), '{{}}'), coalesce(array_agg(name), '{{}}'),
    array(select array[kind, code, name] from shown order by position, name collate "C")
from (select id, name from met order by lower(name), id) as ordered
"""  # noqa: S608 - nothing in it but the names of subjects
