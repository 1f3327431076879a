"""What the page of one session works with: its assembly, what can be chosen, and what was refused."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from common.keys import key_sent
from events.admin.offered import Offered
from events.models import Assembly, Place, Session
from events.models.programme import ON_STAGE
from events.policies.programme import ScheduleRefused, Scheduling
from events.wall_times import FarYear, instant_of

USUAL_LENGTH = timedelta(minutes=30)


def timetable_url(assembly: Assembly) -> str:
    """Where the assembly's timetable is."""
    return reverse("admin:events_assembly_timetable", args=[assembly.pk])


@dataclass
class Page:
    """One request for the form of a session."""

    request: HttpRequest
    assembly: Assembly
    refused: ScheduleRefused | None = None
    session: Session | None = None
    """As it is stored; none for a new one."""

    @classmethod
    def of(cls, request: HttpRequest, object_id: str | None) -> Self | None:
        """Find the assembly: the session's own, the one named, else the next. None when there is none at all.

        A form sent for a session that is gone by now becomes one to add it again.
        """
        if object_id is not None and (session := _stored(object_id)):
            return cls(request, session.assembly, session=session)
        named = key_sent(request.POST.get("assembly") or request.GET.get("assembly"))
        assembly = Assembly.objects.filter(pk=named).first()
        assembly = assembly or Assembly.objects.next_to_run(timezone.now())
        if assembly is None:
            return None
        is_orphan = object_id is not None and request.method == "POST"
        return cls(request, assembly, ScheduleRefused(Scheduling.GONE) if is_orphan else None)

    def keep(self) -> None:
        """Let the steps of the same request find it."""
        vars(self.request)["session_page"] = self

    @classmethod
    def kept(cls, request: HttpRequest) -> "Page":
        """Find it again."""
        page: Page = vars(request)["session_page"]
        return page

    @cached_property
    def offered(self) -> Offered:
        """What can be chosen."""
        return Offered.by(self.assembly)

    @property
    def add_url(self) -> str:
        """Where a new session of this assembly is sent to."""
        return f"{reverse('admin:events_session_add')}?{urlencode({'assembly': self.assembly.pk})}"

    @cached_property
    def initial(self) -> dict[str, Any]:
        """What a new form starts with: what the timetable's link names."""
        starts_at = self._named_start() or self.assembly.starts_at
        kind = self.request.GET.get("kind", Session.Kind.KEYNOTE)
        return {"kind": kind, "starts_at": starts_at, "ends_at": starts_at + USUAL_LENGTH}

    @property
    def place_to_start_with(self) -> Place | None:
        """The place that the link names; else the stage, for what everybody listens to."""
        places, named = self.offered.places, self.request.GET.get("place")
        if named:
            return next((place for place in places if str(place.pk) == named), None)
        on_stage = self.initial["kind"] in ON_STAGE
        return next((place for place in places if place.is_stage), None) if on_stage else None

    def _named_start(self) -> datetime | None:
        try:
            wall = datetime.fromisoformat(self.request.GET.get("starts", ""))
            return instant_of(wall.replace(tzinfo=None), self.assembly.zone)
        except FarYear as far:
            messages.error(self.request, f"{far}.")
            return None
        except ValueError:
            return None


def _stored(object_id: str) -> Session | None:
    try:
        return Session.objects.select_related("assembly").filter(pk=unquote(object_id)).first()
    except (ValueError, ValidationError):
        return None
