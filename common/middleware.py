"""Headers of every page: nothing private stays on a shared computer, and no page asks for the camera."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


class NoStoreMiddleware:
    """Tell browser and proxies to keep no copy of a page that was made for one person.

    A request or an answer that carries ``request.session`` counts as such: finding out costs no query.
    Stands outside the session middleware, whose cookie it looks for.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and forbid keeping what is private."""
        response = self.get_response(request)
        name = settings.SESSION_COOKIE_NAME
        if name in request.COOKIES or name in response.cookies:
            response.headers["Cache-Control"] = "no-store, private"
        return response


class PermissionsPolicyMiddleware:
    """Forbid the devices of ``PERMISSIONS_POLICY``, unless the view has set a policy of its own."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.policy = ", ".join(f"{device}=({who})" for device, who in settings.PERMISSIONS_POLICY.items())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say what the page may ask for."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.policy)
        return response
