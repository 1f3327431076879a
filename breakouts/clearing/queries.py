"""Reads about what is kept of rooms until when, and what went."""

from django.db.models import Exists, OuterRef, QuerySet

from breakouts.clearing.engine import Rule, until_of
from breakouts.clearing.sweeps import SWEEPS
from breakouts.models import Clearing, Report
from events.models import Assembly, Room

__all__ = ["ROOMS", "until_of"]


def _with_rooms() -> QuerySet[Assembly]:
    return Assembly.objects.filter(Exists(Room.objects.filter(session__assembly=OuterRef("pk"))))


def _unhandled(assembly: Assembly) -> int:
    return Report.objects.filter(message__room__session__assembly=assembly, handled_at=None).count()


ROOMS = Rule(Clearing, SWEEPS, _with_rooms, _unhandled, "the rooms of an assembly were cleared")
