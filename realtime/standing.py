"""Which log-ins no longer stand, by whichever door they ended: one query for all connections of a process."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from realtime.codes import CloseCode
from realtime.connection import LogIn
from realtime.registry import Person

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


@dataclass(frozen=True)
class Rules:
    """What the portal says of its people; by itself the engine knows only Django's rules."""

    people: Callable[[], QuerySet[Any]] = lambda: get_user_model()._default_manager.all()
    """Those who may log in, with what ``is_whole`` looks at."""
    is_whole: Callable[[Person, Mapping[str, Any]], bool] = lambda person, kept: True
    """``(person, what the log-in keeps)``: whether nothing more is to be proven, such as a second factor."""


def find(cookie_headers: Collection[str], rules: Rules) -> dict[str, LogIn]:
    """Find whose log-ins cookies name, by the same rules as Django's middleware, in two queries for all."""
    keys = {header: key for header in cookie_headers if (key := _key_in(header))}
    rows = Session.objects.filter(session_key__in=keys.values(), expire_date__gt=timezone.now())
    kept = {row.session_key: row.get_decoded() for row in rows}
    wanted = {data.get(SESSION_KEY) for data in kept.values()} - {None}
    people = {str(person.pk): person for person in rules.people().filter(pk__in=wanted, is_active=True)}
    found = {}
    for header, key in keys.items():
        data = kept.get(key, {})
        person = people.get(str(data.get(SESSION_KEY)))
        if person and _stands(person, data) and rules.is_whole(person, data):
            found[header] = LogIn(person.pk, key, mark_of(person.password))
    return found


def _key_in(cookie_header: str) -> str | None:
    try:
        morsel = SimpleCookie(cookie_header).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    return morsel.value if morsel else None


def _stands(person: Person, kept: Mapping[str, Any]) -> bool:
    """Whether the log-in was made with the password that the person has now."""
    if kept.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    hashes = [person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()]
    return any(constant_time_compare(kept.get(HASH_SESSION_KEY, ""), each) for each in hashes)


def roll(log_ins: Collection[LogIn]) -> str:
    """Write the question which of these log-ins no longer stand, for as long as nobody comes or goes."""
    query = _FALLEN.format(session=Session._meta.db_table, user=get_user_model()._meta.db_table)
    rows = {log_in.session_key: (log_in.user_id, log_in.mark) for log_in in log_ins}
    columns = [list(rows), [user_id for user_id, _ in rows.values()], [mark for _, mark in rows.values()]]
    return written(query, columns)


def written(query: str, params: Collection[Any]) -> str:
    """Write a statement with its parameters in it: dear for thousands, so done once for what runs often."""
    return str(cast(Any, connection.ops).compose_sql(query, params))


def fallen(question: str) -> dict[str, CloseCode]:
    """Tell which log-ins of the roll no longer stand, by session key, and what to tell their clients."""
    with connection.cursor() as cursor:
        cursor.execute(question)
        return {
            key: CloseCode.REVOKED if person else CloseCode.NOT_LOGGED_IN for key, person in cursor.fetchall()
        }


def is_own_origin(origin: str, host: str) -> bool:
    """Whether a page of this portal opened the connection: same host, or one that forms are trusted from."""
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    parts = urlsplit(origin)
    return parts.scheme in {"http", "https"} and bool(host) and parts.netloc.lower() == host.lower()
