"""Who plays where: for each room that runs, a few of the demonstration delegates who have a seat there."""

import random
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import User
from breakouts.models import Seat
from events.models import Demonstration, Room, Session

CAST_PER_ROOM = 6


@dataclass(frozen=True)
class Part:
    """One person in one room: who, where, until when, and what the room talks about."""

    user_id: int
    stream: str
    subject: str
    ends_at: datetime


def parts_at(at: datetime) -> list[Part]:
    """Cast every room with seats that runs at the instant; the same people as long as it runs.

    Nobody but people made by ``seed_demo`` is cast, and nobody whose log-in the demonstration hands out.
    """
    demonstration = Demonstration.objects.first()
    if demonstration is None:
        return []
    running = Session.objects.public(at).running_at(at).filter(assembly=demonstration.assembly)
    rooms = Room.objects.filter(session__in=running, capacity__isnull=False).select_related(
        "session", "theme"
    )
    parts: list[Part] = []
    for room in rooms:
        seats = Seat.objects.filter(
            room=room, entered_at__isnull=False, delegate__user__email__startswith="demo."
        )
        people = sorted(seats.values_list("delegate__user_id", flat=True))
        chosen = random.Random(room.code).sample(people, min(CAST_PER_ROOM, len(people)))
        parts += [Part(person, room.stream, room.name, room.session.ends_at) for person in chosen]
    return parts


def log_in(user_id: int) -> str:
    """Log a person in as Django does and return the cookie header."""
    user = User.objects.get(pk=user_id)
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def log_out(cookie: str) -> None:
    """End a log-in that ``log_in`` made."""
    SessionStore(cookie.partition("=")[2]).delete()
