"""The pages behind the footer: what this portal promises, and whom to ask."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assembly_portal import operator
from concerns.middleware import COOKIE, SECURE_COOKIE

# Django's own measure of a year for cookies.
YEAR = timedelta(weeks=52)


def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement, under the headings that the law fixes."""
    return _page(request, "accessibility")


def contact(request: HttpRequest) -> HttpResponse:
    """Show whom to ask for what."""
    return _page(request, "contact")


def cookies(request: HttpRequest) -> HttpResponse:
    """List the cookies by the names and the lifetimes that the settings give them."""
    listed = [
        {
            "name": settings.SESSION_COOKIE_NAME,
            "purpose": "Remembers that you are logged in, and your answers between two pages of a form",
            "lasts": _session_lasts(),
        },
        {
            "name": settings.CSRF_COOKIE_NAME,
            "purpose": "Makes sure that a form was sent by you and not by another website in your name",
            "lasts": _csrf_lasts(),
        },
        {
            "name": SECURE_COOKIE if request.is_secure() else COOKIE,
            "purpose": "Keeps your place under “Letterbox”, and the key to what you write. It names nobody",
            "lasts": "Until you leave or close your browser; of no use after 2 hours without an answer",
        },
    ]
    return _page(request, "cookies", cookies=listed)


def privacy(request: HttpRequest) -> HttpResponse:
    """Say which personal data this portal holds, who sees it and what people may ask for."""
    return _page(request, "privacy")


def terms(request: HttpRequest) -> HttpResponse:
    """State the terms of use."""
    return _page(request, "terms")


def _page(request: HttpRequest, name: str, **context: object) -> HttpResponse:
    return render(request, f"assembly_portal/{name}.html", {"operator": operator.facts(), **context})


def _session_lasts() -> str:
    longest = _in_words(settings.SESSION_COOKIE_AGE)
    if settings.SESSION_EXPIRE_AT_BROWSER_CLOSE:
        return f"Until you close your browser, at most {longest}"
    return f"At most {longest}"


def _csrf_lasts() -> str:
    return _in_words(settings.CSRF_COOKIE_AGE) if settings.CSRF_COOKIE_AGE else "Until you close your browser"


def _in_words(seconds: int) -> str:
    days = timedelta(seconds=seconds).days
    if days >= YEAR.days:
        return "1 year"
    return f"{days // 7} weeks" if days and days % 7 == 0 else f"{days} days"
