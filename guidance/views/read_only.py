"""Marks a page that only reads: whoever would write there is told that it cannot be done, token or not."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def read_only(view: View[P]) -> View[P]:
    """Answer GET and HEAD; anything else is 405 before a token is asked for, as nothing could be forged."""
    return csrf_exempt(require_safe(view))
