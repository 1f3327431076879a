"""What the people whom somebody may meet show of themselves: the values that can be searched and chosen.

Everything here is read from rows that the viewer may see, and only from fields that their people show.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from django.db.models import Q

from networking.models import Subject
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


LISTS = (Kind.LEARNER_GROUP, Kind.GRADE, Kind.LOCAL_OFFICE)
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
    def of(cls, shown: Iterable[Sequence[str]]) -> Self:
        """Put together what was read of them: kind, code and name of each, in the order of their lists."""
        labels = [Label(Kind(kind), code, name) for kind, code, name in shown]
        subjects = {(label.kind, label.code) for label in labels if label.kind in SUBJECTS}
        listed = [label for label in labels if label.kind not in SUBJECTS and _says_something(label)]
        return cls([*listed, *(label for label in _SUBJECTS if (label.kind, label.code) in subjects)])

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


def _says_something(label: Label) -> bool:
    return label.kind is Kind.PRONOUNS or label.code not in SAYS_NOTHING


_SUBJECTS = [Label(kind, subject.value, str(subject.label)) for kind in SUBJECTS for subject in Subject]
