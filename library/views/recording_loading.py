"""What the pages and files of recordings begin with: the recording, and whether it can be watched now."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from common.policy import Verdict
from library.models import Recording
from library.policies.recordings import can_preview, can_watch
from library.presenters.recordings import is_over, sentence_of
from library.queries import to_judge


def load_recording(
    request: HttpRequest, slug: str, code: str, *, at: datetime, has_text: bool = False
) -> Recording:
    """Return the recording if it is for this person; to strangers each is the same 404.

    ``has_text`` loads the text of its captions too.
    """
    recordings = Recording.objects.of_audience(request.user, at)
    rows = (
        recordings.select_related("session__assembly", "file").prefetch_related("captions")
        if has_text
        else to_judge(recordings)
    )
    return get_object_or_404(rows, session__assembly__slug=slug, code=code)


def judge(request: HttpRequest, recording: Recording, *, at: datetime) -> tuple[Verdict, bool]:
    """Tell whether it can be watched, and whether an organiser may look at it all the same."""
    verdict = can_watch(recording, at)
    return verdict, can_preview(verdict, request.user)


def refusal_of_file(request: HttpRequest, recording: Recording, *, at: datetime) -> HttpResponse | None:
    """Return the answer that forbids one of its files at this instant, or nothing when it is allowed.

    Whoever is late gets the page that points on, with 410; everything else is a 404.
    """
    verdict, is_preview = judge(request, recording, at=at)
    if verdict or is_preview:
        return None
    if is_over(verdict):
        return page_of_refusal(request, recording, verdict, at=at)
    raise Http404


def page_of_refusal(
    request: HttpRequest, recording: Recording, verdict: Verdict, *, at: datetime
) -> HttpResponse:
    """Say in words why it cannot be watched, and where to go on; with the status that its files have."""
    context = {
        "recording": recording,
        "assembly": recording.session.assembly,
        # The root keeps this address, and links point down only.
        "home_address": f"/{recording.session.assembly.slug}/",
        "sentence": sentence_of(recording, verdict),
        "is_over": is_over(verdict),
        "has_others": Recording.objects.of_audience(request.user, at)
        .watchable(at)
        .filter(session__assembly=recording.session.assembly)
        .exists(),
    }
    return render(request, "library/recording_refused.html", context, status=410 if is_over(verdict) else 404)
