"""What the people whom somebody may meet show of themselves: the values that can be searched and chosen.

Everything here is read from rows that the viewer may see, and only from fields that their people show.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from django.contrib.postgres.aggregates import ArrayAgg, BoolOr
from django.db.models import CharField, F, Func, Q, QuerySet, Value

from accounts.models import Grade, LearnerGroup, LocalOffice
from networking.models import Interest, ProfileQuerySet, Showable, Subject
from networking.models.profiles import SAYS_NOTHING
from networking.spelling import Likeness, likeness, words_of


class Kind(StrEnum):
    """Where a value stands."""

    LEARNER_GROUP = "learner_group"
    GRADE = "grade"
    LOCAL_OFFICE = "local_office"
    PRONOUNS = "pronouns"
    INTEREST = "interest"
    OFFERS = "offers"
    SEEKS = "seeks"


LISTS: Mapping[Kind, Any] = {
    Kind.LEARNER_GROUP: LearnerGroup,
    Kind.GRADE: Grade,
    Kind.LOCAL_OFFICE: LocalOffice,
}
SUBJECTS = (Kind.OFFERS, Kind.SEEKS)


@dataclass(frozen=True)
class Label:
    """One value that somebody shows: where it stands, what an address names it by, and how it reads."""

    kind: Kind
    code: str
    name: str


class Labels:
    """The values that somebody shows among some people, in the order of their lists."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self.of_kind: Mapping[Kind, dict[str, str]] = {kind: {} for kind in Kind}
        for label in labels:
            self.of_kind[label.kind][label.code] = label.name

    @classmethod
    def among(cls, people: ProfileQuerySet) -> "Labels":
        """Read them, in three queries whatever the number of people."""
        shown = people.order_by().aggregate(**_aggregates())
        labels = [*_subjects(shown), *_pronouns(shown), *_named(people, shown)]
        return cls(labels)

    def like(self, word: str, at_least: Likeness) -> list[Label]:
        """List those that have the word."""
        return [
            Label(kind, code, name)
            for kind, names in self.of_kind.items()
            for code, name in names.items()
            if likeness(word, words_of(name)) >= at_least
        ]


def showing(labels: Iterable[Label]) -> Q:
    """Whether a profile shows one of these values; with none of them, no profile does."""
    by_kind: dict[Kind, list[str]] = defaultdict(list)
    for label in labels:
        by_kind[label.kind].append(label.code)
    condition = Q(pk__in=[])
    for kind, codes in by_kind.items():
        condition |= _showing(kind, codes)
    return condition


def _showing(kind: Kind, codes: list[str]) -> Q:
    if kind in LISTS:
        return Q(**{"shows__contains": [kind], f"delegate__{kind}__code__in": codes})
    if kind is Kind.PRONOUNS:
        return Q(shows__contains=[kind], delegate__pronouns__in=codes)
    return Q(**{f"{'interests' if kind is Kind.INTEREST else kind}__overlap": codes})


def _aggregates() -> dict[str, Any]:
    values = {
        field: ArrayAgg(f"delegate__{field}", distinct=True, default=[], filter=Q(shows__contains=[field]))
        for field in Showable.values
    }
    subjects = {
        f"{kind}_{subject}": BoolOr(Q(**{f"{kind}__contains": [subject]}))
        for kind in SUBJECTS
        for subject in Subject.values
    }
    return values | subjects


def _subjects(shown: Mapping[str, Any]) -> list[Label]:
    return [
        Label(kind, subject.value, str(subject.label))
        for kind in SUBJECTS
        for subject in Subject
        if shown[f"{kind}_{subject.value}"]
    ]


def _pronouns(shown: Mapping[str, Any]) -> list[Label]:
    return [Label(Kind.PRONOUNS, value, value) for value in sorted(shown[Kind.PRONOUNS]) if value]


def _named(people: ProfileQuerySet, shown: Mapping[str, Any]) -> list[Label]:
    """Read the names of the rows that somebody shows, of four lists in one query."""
    rows = [_rows(kind, model.objects.filter(pk__in=shown[kind])) for kind, model in LISTS.items()]
    chosen = people.order_by().annotate(each=_Unnest(F("interests"))).values_list("each", flat=True)
    rows.append(_rows(Kind.INTEREST, Interest.objects.filter(code__in=list(chosen.distinct()))))
    first, *others = rows
    found = cast("Iterable[tuple[str, str, str, int]]", first.union(*others, all=True))
    ordered = sorted(found, key=lambda row: (row[3], row[2]))
    return [Label(Kind(kind), code, name) for kind, code, name, _ in ordered if code not in SAYS_NOTHING]


def _rows(kind: Kind, rows: QuerySet[Any]) -> Any:
    named = rows.order_by().annotate(kind=Value(kind.value, output_field=CharField()))
    return named.values_list("kind", "code", "name", "position")


class _Unnest(Func):
    function = "unnest"
    set_returning = True
    output_field = CharField()
