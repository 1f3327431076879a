"""Rows for the organisers' pages of the library in a browser: called in a process of its own, committed."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from common.codes import new_code
from library.actions.endings import end_recordings
from library.actions.missing import report_missing
from library.actions.openings import count_opening
from library.models import FormatRequest
from tests.factories import log_in, make_assembly, make_organiser, make_session, make_user
from tests.library.factories import make_document, make_recording

DAY = timedelta(days=1)


def a_library_with_ends() -> dict:
    """The log-in of an organiser, and one of everything that the two pages show."""
    client, now = Client(), timezone.now()
    log_in(client, make_organiser(email=f"{new_code()}@example.org"))
    _film(8 * DAY, title="What is gone")
    end_recordings(at=now)
    _film(-DAY, title="What goes soon, with a rather long title that has to break somewhere")
    _film(DAY, title="What is kept", afterwards="keep")
    silent = _film(-9 * DAY, title="Without captions", captioned=False, captions_due_at=now + DAY)
    count_opening(of=silent, at=now)
    report_missing(stored=_film(-DAY, title="What is lost").file, at=now)
    document = make_document(title="A leaflet", review_due_on=timezone.localdate())
    FormatRequest.objects.create(
        document=document, user=make_user(f"{new_code()}@example.org"), need="Braille", asked_at=now
    )
    return {"key": client.session.session_key}


def _film(ended_ago, **fields):
    closes_at = timezone.now() - ended_ago
    slug = f"ends-{new_code().lower()}"
    assembly = make_assembly(slug=slug, starts_at=closes_at - 185 * DAY, closes_at=closes_at)
    return make_recording(make_session(assembly), **fields)
