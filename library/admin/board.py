"""The page "The library at a glance": what is due, what is missing, what is opened and what never is."""

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from library import review
from library.models import Document


def board(site: AdminSite, request: HttpRequest) -> TemplateResponse:
    """Show counts, and names of documents and recordings; no name of a person stands here."""
    at = timezone.now()
    never_opened = [*review.never_opened_documents(at), *review.never_opened_recordings(at)]
    context = {
        **site.each_context(request),
        "title": "The library at a glance",
        "at": at,
        "zone": timezone.get_current_timezone(),
        "overdue": review.overdue_documents(at),
        "without_page": review.documents_without_page(at),
        "without_captions": review.recordings_without_captions(at),
        "soon_count": review.exceptions_ending_soon(at).count(),
        "requests": review.asked_for_other_formats(),
        "most_opened": [(thing, _kind(thing), count) for thing, count in review.most_opened(at)],
        "never_opened": [(thing, _kind(thing)) for thing in never_opened],
    }
    return TemplateResponse(request, "admin/library/board.html", context)


def _kind(thing: Model) -> str:
    return "document" if isinstance(thing, Document) else "recording"
