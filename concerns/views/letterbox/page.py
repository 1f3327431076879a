"""What every page of the letterbox has in common: no log-in, no token, nothing of it in a fault report."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from concerns.refusals import ConcernRefused, Refusal

Page = TypeVar("Page", bound=Callable[..., HttpResponse])
RETRY_AFTER = {Refusal.CROWDED: 600, Refusal.SENT_OFTEN: 600, Refusal.BUSY: 5}
STATUS = {Refusal.CROWDED: 429, Refusal.SENT_OFTEN: 429, Refusal.BUSY: 503}


def letterbox_page(*methods: str) -> Callable[[Page], Page]:
    """Make a page of the letterbox. The middleware checks where forms come from, in place of a token."""

    def decorate(page: Page) -> Page:
        @wraps(page)
        def measured(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                # Django reads a form when it is first asked for.
                _ = request.POST
            except (SuspiciousOperation, MultiPartParserError):
                return render(request, "concerns/letterbox/too_long.html", status=413)
            return page(request, *args, **kwargs)

        quiet: Any = sensitive_post_parameters()(sensitive_variables()(measured))
        return cast(Page, csrf_exempt(require_http_methods(methods)(quiet)))

    return decorate


def shown(
    request: HttpRequest, template: str, context: dict[str, Any], *, refused: Refusal | None = None
) -> HttpResponse:
    """Show a page; one that tells of a crowd says when to try again."""
    status = STATUS.get(refused, 200) if refused else 200
    response = render(request, f"concerns/letterbox/{template}", context, status=status)
    if refused in RETRY_AFTER:
        response.headers["Retry-After"] = str(RETRY_AFTER[refused])
    return response


def went_on(view: str, *args: object, **told: str) -> HttpResponse:
    """Lead to a page of the letterbox; ``told`` are neutral words of the address."""
    address = reverse(view, args=args)
    return redirect(f"{address}?{urlencode(told)}" if told else address)


def refusal_of(refused: ConcernRefused) -> Refusal:
    """Return the code of a refusal."""
    return Refusal(refused.code)
