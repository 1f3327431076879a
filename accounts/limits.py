"""How much one network may ask for: wide enough for a hospital behind one address, too narrow for a robot.

allauth's own limits per address take a lock and refuse whoever does not get it within a second, so people who
log in at the same moment from one hospital would shut one another out. Here Redis counts, and nobody waits.
"""

import time

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest

PER_MINUTE = 300


def is_crowded(request: HttpRequest, what: str) -> bool:
    """Count one more, and tell whether the network asked for too much within this minute.

    With Redis away nothing is counted: the limits per person stand in the database.
    """
    key = f"crowd:{what}:{network_of(request)}:{int(time.time()) // 60}"
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key) > PER_MINUTE
    except ValueError:
        return False


def network_of(request: HttpRequest) -> str:
    """Return the address that a request came from, past as many proxies as are ours."""
    return str(get_ip(request))
