"""What many do at once and nobody keeps: counts of the last seconds in Redis, the same for every process.

Each second of Redis's own clock has a hash that expires; a sum is over this second and the two before it. So
whichever process adds and whichever reads, and whenever in its own second each does, all come to one sum.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import redis
import structlog

from realtime import doorbell
from realtime.presence import script_text

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Burst:
    """What was counted in the last seconds, by kind, and the last second in which something was."""

    counts: Mapping[str, int]
    second: int


def add(stream: str, kind: str) -> bool:
    """Count one more; tell whether it was counted: without Redis it is not, and costs 0.5 s at most."""
    return _run("burst", stream, kind) is not None


def read(streams: Sequence[str]) -> Mapping[str, Burst]:
    """Sum up the last seconds of each stream, by kind; no stream at all while Redis is away."""
    told = _run("bursts", *streams) if streams else None
    return {} if told is None else dict(zip(streams, map(_burst, json.loads(told)), strict=True))


def _burst(told: Sequence[str]) -> Burst:
    second, *flat = told
    counts: dict[str, int] = {}
    for kind, count in zip(flat[::2], flat[1::2], strict=True):
        counts[kind] = counts.get(kind, 0) + int(count)
    return Burst(counts, int(second))


def _run(name: str, *args: str) -> str | bytes | None:
    if doorbell.breaker.is_open(time.monotonic()):
        return None
    try:
        answer: str | bytes = doorbell.client().eval(script_text(name), 0, *args)
    except (redis.RedisError, OSError) as trouble:
        doorbell.breaker.failed(time.monotonic())
        log.warning("bursts out of reach", call=name, trouble=repr(trouble))
        return None
    return answer
