"""Keeping the reporter's pages apart: no log-in, no session, no log, no fault that tells much."""

import traceback
from collections.abc import Callable

import structlog
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.cookie import parse_cookie
from django.shortcuts import render

log = structlog.get_logger(__name__)

LETTERBOX = "/letterbox/"
CASEWORK = "/casework/"
# The prefix makes browsers insist on an encrypted connection; without one there is none to insist on.
COOKIE, SECURE_COOKIE = "letterbox", "__Secure-letterbox"
NO_FAULTS = (Http404, PermissionDenied, BadRequest, SuspiciousOperation)
Answer = Callable[[HttpRequest], HttpResponse]


class ApartMiddleware:
    """Stands before everything else, and drops the portal's cookies from the reporter's pages, both ways.

    Whoever is logged in elsewhere is nobody there. A form from another website is refused by what the browser
    says of its origin, because the portal's own token would be a cookie.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; on the reporter's pages as if the portal knew nobody."""
        if not is_apart(request):
            return self.get_response(request)
        _drop_cookies(request)
        response = self.get_response(request)
        for name in [name for name in response.cookies if name not in (COOKIE, SECURE_COOKIE)]:
            del response.cookies[name]
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """Refuse forms that another website sent, before a page reads them, and those that do not decode."""
        if not is_private(request):
            return None
        if not _is_in_our_letters(request):
            return _unreadable(request)
        if request.method == "POST" and is_apart(request) and not _is_from_here(request):
            return render(request, "concerns/elsewhere.html", status=403)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Tell the kind of a fault and its line, never its words: they can hold what somebody wrote."""
        # A page not there or not for this person, and a form that cannot be read, are no faults of ours.
        if not is_private(request) or isinstance(exception, NO_FAULTS):
            return None
        last = traceback.extract_tb(exception.__traceback__)[-1]
        log.error("private page failed", error=type(exception).__name__, where=f"{last.name}:{last.lineno}")
        # The reporter's page has the way out on top; the other is nobody's in particular.
        page = "concerns/letterbox/went_wrong.html" if is_apart(request) else "concerns/went_wrong.html"
        return render(request, page, status=500)


def is_apart(request: HttpRequest) -> bool:
    """Whether this is a page of the reporter, on which nobody is known; people leave out the last slash."""
    return f"{request.path_info}/".startswith(LETTERBOX)


def is_private(request: HttpRequest) -> bool:
    """Whether this is a page of the reporter or of those who handle concerns."""
    return is_apart(request) or request.path_info.startswith(CASEWORK)


def _is_in_our_letters(request: HttpRequest) -> bool:
    """Whether a request is in UTF-8, as far as it says: others do not decode, or to what no row can hold."""
    return (request.content_params or {}).get("charset", "utf-8").lower() == "utf-8"


def _unreadable(request: HttpRequest) -> HttpResponse:
    request.encoding = "utf-8"
    page = "concerns/letterbox/unreadable.html" if is_apart(request) else "concerns/unreadable.html"
    return render(request, page, status=400)


def _drop_cookies(request: HttpRequest) -> None:
    # Django's own reading: one cookie of somebody else that Python cannot read loses only itself.
    sent = parse_cookie(request.META.get("HTTP_COOKIE", ""))
    kept = [f"{name}={sent[name]}" for name in (COOKIE, SECURE_COOKIE) if name in sent]
    request.META["HTTP_COOKIE"] = "; ".join(kept)
    request.__dict__.pop("COOKIES", None)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a form was sent by a page of ours, as far as the browser tells.

    ``no-referrer`` makes browsers send the origin "null", so Sec-Fetch-Site decides where it is sent.
    Browsers without it are held off by the cookie, which stays at home when another website posts.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin", "null")
    return origin in ("null", f"{request.scheme}://{request.get_host()}")
