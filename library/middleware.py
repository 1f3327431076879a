"""What the library adds on the way to every page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from library.actions.files import bytes_follow_rows


class BytesFollowRowsMiddleware:
    """Whatever became of a request, no bytes stay behind whose row was rolled back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; by then every transaction of the request has ended."""
        with bytes_follow_rows():
            return self.get_response(request)
