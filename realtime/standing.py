"""Which log-ins no longer stand, by whichever door they ended: one query for all connections of a process."""

import hashlib
from collections.abc import Collection
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user, get_user_model
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest

from realtime.codes import CloseCode
from realtime.connection import LogIn

# A log-in is void when its row has gone or run out, or when the password it was made with has changed.
_FALLEN = """
    SELECT held.session_key, account.id IS NULL OR NOT account.is_active
      FROM unnest(%s::text[], %s::bigint[], %s::text[]) AS held (session_key, user_id, mark)
      LEFT JOIN {session} AS log_in ON log_in.session_key = held.session_key AND log_in.expire_date > now()
      LEFT JOIN {user} AS account ON account.id = held.user_id
     WHERE log_in.session_key IS NULL OR account.id IS NULL OR NOT account.is_active
        OR encode(sha256(convert_to(account.password, 'UTF8')), 'hex') <> held.mark
"""


def mark_of(password: str) -> str:
    """Digest a stored password, so that the database's log never shows one."""
    return hashlib.sha256(password.encode()).hexdigest()


def find(cookie_header: str) -> LogIn | None:
    """Find whose log-in a cookie names, by the same rules as Django's middleware."""
    try:
        morsel = SimpleCookie(cookie_header).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    if morsel is None:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(morsel.value)
    user = get_user(request)
    if not user.is_authenticated or not user.is_active or not request.session.session_key:
        return None
    return LogIn(user.pk, request.session.session_key, mark_of(user.password))


def fallen(log_ins: Collection[LogIn]) -> dict[str, CloseCode]:
    """Tell which of these log-ins no longer stand, by session key, and what to tell their clients."""
    if not log_ins:
        return {}
    query = _FALLEN.format(session=Session._meta.db_table, user=get_user_model()._meta.db_table)
    with connection.cursor() as cursor:
        held = [(log_in.session_key, log_in.user_id, log_in.mark) for log_in in log_ins]
        cursor.execute(query, [list(column) for column in zip(*held, strict=True)])
        return {
            key: CloseCode.REVOKED if person else CloseCode.NOT_LOGGED_IN for key, person in cursor.fetchall()
        }


def is_own_origin(origin: str, host: str) -> bool:
    """Whether a page of this portal opened the connection: same host, or one that forms are trusted from."""
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    parts = urlsplit(origin)
    return parts.scheme in {"http", "https"} and bool(host) and parts.netloc.lower() == host.lower()
