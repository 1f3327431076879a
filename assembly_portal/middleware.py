"""What the composition root adds on the way to every page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from assembly_portal.pages import errors


class PageNotFoundMiddleware:
    """Show the portal's own "Page not found" where DEBUG is on, too.

    Whoever tries the demonstration sees what delegates see, and not Django's list of every address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with our page for what was not found."""
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        return errors.not_found(request) if response.status_code == 404 and is_page else response
