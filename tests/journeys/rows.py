"""What a journey has to know of the demonstration that its pages do not say in one place."""

from datetime import datetime, timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import User
from assembly_portal.demonstration.replay import move_programme
from events.models import Assembly, Session
from tests.factories import log_in


def the_day() -> dict:
    """Tell the assembly, and by its clocks when a keynote runs and when the stage is free over lunch."""
    assembly = Assembly.objects.get(slug="2022")
    keynote = Session.objects.get(assembly=assembly, speakers__contributor__name="Dr Navina Evans")
    lunch = Session.objects.get(assembly=assembly, title="Lunch and networking tables")
    free = lunch.starts_at + timedelta(minutes=10)
    return {
        "assembly": assembly.pk,
        "taken": _wall(keynote.starts_at, assembly),
        "free": _wall(free, assembly),
        "free_end": _wall(free + timedelta(minutes=15), assembly),
        "later": _wall(free + timedelta(minutes=20), assembly),
        "later_end": _wall(free + timedelta(minutes=40), assembly),
    }


def _wall(at: datetime, assembly: Assembly) -> list[str]:
    local = at.astimezone(assembly.zone)
    return [f"{local:%Y-%m-%d}", f"{local:%H:%M}"]


def the_day_comes_to(title: str, speaker: str = "") -> dict:
    """Move the demonstration's day so that a session began 3 minutes ago; tell its rooms' addresses."""
    assembly = Assembly.objects.get(slug="2022")
    sessions = Session.objects.filter(assembly=assembly, title=title)
    session = sessions.get(speakers__contributor__name=speaker) if speaker else sessions.get()
    at = timezone.now()
    move_programme(assembly, at - timedelta(minutes=3) - session.starts_at, at)
    return {room.name: f"/2022/rooms/{room.code}/" for room in session.rooms.select_related("theme")}


def keys_of(emails: list[str]) -> list[str]:
    """Log people in, with a second factor where they need one, and return the keys of their log-ins."""
    keys = []
    for email in emails:
        client = Client()
        log_in(client, User.objects.get(email=email))
        keys.append(client.cookies["sessionid"].value)
    return keys
