"""The first page, the way out, and addresses that lead nowhere."""

from datetime import datetime

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from concerns.actions import leaving
from concerns.views.letterbox.draft import draft_of, sent_of
from concerns.views.letterbox.page import letterbox_page, shown, went_on
from concerns.visits import Stay, Visit, carried, forget_visit

log = structlog.get_logger(__name__)


@letterbox_page("GET", "HEAD")
def start(request: HttpRequest) -> HttpResponse:
    """Show the three ways and what is promised; whoever has begun can go on."""
    at = timezone.now()
    draft = draft_of(request, at=at)
    context = {
        "has_draft": draft is not None,
        "has_sent": draft is None and sent_of(request, at=at) is not None,
        "told": request.GET.get("told", ""),
    }
    return shown(request, "start.html", context)


@letterbox_page("GET", "HEAD", "POST")
def leave(request: HttpRequest) -> HttpResponse:
    """Forget everything in this browser; a draft that was not sent is deleted."""
    if request.method != "POST":
        return went_on("letterbox")
    return _forgotten(request, went_on("letterbox", told="left"))


@letterbox_page("GET", "HEAD")
def exit_page(request: HttpRequest) -> HttpResponse:
    """Forget everything in this browser, and lead to a page of no interest.

    A link and no form, so that it works at one press without scripts. The cookie stays at home when another
    website links here, so nobody else can press it. A browser that only reads ahead is turned away, and asks
    again when the link is followed.
    """
    if "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
        return HttpResponse(status=503)
    response = redirect(str(settings.CONCERNS_EXIT_ADDRESS))
    return _forgotten(request, response) if request.method == "GET" else response


@letterbox_page("GET", "HEAD")
def without_slash(request: HttpRequest) -> HttpResponse:
    """Lead to the first page from the address as people type it."""
    return went_on("letterbox")


@letterbox_page("GET", "HEAD", "POST")
def lost(request: HttpRequest) -> HttpResponse:
    """Lead from addresses that nothing answers to the first page."""
    return went_on("letterbox")


def _forgotten(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Take the cookie away, delete a draft that was not sent, and let no copy of the cookie do more."""
    at = timezone.now()
    visit = carried(request, at=at)
    try:
        if visit is not None:
            _end(visit, at)
    except DatabaseError as fault:
        # Whoever leaves has to be gone from this browser, whatever else does not work.
        log.error("letterbox could not end a visit", error=type(fault).__name__)
    return forget_visit(request, response)


def _end(visit: Visit, at: datetime) -> None:
    match visit.stay:
        case Stay.WRITING:
            leaving.delete_draft(concern=visit.concern_id)
        case Stay.SENT:
            leaving.hide_code(concern=visit.concern_id, secret=visit.secret)
        case Stay.INSIDE:
            leaving.end_visit(secret=visit.secret, at=at)
