"""Counts of streams, such as places left in a room: read again when marked, told only if they differ."""

import asyncio
import time
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.utils import timezone

from realtime import wire
from realtime.connection import Connection
from realtime.hub import Hub
from realtime.registry import Tables
from realtime.work import Lane

log = structlog.get_logger(__name__)

PACE_SECONDS = 1.0
MANY = 500


@dataclass(frozen=True)
class Told:
    """Counts as a frame; the version is made of what they are, so that every process gives the same."""

    version: int
    text: str

    @classmethod
    def of(cls, type: str, name: str, data: Mapping[str, Any]) -> "Told":
        """Write the frame."""
        version = zlib.crc32(wire.text(data).encode())
        return cls(version, wire.replaceable(type, name, version, data))


class Tallies:
    """One reading of each marked stream a second, however often it is marked."""

    def __init__(self, tables: Tables, lane: Lane) -> None:
        self.hub: Hub
        self._tables = tables
        self._lane = lane
        self._told: dict[str, Told] = {}
        self._read_at: dict[str, float] = {}
        self._reading: dict[str, asyncio.Task[None]] = {}
        self._is_dirty: set[str] = set()

    def marked(self, name: str) -> None:
        """Take note that the counts of a stream may have changed."""
        kind = self._tables.stream_kind(name)
        if kind is None or kind.tally is None or name not in self.hub.followed:
            return
        self._is_dirty.add(name)
        if name not in self._reading:
            self._reading[name] = asyncio.get_running_loop().create_task(self._read(name))

    async def greet(self, connection: Connection, name: str, version: int | None) -> None:
        """Tell somebody who comes the counts as they stand, unless they hold them."""
        kind = self._tables.stream_kind(name)
        if kind is None or kind.tally is None:
            return
        if time.monotonic() - self._read_at.get(name, -PACE_SECONDS) >= PACE_SECONDS:
            self._read_at[name] = time.monotonic()
            await self._read_once([name])
        told = self._told.get(name)
        if told and told.version != version:
            connection.outbox.replace((name, kind.tally.kind.type), told.text)

    async def read_all(self) -> None:
        """Read every followed stream again, in case a mark was lost: many of one kind in one call."""
        by_kind: dict[str, list[str]] = defaultdict(list)
        for name in self.hub.followed:
            kind = self._tables.stream_kind(name)
            if kind is not None and kind.tally is not None and name not in self._reading:
                by_kind[kind.prefix].append(name)
        for names in by_kind.values():
            for start in range(0, len(names), MANY):
                await self._read_once(names[start : start + MANY])
        for name in [name for name in self._told if name not in self.hub.followed]:
            del self._told[name]

    async def _read(self, name: str) -> None:
        try:
            while name in self._is_dirty and name in self.hub.followed:
                wait = self._read_at.get(name, 0.0) + PACE_SECONDS - time.monotonic()
                if wait > 0:
                    await asyncio.sleep(wait)
                self._is_dirty.discard(name)
                self._read_at[name] = time.monotonic()
                await self._read_once([name])
        except Exception:
            log.exception("counts not read", stream=name)
        finally:
            del self._reading[name]
            if name not in self.hub.followed:
                for kept in (self._told, self._read_at):
                    kept.pop(name, None)
                self._is_dirty.discard(name)

    async def _read_once(self, names: Sequence[str]) -> None:
        """Read streams of one kind, and tell those who follow each what differs."""
        kind = self._tables.stream_kind(names[0])
        assert kind is not None, "whoever asks has looked"
        assert kind.tally is not None, "whoever asks has looked"
        found = await self._lane.run(kind.tally.read, names, timezone.now())
        for name, counts in found.items():
            told = Told.of(kind.tally.kind.type, name, counts)
            if told != self._told.get(name):
                self._told[name] = told
                self.hub.broadcast(name, kind.tally.kind.type, told.text)
