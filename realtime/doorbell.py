"""Tells the hubs of all processes that a stream has something new. Best effort: the database is the truth.

A hub that misses a ring reads the frame from the database (``hub.py``), so nothing here ever raises.
"""

import time
from functools import cache

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from common.breaker import Breaker

log = structlog.get_logger(__name__)

FRAMES = "rt:frames:"
PEOPLE = "rt:people:"
MARKS = "rt:marks:"

breaker = Breaker()


@cache
def client() -> redis.Redis:
    """One pool for the process; tries once, because the library's own three retries would cost 2 s."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=settings.REDIS_PATIENCE_SECONDS,
        socket_connect_timeout=settings.REDIS_PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def ring(name: str, seq: int, text: str) -> None:
    """Hand a finished frame to every hub that follows the stream; without Redis it costs 0.5 s at most."""
    _publish(FRAMES + name, f"{seq}\n{text}")


def mark(name: str) -> None:
    """Tell every hub that follows the stream that its counts changed; as cheap and as unsure as ``ring``."""
    _publish(MARKS + name, "")


def _publish(channel: str, message: str) -> None:
    if breaker.is_open(time.monotonic()):
        return
    try:
        client().publish(channel, message)
    except (redis.RedisError, OSError) as trouble:
        breaker.failed(time.monotonic())
        log.warning("doorbell not rung", trouble=repr(trouble))
