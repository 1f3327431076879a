"""Who is connected this minute: leases in Redis, by person, with one entry per connection.

Volatile: never read it as history. The scripts run inside Redis and use its clock.
"""

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast

import redis
import redis.asyncio
import structlog
from django.conf import settings
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from common.breaker import Breaker
from realtime import doorbell

log = structlog.get_logger(__name__)

LEASE_SECONDS = 15
POLLING_LEASE_SECONDS = 30
PAGES_LEASE_SECONDS = 45
FAINT_AFTER_SECONDS = 8
SWEEP_SECONDS = 2
LONGEST_PAUSE_SECONDS = 10
QUIET_SECONDS = 60
AT_ONCE = 4
CALLS = ("join", "touch", "leave", "sweep", "snapshot")

_scripts = Path(__file__).parent / "scripts"


class Away(Exception):
    """Redis did not answer in time, or did not a moment ago."""


class Held(NamedTuple):
    """A lease that a connection of this process holds; made by the thousand every five seconds."""

    stream: str
    connection: str
    lease_seconds: float


@dataclass(frozen=True, order=True)
class Departed:
    """The last connection of a person to a stream has gone."""

    stream: str
    user_id: int


@dataclass(frozen=True)
class Arrival:
    """A connection that wants a lease: of whom, and what others see of them, as JSON."""

    stream: str
    connection: str
    user_id: int
    badge: str
    lease_seconds: float


@dataclass(frozen=True)
class Roster:
    """Who is there, each person's key with what others see of them as JSON, and how often that changed."""

    version: int
    people: Mapping[str, str]
    era: str = ""
    """Another one means that Redis has lost everything in between."""


NOBODY = Roster(0, {})


@dataclass(frozen=True)
class Glance:
    """How many are there, by which way, and who of those that were asked for: counts, and no other names."""

    people: int
    basic: int
    """Those without a socket: their pages ask again and again, or show what was when they were opened."""
    faint: int
    """Those whose line is lost and who may come back."""
    there: frozenset[int] = frozenset()


class Scripted(Protocol):
    """What redis-py's script objects are to us."""

    async def __call__(self, *, args: Sequence[Any]) -> Any:
        """Run it; the library loads it again if the server has lost it."""


def script_text(name: str) -> str:
    """Read a script with the prelude before it."""
    return (_scripts / "prelude.lua").read_text() + (_scripts / f"{name}.lua").read_text()


class Leases:
    """The calls: join, touch, leave, sweep, snapshot. Each raises ``Away`` rather than wait over 0.5 s."""

    def __init__(self, url: str) -> None:
        self._client = redis.asyncio.Redis.from_url(
            url,
            socket_timeout=settings.REDIS_PATIENCE_SECONDS,
            socket_connect_timeout=settings.REDIS_PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )
        self._scripts = {
            name: cast(Scripted, self._client.register_script(script_text(name))) for name in CALLS
        }
        # The library's pool raises when a burst needs more connections than it has; ours waits in line.
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._breaker = Breaker()

    async def join(self, arrivals: Sequence[Arrival]) -> list[bool]:
        """Give each connection a lease; tell for each whether its person was not there before."""
        told: list[Any] = []
        for each in arrivals:
            told += [each.stream, each.connection, each.user_id, each.badge, _ms(each.lease_seconds)]
        return [bool(is_new) for is_new in await self._run("join", *told)]

    async def touch(self, held: Collection[Held]) -> list[tuple[str, str]]:
        """Extend the leases of connections; return those (stream, connection) that hold none."""
        told: list[Any] = []
        for lease in {each.lease_seconds for each in held}:
            members = [f"{each.stream} {each.connection}" for each in held if each.lease_seconds == lease]
            told += [_ms(lease), "\n".join(members)]
        unknown = await self._run("touch", *told)
        return [cast(tuple[str, str], tuple(member.split(" "))) for member in unknown]

    async def leave(self, stream: str, connection: str) -> bool:
        """End a connection's lease; tell whether the person has gone with it."""
        return bool(await self._run("leave", stream, connection))

    async def sweep(self) -> list[Departed]:
        """Release what has run out, if no other process did so in the last two seconds."""
        # A little less than the interval, or a process would meet its own lock.
        lock = SWEEP_SECONDS * 1000 - 100
        faint = LEASE_SECONDS - FAINT_AFTER_SECONDS
        flat = await self._run("sweep", lock, _ms(LONGEST_PAUSE_SECONDS), _ms(QUIET_SECONDS), _ms(faint))
        return [Departed(stream, int(person)) for stream, person in zip(flat[::2], flat[1::2], strict=True)]

    async def snapshot(self, stream: str, known: Roster = NOBODY) -> Roster:
        """Read who is there; whoever lost their line and may come back is marked as faint.

        A roster that still holds is not read again: ``known`` itself is returned.
        """
        era, version, *told = await self._run("snapshot", stream, known.era, known.version)
        if not told:
            return known
        flat, faint = told
        people = dict(zip(flat[::2], flat[1::2], strict=True))
        for person in faint:
            if badge := people.get(person):
                people[person] = f'{badge[:-1]},"faint":true}}'
        return Roster(int(version), people, era)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _run(self, name: str, *args: Any) -> Any:
        async with self._turn:
            if self._breaker.is_open(time.monotonic()):
                raise Away
            try:
                return await self._scripts[name](args=args)
            except (redis.RedisError, OSError) as trouble:
                self._breaker.failed(time.monotonic())
                raise Away from trouble


def show(stream: str, user_id: int, badge: str) -> None:
    """Let a page without a line of its own show its person for 45 s; best effort, like the doorbell.

    Their first real line takes its place, so that they do not stay after it.
    """
    lease = _ms(PAGES_LEASE_SECONDS)
    _tell("join", stream, f"page.{user_id}", str(user_id), badge, lease)


def counted(streams: Sequence[str]) -> dict[str, int]:
    """Count who is there in each of the streams, for code outside the loop; nothing while Redis is away."""
    counts = _tell("counts", *streams) if streams else None
    return dict(zip(streams, map(int, counts), strict=True)) if counts else {}


def glances(asked: Mapping[str, Collection[int]]) -> dict[str, Glance]:
    """Count for each stream who is there and by which way, in one call; nothing while Redis is away.

    With each stream comes of whom it is asked whether they are there.
    """
    told = [part for name, people in asked.items() for part in (name, " ".join(map(str, people)))]
    answers = _tell("glances", *told) if told else None
    return {
        name: Glance(int(people), int(basic), int(faint), frozenset(map(int, there)))
        for name, (people, basic, faint, *there) in zip(asked, answers or (), strict=bool(answers))
    }


def known_in(streams: Sequence[str]) -> dict[str, set[int]] | None:
    """Tell who is there in each of the streams, for code outside the loop; none while nobody can know.

    That is while Redis is away, for a minute after it lost everything or stood still, and while no process
    sweeps: then whoever is missing may only not be written down.
    """
    known = _tell("known", _ms(QUIET_SECONDS), _ms(LONGEST_PAUSE_SECONDS), *streams)
    if not known:
        return None
    return {name: set(map(int, people)) for name, people in zip(streams, known[1:], strict=True)}


def part(stream: str, user_id: int) -> None:
    """End all leases of a person at once, from an action's ``on_commit``; best effort, like the doorbell.

    A tab that is still open takes a new lease within 5 s if its person may still follow the stream.
    """
    _tell("part", stream, str(user_id))


def _tell(name: str, *args: str | int) -> list[Any] | None:
    if doorbell.breaker.is_open(time.monotonic()):
        return None
    try:
        return cast(list[Any], doorbell.client().eval(script_text(name), 0, *args))
    except (redis.RedisError, OSError) as trouble:
        doorbell.breaker.failed(time.monotonic())
        log.warning("leases out of reach", call=name, trouble=repr(trouble))
        return None


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
