"""What the composition root adds on the way to every page."""

from collections.abc import Callable
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

from assembly_portal.pages import errors
from assembly_portal.silence import is_unlogged, without_keys


class RequestLogMiddleware(RequestMiddleware):
    """One line in the log for each request, but for pages that promise silence (``is_unlogged``)."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and log who asked for what."""
        return cast(HttpResponse, (self.get_response if is_unlogged(request) else super().__call__)(request))

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Tell what was asked for, without what opens a private calendar."""
        return f"{request.method} {without_keys(request.get_full_path())}"

    def process_got_request_exception(self, sender: type[Any], request: HttpRequest, **facts: Any) -> None:
        """Log a fault, but for pages that promise silence."""
        if not is_unlogged(request):
            super().process_got_request_exception(sender, request, **facts)


class PageNotFoundMiddleware:
    """Show the portal's own "Page not found" where DEBUG is on, too.

    Whoever tries the demonstration sees what delegates see, and not Django's list of every address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with our page for an address that leads nowhere."""
        response = self.get_response(request)
        is_nowhere = response.status_code == 404 and request.resolver_match is None
        return errors.not_found(request) if is_nowhere else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer where a page found nothing; one that says in its own words why keeps them."""
        return errors.not_found(request) if isinstance(exception, Http404) else None
