"""The values that people show and others can choose and search for, in words. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self

from networking.models import Subject
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


@dataclass(frozen=True)
class Label:
    """One value that somebody shows: where it stands, what an address names it by, and how it reads."""

    kind: Kind
    code: str
    name: str


class Entry(NamedTuple):
    """A value that organisers keep in a list; entries stand in the order of their lists."""

    kind: str
    code: str
    name: str
    position: int


class Labels:
    """The values that somebody shows among some people, in the order of their lists."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self.of_kind: Mapping[Kind, dict[str, str]] = {kind: {} for kind in Kind}
        for label in labels:
            self.of_kind[label.kind][label.code] = label.name

    @classmethod
    def of(cls, shown: Mapping[Kind, Collection[str]], entries: Iterable[Entry]) -> Self:
        """Name the codes that are shown of each kind; ``entries`` are the lists that they stand in."""
        lists = [Label(Kind(entry.kind), entry.code, entry.name) for entry in entries]
        pronouns = [Label(Kind.PRONOUNS, each, each) for each in sorted(shown[Kind.PRONOUNS])]
        return cls(label for label in (*lists, *pronouns, *_SUBJECTS) if label.code in shown[label.kind])

    def like(self, word: str, at_least: Likeness) -> list[Label]:
        """List those that have the word."""
        return [
            Label(kind, code, name)
            for kind, names in self.of_kind.items()
            for code, name in names.items()
            if words_like(word, words_of(name), at_least)
        ]


_SUBJECTS = [Label(kind, subject.value, str(subject.label)) for kind in SUBJECTS for subject in Subject]
