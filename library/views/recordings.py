"""The page of a recording, and the list of those of an assembly."""

from datetime import datetime

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.arrivals import delegate_here
from events.models import Delegate
from events.views.loading import PersonalRequest, load_assembly, personal
from library.actions.openings import count_opening
from library.models import Recording, Watching
from library.presenters.recordings import RecordingPage, lines_of, refused_together
from library.queries import is_of_audience, recordings_of, speakers_of
from library.views.recording_loading import judge, load_recording, page_of_refusal

FURTHEST = 48 * 60 * 60


@require_safe
@personal
def recordings(request: PersonalRequest, slug: str) -> HttpResponse:
    """List the recordings of an assembly; to strangers it is the same 404 as any."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    if not is_of_audience(request.user, assembly):
        raise Http404
    delegate_here(request, assembly, at=at)
    lines = lines_of(recordings_of(request.user, assembly, at), at)
    context = {
        "assembly": assembly,
        "watchable": [line for line in lines if line.is_watchable],
        "refused": refused_together(lines),
        "at": at,
    }
    return render(request, "library/recordings.html", context)


@require_safe
@personal
def recording(request: PersonalRequest, slug: str, code: str) -> HttpResponseBase:
    """Show the player, or say in words why there is none."""
    at = timezone.now()
    found = load_recording(request, slug, code, at=at, has_text=True)
    delegate = delegate_here(request, found.session.assembly, at=at)
    verdict, is_preview = judge(request, found, at=at)
    if not (verdict or is_preview):
        return page_of_refusal(request, found, verdict, at=at)
    asked = _asked(request)
    if asked is None and not is_preview:
        count_opening(of=found, at=at)
    return _player(request, found, delegate, asked=asked, is_preview=is_preview, at=at)


def _player(
    request: HttpRequest,
    found: Recording,
    delegate: Delegate | None,
    *,
    asked: int | None,
    is_preview: bool,
    at: datetime,
) -> HttpResponseBase:
    is_counted = delegate is not None and delegate.has_place and not is_preview
    watching = Watching.objects.filter(delegate=delegate, recording=found).first() if is_counted else None
    position = watching.position if watching else 0
    page = RecordingPage.of(found, asked=asked, position=position, is_preview=is_preview)
    context = {
        "assembly": page.assembly,
        "recording": found,
        "page": page,
        "speakers": speakers_of(found.session),
        "asked": asked,
        "is_counted": is_counted,
        "at": at,
    }
    # No other page may play anything, and this one from nowhere else.
    played = {"frame-src": [f"https://{page.embed_host}"]} if page.embed_host else {"media-src": [SELF]}

    @csp_update(played)
    def answer(request: HttpRequest) -> HttpResponseBase:
        return render(request, "library/recording.html", context)

    return answer(request)


def _asked(request: HttpRequest) -> int | None:
    """Return the place that a link leads to, in seconds; what is no number leads nowhere."""
    typed = request.GET.get("at", "")
    is_number = typed.isascii() and typed.isdecimal() and len(typed) < 8
    return min(int(typed), FURTHEST) if is_number else None
