"""Whom somebody may find, and what those show: asked for each page anew, and looked for in the index."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any, Self

from django.contrib.postgres.aggregates import ArrayAgg, BitXor
from django.db.models import CharField, Model, QuerySet, Value

from accounts.models import Grade, LearnerGroup, LocalOffice
from common.statements import Statement
from events.models import Delegate
from networking.index import VERSION, Index, kept_index, read_index
from networking.labels import Entry, Kind, Label, Labels
from networking.models import Interest, Profile
from networking.spelling import Likeness, words_like


@dataclass(frozen=True)
class Sight:
    """The places in the index of everybody whom a person may find at an instant, and the values that those
    show. It is kept nowhere, so that whoever blocks, leaves or hides is gone from the next page."""

    index: Index
    everybody: AbstractSet[int]
    labels: Labels

    @classmethod
    def of(cls, viewer: Delegate, at: datetime) -> Self:
        """Find whom somebody may find, in two queries whatever their number; in four after a change."""
        entries = [Entry(*row) for row in LISTED.rows()]
        given = {"viewer": viewer.pk, "user": viewer.user_id, "assembly": viewer.assembly_id, "at": at}
        index, asked_at = kept_index(viewer.assembly_id), monotonic()
        keys, version = _met(given)
        if not (index and index.is_true(keys, version, entries)):
            index = read_index(viewer.assembly_id, entries, since=asked_at)
            # Once more: one who blocked the viewer since must not stand there as they are now.
            keys, _ = _met(given)
        everybody = index.places(keys)
        shown = {
            kind: {code for code, places in values.items() if not everybody.isdisjoint(places)}
            for kind, values in index.shown.items()
        }
        return cls(index, everybody, Labels.of(shown, entries))

    def named(self, word: str, least: Likeness) -> AbstractSet[int]:
        """Tell in whose names a word is. The database knows little of accents and less of wrong letters."""
        words = self.index.words
        return self._any(words[each] for each in words_like(word, words, least))

    def showing(self, labels: Iterable[Label]) -> AbstractSet[int]:
        """Tell who shows one of these values; with none of them, nobody does."""
        return self._any(self.index.shown[label.kind][label.code] for label in labels)

    def _any(self, places: Iterable[AbstractSet[int]]) -> AbstractSet[int]:
        return self.everybody & set().union(*places)


_LISTED: Mapping[Kind, type[Model]] = {
    Kind.LEARNER_GROUP: LearnerGroup,
    Kind.GRADE: Grade,
    Kind.LOCAL_OFFICE: LocalOffice,
    Kind.INTEREST: Interest,
}


def _met(given: Mapping[str, object]) -> tuple[Sequence[int], int]:
    """The keys of all whom somebody may find, and one version for the rows of all of them."""
    ((keys, version),) = PEOPLE.rows(**given)
    return keys or (), version or 0


def _people() -> "QuerySet[Any, Any]":
    people = Profile.objects.meeting_given().listed().order_by().values(all=Value(1))
    return people.annotate(keys=ArrayAgg("pk"), version=BitXor(VERSION)).values_list("keys", "version")


def _listed() -> "QuerySet[Any, Any]":
    first, *others = (
        model._default_manager.order_by().values_list(
            Value(kind.value, CharField()), "code", "name", "position"
        )
        for kind, model in _LISTED.items()
    )
    return first.union(*others, all=True).order_by("position", "name")


PEOPLE = Statement(_people)

LISTED = Statement(_listed)
"""What can be chosen from lists, whoever did: kind, code, name and position, in their order."""
