"""The home of an assembly, which says the right next thing in every phase, and the list of earlier ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assembly_portal.pages.joining import Join, join_now
from events.arrivals import delegate_here
from events.lifecycle import Phase, can_registrations_stand
from events.models import Assembly, Delegate, Session
from events.policies.figures import can_read_figures
from events.programme import Group, SessionEntry, all_day, in_parallel
from library.presenters.recordings import RecordingLine, watchable
from library.queries import recordings_of


@dataclass(frozen=True)
class Running:
    """The day as it stands: what is on, what comes next, and where this person goes."""

    now: Sequence[SessionEntry]
    next: Group | None
    join: Join | None
    has_programme: bool

    @classmethod
    def of(cls, sessions: Sequence[Session], delegate: Delegate | None, at: datetime) -> "Running":
        """Tell sessions in order of time, loaded ``with_programme``."""
        background = all_day(sessions)
        entries = [SessionEntry.of(session, at) for session in sessions]
        # The keynote of this minute stands above the help desk that is there all day.
        now = sorted(
            (entry for entry in entries if entry.is_now), key=lambda entry: entry.session in background
        )
        ahead = in_parallel(
            entry for entry in entries if entry.starts_at > at and entry.session not in background
        )
        join = join_now(delegate, sessions, at) if delegate and delegate.has_place else None
        return cls(now, ahead[0] if ahead else None, join, bool(sessions))


@dataclass(frozen=True)
class Home:
    """What the page of an assembly says at an instant, to one person."""

    phase: Phase
    at: datetime
    can_register: bool
    delegate: Delegate | None
    running: Running | None
    recordings: Sequence[RecordingLine] = ()
    """What this person can watch now, on demand."""

    @property
    def has_place(self) -> bool:
        """Whether this person is registered."""
        return self.delegate is not None and self.delegate.has_place

    @property
    def is_offered(self) -> bool:
        """Whether a place is kept for this person until they answer."""
        is_offered = self.delegate is not None and self.delegate.state == Delegate.State.OFFERED
        return is_offered and not self.is_offer_over

    @property
    def is_offer_over(self) -> bool:
        """Whether this person did not answer in time, written down or not."""
        if self.delegate is None:
            return False
        return self.delegate.state == Delegate.State.LAPSED or self.delegate.is_offer_over(self.at)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the current assembly, or say honestly that there is none."""
    at = timezone.now()
    assembly = Assembly.objects.current(at)
    if assembly is None:
        return render(request, "assembly_portal/home_empty.html")
    return _show(request, assembly, at)


@require_safe
def assembly_home(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one assembly; to organisers its draft too."""
    at = timezone.now()
    return _show(request, get_object_or_404(Assembly.objects.visible_to(request.user, at), slug=slug), at)


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """List the assemblies whose day is over, the latest first."""
    earlier = Assembly.objects.over(timezone.now()).order_by("-starts_at", "-pk")
    return render(request, "assembly_portal/archive.html", {"assemblies": earlier})


def _show(request: HttpRequest, assembly: Assembly, at: datetime) -> HttpResponse:
    delegate = delegate_here(request, assembly, at=at)
    own = recordings_of(request.user, assembly, at) if assembly.phase_at(at) is Phase.ON_DEMAND else ()
    page = replace(_page(assembly, delegate, at), recordings=watchable(own, at))
    context = {"assembly": assembly, "page": page, "may_read_figures": bool(can_read_figures(request.user))}
    return render(request, "assembly_portal/assembly_home.html", context)


def _page(assembly: Assembly, delegate: Delegate | None, at: datetime) -> Home:
    phase = assembly.phase_at(at)
    running = None
    if phase in (Phase.OPEN, Phase.LIVE):
        sessions = Session.objects.filter(assembly=assembly).public(at).standing().in_order().with_programme()
        running = Running.of(list(sessions), delegate, at)
    return Home(
        phase=phase,
        at=at,
        can_register=can_registrations_stand(assembly.published_at, assembly.registration_closes_at, at),
        delegate=delegate,
        running=running,
    )
