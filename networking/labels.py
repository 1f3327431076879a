"""What the people whom somebody may meet show of themselves: the values that can be searched and chosen.

Everything here is read from rows that the viewer may see, and only from fields that their people show. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from networking.models import Subject
from networking.models.profiles import SAYS_NOTHING
from networking.spelling import Likeness, words_like, words_of


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
CHOSEN = (Kind.INTEREST, *SUBJECTS)
"""Of these somebody shows as many as they like."""


@dataclass(frozen=True)
class Label:
    """One value that somebody shows: where it stands, what an address names it by, and how it reads."""

    kind: Kind
    code: str
    name: str


@dataclass(frozen=True)
class Shown:
    """What people show of each kind, one after another: codes with spaces between them, and pronouns as they
    are. Where nothing is shown nothing stands."""

    columns: Mapping[Kind, Sequence[str]]

    def codes(self, kind: Kind) -> set[str]:
        """All that somebody shows of a kind."""
        different = set(self.columns[kind])
        return different - {""} if kind is Kind.PRONOUNS else set(" ".join(different).split())

    def those(self, labels: Iterable[Label]) -> set[int]:
        """Tell who shows one of these values; with none of them, nobody does."""
        places: set[int] = set()
        for kind, codes in _by_kind(labels).items():
            column = self.columns[kind]
            having = {each for each in set(column) if not codes.isdisjoint(_codes_in(each, kind))}
            places.update(place for place, each in enumerate(column) if each in having)
        return places


class Labels:
    """The values that somebody shows among some people, in the order of their lists."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self.of_kind: Mapping[Kind, dict[str, str]] = {kind: {} for kind in Kind}
        for label in labels:
            self.of_kind[label.kind][label.code] = label.name

    @classmethod
    def of(cls, shown: Shown, listed: Iterable[Sequence[Any]]) -> Self:
        """Name what is shown; ``listed`` are kind, code and name of what can be, in their order."""
        codes = {kind: shown.codes(kind) for kind in Kind}
        lists = [Label(Kind(kind), code, name) for kind, code, name, *_ in listed]
        pronouns = [Label(Kind.PRONOUNS, each, each) for each in sorted(codes[Kind.PRONOUNS])]
        labels = [label for label in [*lists, *pronouns, *_SUBJECTS] if label.code in codes[label.kind]]
        return cls(label for label in labels if _says_something(label))

    def like(self, word: str, at_least: Likeness) -> list[Label]:
        """List those that have the word."""
        return [
            Label(kind, code, name)
            for kind, names in self.of_kind.items()
            for code, name in names.items()
            if words_like(word, words_of(name), at_least)
        ]


def _by_kind(labels: Iterable[Label]) -> Mapping[Kind, set[str]]:
    codes: dict[Kind, set[str]] = defaultdict(set)
    for label in labels:
        codes[label.kind].add(label.code)
    return codes


def _codes_in(shown: str, kind: Kind) -> Sequence[str]:
    return (shown,) if kind is Kind.PRONOUNS else shown.split()


def _says_something(label: Label) -> bool:
    return label.kind not in LISTS or label.code not in SAYS_NOTHING


_SUBJECTS = [Label(kind, subject.value, str(subject.label)) for kind in SUBJECTS for subject in Subject]
