"""The question of every second: does each log-in here still stand, and may all follow what they follow?

It is written once for as long as nobody comes or goes. Almost always all is as it was, and then no more is
read than that.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from realtime import standing
from realtime.codes import CloseCode
from realtime.connection import LogIn
from realtime.registry import Pair, StreamKind


@dataclass(frozen=True)
class Headcount:
    """Those who follow streams of one kind, and the statement that counts how many of them still may."""

    kind: StreamKind
    pairs: Collection[Pair]
    statement: str

    @classmethod
    def of(cls, kind: StreamKind, pairs: Collection[Pair]) -> "Headcount":
        """Write the statement."""
        if kind.count is None:
            return cls(kind, pairs, "")
        return cls(kind, pairs, standing.written(*kind.count(pairs).query.sql_with_params()))

    def lost(self, at: datetime) -> set[Pair]:
        """Tell who may not any more: one by one only if somebody is missing from the count."""
        if self.statement and self.count() == len(self.pairs):
            return set()
        return set(self.pairs) - set(self.kind.followers(self.pairs, at))

    def count(self) -> int:
        """Count those who may follow now, by the database's clock."""
        with connection.cursor() as cursor:
            cursor.execute(self.statement)
            return sum(count for (count,) in cursor.fetchall())


@dataclass(frozen=True)
class RollCall:
    """Everybody who is connected to this process."""

    roll: str
    headcounts: Collection[Headcount]

    @classmethod
    def of(cls, log_ins: Collection[LogIn], followed: Mapping[StreamKind, Collection[Pair]]) -> "RollCall":
        """Write the question."""
        return cls(standing.roll(log_ins), [Headcount.of(*each) for each in followed.items()])

    def ask(self, at: datetime) -> tuple[dict[str, CloseCode], set[Pair]]:
        """Tell which log-ins no longer stand, and who may follow what no longer: in one job; each is dear."""
        lost = {pair for headcount in self.headcounts for pair in headcount.lost(at)}
        return standing.fallen(self.roll), lost
