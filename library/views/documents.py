"""A document: what it is, the version to read as a page, and its file."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.rich_text import rendered
from library.actions.openings import count_opening
from library.models import Document
from library.presenters.documents import FileLink, newest_of, review_in_words
from library.serving import send_file
from library.views.loading import assembly_shown, of_document


@require_safe
@of_document
def document(request: HttpRequest, document: Document, at: datetime) -> HttpResponse:
    """Say what the document is, who answers for it and whether it is up to date; lead to what can be read."""
    version = newest_of(document)
    today = timezone.localdate(at)
    context = {
        "document": document,
        "assembly": assembly_shown(request, document),
        "version": version,
        "link": FileLink.of(document, version.file) if version else None,
        "review": review_in_words(document.review_due_on, today),
        "is_overdue": document.review_due_on is not None and document.review_due_on <= today,
        "zone": timezone.get_current_timezone(),
    }
    return render(request, "library/document.html", context)


@require_safe
@of_document
def document_page(request: HttpRequest, document: Document, at: datetime) -> HttpResponse:
    """Show the version to read as a page; where there is none any more, the document says what there is."""
    if not document.has_page:
        return redirect("document", document.code)
    _count(request, document, at)
    version = newest_of(document)
    context = {
        "document": document,
        "assembly": assembly_shown(request, document),
        "body": rendered(document.body),
        "link": FileLink.of(document, version.file) if version else None,
    }
    return render(request, "library/document_page.html", context)


@require_safe
@of_document
def document_file(request: HttpRequest, document: Document, at: datetime, name: str) -> HttpResponseBase:
    """Send the newest file. A link to one that was replaced leads to the document, which has the new one."""
    version = newest_of(document)
    if version is None or version.file.name != name:
        return redirect("document", document.code)
    sent = send_file(request, version.file, name=name, is_download=True, at=at)
    if sent.status_code in (200, 206):
        _count(request, document, at)
    return sent


def _count(request: HttpRequest, document: Document, at: datetime) -> None:
    """Count an opening by a person: not who only asks whether it is there, nor who goes on reading a file.

    What organisers look at before it is published is no opening.
    """
    goes_on = request.headers.get("Range", "bytes=0-").replace(" ", "").startswith("bytes=0-")
    if request.method == "GET" and goes_on and not document.is_draft:
        count_opening(of=document, at=at)
