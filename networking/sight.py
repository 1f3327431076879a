"""Whom somebody may find, with what those show: read once for a page; all else is looked for in that."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Any, Self

from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.db.models import BooleanField, Case, CharField, F, Func, Model, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from accounts.models import Grade, LearnerGroup, LocalOffice
from common.statements import Statement
from events.models import Delegate
from networking.labels import CHOSEN, LISTS, Kind, Labels, Shown
from networking.models import Interest, Profile
from networking.spelling import Likeness, sorts_as, words_like, words_of


@dataclass(frozen=True)
class Sight:
    """Everybody whom a person may find at an instant, each at one place in every column. It is read for each
    page anew and kept nowhere, so that whoever blocks, leaves or hides is gone from the next one."""

    keys: Sequence[int]
    """Of their profiles."""
    codes: Sequence[str]
    names: Sequence[str]
    shown: Shown
    labels: Labels

    @classmethod
    def of(cls, viewer: Delegate, at: datetime) -> Self:
        """Read whom somebody may find and what those show, in two queries whatever their number."""
        given = {"viewer": viewer.pk, "user": viewer.user_id, "assembly": viewer.assembly_id, "at": at}
        (row,) = PEOPLE.rows(**given)
        keys, codes, names, *columns = (_apart(each) for each in row)
        shown = Shown({Kind(kind): column for kind, column in zip(_SHOWN, columns, strict=True)})
        return cls(keys, codes, names, shown, Labels.of(shown, LISTED.rows()))

    @property
    def everybody(self) -> set[int]:
        """The places of all."""
        return set(range(len(self.keys)))

    def named(self, word: str, least: Likeness) -> set[int]:
        """Tell in whose names a word is. The database knows little of accents and less of wrong letters."""
        like = frozenset(words_like(word, self._different_words, least))
        if not like:
            return set()
        return {place for place, words in enumerate(self._words) if not like.isdisjoint(words)}

    def in_order(self, places: Iterable[int]) -> list[int]:
        """Return the keys of people in the order of their names."""
        ordered = sorted((sorts_as(self.names[place]), self.keys[place]) for place in places)
        return [key for _, key in ordered]

    @cached_property
    def _words(self) -> Sequence[Sequence[str]]:
        return list(map(words_of, self.names))

    @cached_property
    def _different_words(self) -> AbstractSet[str]:
        return frozenset(chain.from_iterable(self._words))


class _IsIn(Func):
    """Whether a list has a value."""

    template = "(%(expressions)s))"
    arg_joiner = " = any("
    output_field = BooleanField()


def _apart(column: str | list[Any] | None) -> Sequence[Any]:
    """Take the column of a text apart; of nobody, there is none."""
    return column.split(_BETWEEN) if isinstance(column, str) else column or ()


def _together(codes: Combinable) -> StringAgg:
    """Put the codes of all into one text: an array of thousands takes longer to be taken apart."""
    return StringAgg(Coalesce(codes, Value(""), output_field=TextField()), _BETWEEN)


def _if_shown(kind: Kind) -> Case:
    value = F(f"delegate__{kind}__code" if kind in LISTS else f"delegate__{kind}")
    is_shown = When(_IsIn(Value(kind.value), F("shows")), then=value)
    return Case(is_shown, default=Value(""), output_field=TextField())


def _spaced(kind: Kind) -> Func:
    name = "interests" if kind is Kind.INTEREST else kind.value
    return Func(F(name), Value(" "), function="array_to_string", output_field=TextField())


_BETWEEN = ","
"""What no code has; names and pronouns may have anything."""

_LISTED: Mapping[Kind, type[Model]] = {
    Kind.LEARNER_GROUP: LearnerGroup,
    Kind.GRADE: Grade,
    Kind.LOCAL_OFFICE: LocalOffice,
    Kind.INTEREST: Interest,
}

_SHOWN: Mapping[str, Combinable] = {
    Kind.PRONOUNS: ArrayAgg(_if_shown(Kind.PRONOUNS)),
    **{kind: _together(_if_shown(kind)) for kind in LISTS},
    **{kind: _together(_spaced(kind)) for kind in CHOSEN},
}


def _people() -> "QuerySet[Any, Any]":
    columns: dict[str, Combinable] = {
        "keys": ArrayAgg("pk"),
        "codes": _together(F("code")),
        "names": ArrayAgg("delegate__name"),
        **_SHOWN,
    }
    people = Profile.objects.meeting_given().listed().order_by()
    return people.values(all=Value(1)).annotate(**columns).values_list(*columns)


def _listed() -> "QuerySet[Any, Any]":
    first, *others = (
        model._default_manager.order_by().values_list(
            Value(kind.value, CharField()), "code", "name", "position"
        )
        for kind, model in _LISTED.items()
    )
    return first.union(*others, all=True).order_by("position", "name")


PEOPLE = Statement(_people)
"""Keys, codes and names of all, and what they show: a column each."""

LISTED = Statement(_listed)
"""What can be chosen from lists, whoever did: kind, code, name and position, in their order."""
