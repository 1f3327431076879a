"""Where the player's page says how far the person is."""

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseForbidden,
    HttpResponseGone,
)
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from events.views.loading import place_of
from library.actions.watching import note_watching
from library.limits import is_too_often
from library.policies.recordings import WatchRefused, can_watch
from library.presenters.recordings import is_over
from library.views.recording_loading import load_recording

NOTHING_TO_SAY = 204
TOO_OFTEN = 429


@require_POST
@never_cache
def recording_watched(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Keep where the person is; 410 tells an open page that the time is over, 404 that it was withdrawn.

    It is scripts that ask, so whoever is not logged in any more is told so and not led to the log-in.
    """
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    position = request.POST.get("position", "")
    if not (position.isascii() and position.isdecimal() and len(position) < 7):
        return HttpResponseBadRequest()
    if is_too_often(request.user.pk):
        return HttpResponse(status=TOO_OFTEN)
    at = timezone.now()
    recording = load_recording(request, slug, code, at=at)
    if is_over(can_watch(recording, at)):
        return HttpResponseGone()
    delegate = place_of(request.user, recording.session.assembly)
    if delegate is None or not delegate.has_place:
        return HttpResponse(status=NOTHING_TO_SAY)
    is_going_on = request.POST.get("state") == "playing"
    try:
        note_watching(
            delegate=delegate, recording=recording, position=int(position), is_going_on=is_going_on, at=at
        )
    except WatchRefused as refused:
        raise Http404 from refused
    return HttpResponse(status=NOTHING_TO_SAY)
