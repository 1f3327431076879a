"""Reads about calls for help."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Case, Value, When

from accounts.models import User
from breakouts.models import HelpCall
from breakouts.queries import is_running
from events.models import Assembly, Room

MOST_SHOWN = 200
OVERDUE_AFTER = timedelta(minutes=3)
OVER_LATEST = 20

_LOADED = ("room__theme", "room__place", "room__session__assembly")


def queue(assembly: Assembly | None = None) -> list[HelpCall]:
    """Return what waits for organisers in all rooms, or in those of an assembly.

    What nobody has comes first, the longest waiting first.
    """
    first = Case(When(state=HelpCall.State.OPEN, then=Value(0)), default=Value(1))
    calls = HelpCall.objects.open().select_related(*_LOADED).order_by(first, "asked_at", "id")
    if assembly:
        calls = calls.at_assembly(assembly)
    return list(calls[:MOST_SHOWN])


def lately_over() -> list[HelpCall]:
    """Return the calls that were resolved or withdrawn last, the latest first."""
    calls = HelpCall.objects.exclude(resolved_at=None).select_related(*_LOADED)
    return list(calls.order_by("-resolved_at", "id")[:OVER_LATEST])


def calls_to_facilitators(room: Room) -> list[HelpCall]:
    """Return what waits for those who run the room, the longest waiting first."""
    return list(HelpCall.objects.open().for_room_staff().filter(room=room).select_related("room"))


def own_call(user: User, room: Room, kind: str) -> HelpCall | None:
    """Return the person's last call of the kind at the room's assembly, whatever became of it."""
    calls = HelpCall.objects.at_assembly(room.session.assembly).filter(user=user, kind=kind)
    return calls.select_related("room").order_by("-asked_at", "id").first()


def own_open_calls(user: User, room: Room) -> Sequence[HelpCall]:
    """Return the person's calls that may show on a page which others see."""
    return list(HelpCall.objects.open().not_private().at_assembly(room.session.assembly).filter(user=user))


def is_called_for_host(room: Room, *, since: datetime | None = None) -> bool:
    """Whether organisers were called because nobody runs the room: still open, or at all ``since`` then."""
    calls = HelpCall.objects.filter(room=room, kind=HelpCall.Kind.NO_HOST)
    return (calls.filter(asked_at__gte=since) if since else calls.open()).exists()


def overdue(at: datetime) -> list[HelpCall]:
    """Return the calls that nobody has taken for three minutes, and of which organisers were not told."""
    waiting = HelpCall.objects.filter(state=HelpCall.State.OPEN, overdue_told_at=None)
    return list(waiting.filter(asked_at__lte=at - OVERDUE_AFTER).select_related(*_LOADED))


def rooms_called_for_in_vain(at: datetime) -> list[Room]:
    """Return the rooms whose doors are shut, and to which organisers are called because nobody runs them."""
    calls = (
        HelpCall.objects.open().filter(kind=HelpCall.Kind.NO_HOST).select_related("room__session__assembly")
    )
    return [call.room for call in calls if not is_running(call.room, at)]
