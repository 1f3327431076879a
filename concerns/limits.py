"""How often one network may try codes, begin to write and send: counted in memory, for minutes, by a hash."""

import hashlib
import hmac
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.encoding import force_bytes

from accounts.limits import network_of

# A whole trust can stand behind one address. A code has 100 bits: what is held off is work, not luck, and
# a slip of the fingers does not count, because its check sign does not fit.
WRONG_AT_MOST = 30
# Each that is checked costs as much: whoever sends a right one again and again holds up the others.
CHECKED_AT_MOST = 60
# Sending draws a key out of the code, which costs the same; a teaching session may raise things together.
SENT_AT_MOST = 60
# A draft is one small row that is forgotten by the end of the next day, so there is room for many: with few,
# one person would keep everybody else of a hospital from beginning. The bound is on how full a table gets.
DRAFTS_AT_MOST = 1000
WINDOW_SECONDS = 600


def has_tried_too_often(request: HttpRequest) -> bool:
    """Whether this network has sent too many wrong codes within ten minutes. No case is ever locked."""
    return int(cache.get(_key(request, "wrong"), 0)) >= WRONG_AT_MOST


def count_wrong_code(request: HttpRequest) -> None:
    """Count one more code that opened nothing."""
    _count(_key(request, "wrong"))


def has_checked_too_often(request: HttpRequest) -> bool:
    """Count one more code that is to be checked, and tell whether there were too many within ten minutes."""
    return _count(_key(request, "checked")) > CHECKED_AT_MOST


def has_sent_too_often(request: HttpRequest) -> bool:
    """Count one more that is to be sent, and tell whether there were too many within ten minutes."""
    return _count(_key(request, "sent")) > SENT_AT_MOST


def has_begun_too_often(request: HttpRequest) -> bool:
    """Count one more draft, and tell whether this network has begun too many within ten minutes."""
    return _count(_key(request, "begun")) > DRAFTS_AT_MOST


def _count(key: str) -> int:
    cache.add(key, 0, timeout=WINDOW_SECONDS)
    try:
        return cache.incr(key)
    except ValueError:
        # Redis is away: the bound on concurrent hashes still holds.
        return 0


def _key(request: HttpRequest, what: str) -> str:
    """Name a counter by a hash of network and window: nobody reads an address out of it."""
    window = int(time.time()) // WINDOW_SECONDS
    said = f"concerns {what}|{window}|{network_of(request)}"
    return (
        "letterbox:" + hmac.new(force_bytes(settings.SECRET_KEY), said.encode(), hashlib.sha256).hexdigest()
    )
