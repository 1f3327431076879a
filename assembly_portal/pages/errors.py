"""What people see when something did not work: each page says what happened and what to do now."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from psycopg_pool import PoolTimeout

# Never shown again, even to the person who typed them.
SECRETS = ("csrf", "password", "code", "token", "secret")
RETRY_AFTER_SECONDS = 30


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form was damaged on the way."""
    return render(request, "400.html", status=400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the page exists and is not for this person."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none that this person may know of."""
    return render(request, "404.html", status=404)


def went_wrong(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours; or 503 when every connection to the database is taken.

    Both pages are static: no context, no person, no database.
    """
    if _is_overloaded(sys.exc_info()[1]):
        page = get_template("503.html").render()
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    return HttpResponse(get_template("500.html").render(), status=500)


def form_not_taken(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a fitting token: a stale tab, or another website.

    Texts that the person wrote are shown, so that nothing is lost; but only if the form came from a page of
    ours, or any website could put its words here.
    """
    wrote = _texts(request) if _came_from_here(request) else []
    return render(request, "403_csrf.html", {"wrote": wrote}, status=403)


def _is_overloaded(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, PoolTimeout):
            return True
        error = error.__cause__
    return False


def _came_from_here(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _texts(request: HttpRequest) -> list[str]:
    """Return what reads like a sentence of the person's own."""
    values = [
        text.strip()
        for name, texts in request.POST.lists()
        if not any(secret in name.lower() for secret in SECRETS)
        for text in texts
    ]
    return [text for text in values if " " in text]
