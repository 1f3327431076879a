"""A cache that answers "miss" while Redis is away or frozen, so that nobody's page depends on it."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import ConnectionPool, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from common.breaker import Breaker

log = structlog.get_logger(__name__)

T = TypeVar("T")

breaker = Breaker()
_pools: dict[str, ConnectionPool] = {}


class ForgivingClient(RedisCacheClient):
    """Speaks to Redis; what cannot be asked reads as empty, what cannot be written is forgotten."""

    _servers: list[str]

    def _get_connection_pool(self, write: bool) -> ConnectionPool:
        """Return one pool for the process: under ASGI each request has a cache object of its own."""
        server = self._servers[0]
        if server not in _pools:
            _pools[server] = ConnectionPool.from_url(
                server,
                socket_timeout=settings.REDIS_PATIENCE_SECONDS,
                socket_connect_timeout=settings.REDIS_PATIENCE_SECONDS,
                # The library's own three retries would cost seconds.
                retry=Retry(NoBackoff(), 0),
            )
        return _pools[server]

    def _ask(self, call: Callable[[], T], otherwise: T) -> T:
        if breaker.is_open(time.monotonic()):
            return otherwise
        try:
            return call()
        except (RedisError, OSError) as trouble:
            breaker.failed(time.monotonic())
            log.warning("cache out of reach", trouble=repr(trouble))
            return otherwise

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        """Write unless it is there; an empty cache takes it."""
        return self._ask(lambda: super(ForgivingClient, self).add(key, value, timeout), True)

    def get(self, key: Any, default: Any) -> Any:
        """Read one."""
        return self._ask(lambda: super(ForgivingClient, self).get(key, default), default)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        """Write one."""
        self._ask(lambda: super(ForgivingClient, self).set(key, value, timeout), None)

    def touch(self, key: Any, timeout: Any) -> bool:
        """Keep one for longer."""
        return self._ask(lambda: super(ForgivingClient, self).touch(key, timeout), False)

    def delete(self, key: Any) -> bool:
        """Forget one."""
        return self._ask(lambda: super(ForgivingClient, self).delete(key), False)

    def get_many(self, keys: Any) -> dict[Any, Any]:
        """Read several."""
        return self._ask(lambda: super(ForgivingClient, self).get_many(keys), {})

    def has_key(self, key: Any) -> bool:
        """Whether it is there."""
        return self._ask(lambda: super(ForgivingClient, self).has_key(key), False)

    def incr(self, key: Any, delta: Any) -> int:
        """Count up.

        :raises ValueError: it is not there, as in any empty cache.
        """
        counted: int | None = self._ask(lambda: super(ForgivingClient, self).incr(key, delta), None)
        if counted is None:
            raise ValueError(f"Key '{key}' not found.")
        return counted

    def set_many(self, data: Any, timeout: Any) -> None:
        """Write several."""
        self._ask(lambda: super(ForgivingClient, self).set_many(data, timeout), None)

    def delete_many(self, keys: Any) -> None:
        """Forget several."""
        self._ask(lambda: super(ForgivingClient, self).delete_many(keys), None)

    def clear(self) -> bool:
        """Forget everything."""
        return self._ask(lambda: super(ForgivingClient, self).clear(), False)


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache; an unreachable server reads as empty and forgets what is written."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
