"""What the listed people of an assembly show, by word and by value: kept while it is true."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import xor
from threading import Lock
from time import monotonic
from typing import NamedTuple, Self

from common.versions import RowVersion
from networking.labels import LISTS, Entry, Kind
from networking.models import Profile
from networking.models.profiles import SAYS_NOTHING
from networking.showing import Shows
from networking.spelling import sorts_as, words_of

MOST_KEPT = 4
VERSION = RowVersion("code", "delegate__name")
"""Of the two rows in which everything stands that somebody shows, but for the names of what is in lists."""

Places = Mapping[str, AbstractSet[int]]
"""Where each word or code is found."""


class Row(NamedTuple):
    """One person as the database has them, with what they hide."""

    key: int
    version: int
    code: str
    name: str
    shows: Sequence[str]
    pronouns: str
    learner_group: str | None
    grade: str | None
    local_office: str | None
    interest: Sequence[str]
    offers: Sequence[str]
    seeks: Sequence[str]

    def shown(self, kind: Kind) -> Sequence[str]:
        """The values of a kind that others see."""
        value = getattr(self, kind)
        if isinstance(value, list):
            return value
        is_silent = not value or (kind in LISTS and value in SAYS_NOTHING)
        return (value,) if kind in self.shows and not is_silent else ()


@dataclass(frozen=True)
class Index:
    """Everybody who is listed at an assembly, each at one place, in the order of their names; who may meet
    whom is not known here."""

    read_from: float
    """When its reading began, on the clock of ``time.monotonic``."""
    rows: Sequence[Row]
    entries: Sequence[Entry]
    """What stood in the lists."""
    place_of: Mapping[int, int]
    """By the keys of profiles."""
    words: Places
    """Of the names."""
    shown: Mapping[Kind, Places]

    @classmethod
    def read(cls, assembly_id: int, entries: Sequence[Entry]) -> Self:
        """Read everybody, in one query."""
        read_from = monotonic()
        listed = Profile.objects.listed().filter(delegate__assembly=assembly_id).order_by()
        found = listed.annotate(version=VERSION).values_list(*_COLUMNS)
        rows = sorted(map(Row._make, found), key=lambda row: (sorts_as(row.name), row.key))
        return cls(
            read_from=read_from,
            rows=rows,
            entries=entries,
            place_of={row.key: place for place, row in enumerate(rows)},
            words=_places(words_of(row.name) for row in rows),
            shown={kind: _places(row.shown(kind) for row in rows) for kind in Kind},
        )

    def is_true(self, keys: Iterable[int], version: int, entries: Sequence[Entry]) -> bool:
        """Whether these people, of whom this is the version of all together, and the lists stand here as they
        are."""
        rows = (self.rows[self.place_of[key]] for key in keys if key in self.place_of)
        return self.entries == entries and reduce(xor, (row.version for row in rows), 0) == version

    def places(self, keys: Iterable[int]) -> AbstractSet[int]:
        """Where these people stand, those who do."""
        return frozenset(self.place_of[key] for key in keys if key in self.place_of)

    def person(self, place: int) -> Shows:
        """Tell what somebody shows."""
        row = self.rows[place]
        facts = ((kind, code) for kind in LISTS for code in row.shown(kind))
        return Shows(
            code=row.code,
            interests=row.interest,
            offers=row.offers,
            seeks=row.seeks,
            name=row.name,
            pronouns="".join(row.shown(Kind.PRONOUNS)),
            facts=[self._names[each] for each in facts if each in self._names],
        )

    @cached_property
    def _names(self) -> Mapping[tuple[str, str], str]:
        return {(entry.kind, entry.code): entry.name for entry in self.entries}


def kept_index(assembly_id: int) -> Index | None:
    """Return what was read last of an assembly; whether it is still true only the database knows."""
    return _kept.get(assembly_id)


def read_index(assembly_id: int, entries: Sequence[Entry], *, since: float) -> Index:
    """Read an assembly anew, unless another thread has begun to do so after ``since`` on the clock of
    ``time.monotonic``: then what that one read."""
    with _one_reads:
        index = _kept.get(assembly_id)
        if index and index.entries == entries and index.read_from > since:
            return index
        index = Index.read(assembly_id, entries)
        _kept.pop(assembly_id, None)
        _kept[assembly_id] = index
        for oldest in list(_kept)[:-MOST_KEPT]:
            del _kept[oldest]
    return index


def _places(values: Iterable[Iterable[str]]) -> Places:
    places: dict[str, set[int]] = defaultdict(set)
    for place, those in enumerate(values):
        for each in those:
            places[each].add(place)
    return dict(places)


_COLUMNS = (
    *("pk", "version", "code", "delegate__name", "shows", "delegate__pronouns"),
    *("delegate__learner_group__code", "delegate__grade__code", "delegate__local_office__code"),
    *("interests", "offers", "seeks"),
)
"""In the order of ``Row``."""
_kept: dict[int, Index] = {}
_one_reads = Lock()
