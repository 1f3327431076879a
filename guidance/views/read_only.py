"""Marks pages that only read, and those whose address holds what a person answered."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def read_only(view: View[P]) -> View[P]:
    """Answer GET and HEAD; anything else is 405 before a token is asked for, as nothing could be forged."""
    return csrf_exempt(require_safe(view))


def kept_nowhere(view: View[P]) -> View[P]:
    """Read only, and let neither this computer nor a server on the way keep what was answered.

    The next page learns where it was asked from as an origin without the address. ``no-referrer`` would make
    browsers send the form "Log out" without an origin, and it would be refused.
    """

    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    kept: View[P] = answered
    return read_only(kept)
