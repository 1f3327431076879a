"""A cache that answers "miss" while Redis is away, so that nobody's page depends on it."""

from django.core.cache.backends.redis import RedisCache


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache; an unreachable server reads as empty and forgets what is written."""
