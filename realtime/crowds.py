"""What a crowd at a stream's door asks, read once for all: who may follow, and how the stream stands."""

import time
from collections.abc import Sequence

from django.utils import timezone

from realtime import reading
from realtime.batching import Batcher
from realtime.reading import Reading
from realtime.registry import Pair, StreamKind, Tables
from realtime.work import Lane

FRESH_SECONDS = 1.0


class Admissions:
    """Who may follow which stream, asked for all who come together."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._batchers: dict[str, Batcher[Pair, str]] = {}

    async def ask(self, kind: StreamKind, pair: Pair) -> str | None:
        """Tell how others see the person (JSON; empty where nobody is seen); none if they may not follow."""
        batcher = self._batchers.get(kind.prefix)
        if batcher is None:

            async def ask(pairs: Sequence[Pair]) -> dict[Pair, str]:
                return await self._lane.run(reading.admitted, kind, pairs, timezone.now())

            batcher = self._batchers[kind.prefix] = Batcher(ask)
        return await batcher.get(pair)


class States:
    """The state of each stream, read once for all who come within a second."""

    def __init__(self, tables: Tables, lane: Lane) -> None:
        self._tables = tables
        self._lane = lane
        self._fresh: dict[str, tuple[float, Reading]] = {}
        self._readings: Batcher[str, Reading] = Batcher(self._read)

    async def read(self, name: str, *, is_followed: bool) -> Reading | None:
        """Return the state as it was a second ago or later; none if there is no such stream.

        What came since, the hub adds, if it followed the stream all the while; else the state is read now.
        """
        read_at, kept = self._fresh.get(name, (0.0, None))
        if kept and is_followed and time.monotonic() - read_at < FRESH_SECONDS:
            return kept
        return await self._readings.get(name)

    async def _read(self, names: Sequence[str]) -> dict[str, Reading]:
        at = time.monotonic()
        kinds = {name: kind for name in names if (kind := self._tables.stream_kind(name))}
        found = await self._lane.run(reading.states, kinds, timezone.now())
        fresh = {name: kept for name, kept in self._fresh.items() if at - kept[0] < FRESH_SECONDS}
        self._fresh = fresh | {name: (at, each) for name, each in found.items()}
        return found
