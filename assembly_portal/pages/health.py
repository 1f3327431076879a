"""What a load balancer asks: can this process serve? With the database, yes; without Redis, less well."""

import redis
import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from psycopg_pool import PoolTimeout
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer ``ok``, ``degraded`` (no Redis: rooms are slower) or ``down`` with 503 (no database)."""
    database, doorbell = _database_answers(), _redis_answers()
    state = "down" if not database else "ok" if doorbell else "degraded"
    parts = {"state": state, "database": "ok" if database else "down", "redis": "ok" if doorbell else "down"}
    return JsonResponse(parts, status=200 if database else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except (DatabaseError, PoolTimeout) as trouble:
        log.warning("database out of reach", trouble=repr(trouble))
        return False
    return True


def _redis_answers() -> bool:
    line = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=settings.REDIS_PATIENCE_SECONDS,
        socket_connect_timeout=settings.REDIS_PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        return bool(line.ping())
    except (redis.RedisError, OSError) as trouble:
        log.warning("redis out of reach", trouble=repr(trouble))
        return False
    finally:
        line.close()
