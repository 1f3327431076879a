"""Reads about what is kept of networking until when, and what went."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from breakouts.clearing.engine import Rule, until_of
from events.models import Assembly
from networking.clearing.sweeps import SWEEPS
from networking.models import NetworkingClearing, NetworkingReport, Profile

__all__ = ["NETWORKING", "is_kept", "until_of"]


def _with_networking() -> QuerySet[Assembly]:
    """Those where anybody joined: without a profile there is nobody who asked or said anything."""
    return Assembly.objects.filter(Exists(Profile.objects.filter(delegate__assembly=OuterRef("pk"))))


def _unhandled(assembly: Assembly) -> int:
    return NetworkingReport.objects.filter(about__assembly=assembly, handled_at=None).count()


NETWORKING = Rule(
    NetworkingClearing, SWEEPS, _with_networking, _unhandled, "the networking of an assembly was cleared"
)


def is_kept(assembly: Assembly, at: datetime) -> bool:
    """Whether what was said there is still kept."""
    return at < until_of(assembly)
