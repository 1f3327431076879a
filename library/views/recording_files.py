"""The video, the captions and the chapters of a recording: each asks the one rule at each request."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.policy import Verdict
from events.views.loading import PersonalRequest, personal
from library.chapters import read_chapters, written_chapters
from library.models import Captions, Recording
from library.policies.recordings import Watch
from library.serving import send_file
from library.views.recording_loading import judge, load_recording, refusal_of_file


@require_safe
@personal
def recording_file(request: PersonalRequest, slug: str, code: str) -> HttpResponseBase:
    """Send the video; one that is lost is sent again as soon as it is back."""
    at = timezone.now()
    recording = load_recording(request, slug, code, at=at)
    if recording.file is None:
        raise Http404
    if not _is_lost(judge(request, recording, at=at)[0]):
        refusal = refusal_of_file(request, recording, at=at)
        if refusal is not None:
            return refusal
    file, key, user = recording.file, recording.pk, request.user

    def is_allowed(at: datetime) -> bool:
        """Whether this person could still begin to watch it: it may be withdrawn or end sooner meanwhile."""
        theirs = Recording.objects.of_audience(user, at)
        return (theirs if user.is_organiser else theirs.watchable(at)).filter(pk=key).exists()

    sent_until = recording.ends_at
    return send_file(
        request, file, name=file.name, is_download=False, at=at, until=sent_until, is_allowed=is_allowed
    )


@require_safe
@personal
def recording_captions(request: PersonalRequest, slug: str, code: str, language: str) -> HttpResponse:
    """Send the captions in a language."""
    at = timezone.now()
    recording = load_recording(request, slug, code, at=at)
    if (refusal := refusal_of_file(request, recording, at=at)) is not None:
        return refusal
    captions = Captions.objects.filter(recording=recording, language=language).first()
    if captions is None:
        raise Http404
    return _track(captions.text)


@require_safe
@personal
def recording_chapters(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Send the chapters as players read them."""
    at = timezone.now()
    recording = load_recording(request, slug, code, at=at)
    if (refusal := refusal_of_file(request, recording, at=at)) is not None:
        return refusal
    chapters = read_chapters(recording.chapters).chapters
    return _track(written_chapters(chapters, duration=recording.duration))


def _is_lost(verdict: Verdict) -> bool:
    return verdict.code is Watch.MISSING


def _track(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/vtt; charset=utf-8")
