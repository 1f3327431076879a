"""Nobody runs the portal on an address alone; and who changes a log-in is known to be its owner, or not."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from accounts.credentials import credentials_digest, note_own_change
from accounts.models import User
from accounts.policies import has_proven_second_factor, has_second_factor, must_use_second_factor

REACHABLE_WITHOUT = frozenset(
    {
        "mfa_activate_totp",
        "mfa_reauthenticate",
        "account_reauthenticate",
        "account_logout",
        "account_inactive",
        # Help and the portal's promises stay in reach, and so does whoever watches over the servers.
        "accessibility",
        "contact",
        "cookies",
        "privacy",
        "terms",
        "health",
        # Who is in danger needs no second factor; and on the way to it the answers would stand in an address.
        "guidance",
        "guidance_act_now",
        "guidance_answer",
        "guidance_question",
        "guidance_card",
        "guidance_page",
    }
)


CHANGES_A_LOG_IN = frozenset(
    {
        "account_change_password",
        "account_set_password",
        "my_address_code",
        "mfa_deactivate_totp",
        "mfa_activate_totp",
        "mfa_generate_recovery_codes",
    }
)


class SecondFactorMiddleware:
    """Send people who must prove a second factor, and have not in this log-in, to the page where they do.

    Costs no query: the duties come with the person, and the proof stands in ``request.session``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or send the person on."""
        if must_use_second_factor(request.user) and not has_proven_second_factor(request):
            return self._send_on(request)
        return self.get_response(request)

    def _send_on(self, request: HttpRequest) -> HttpResponse:
        if _name_of(request.path_info) in REACHABLE_WITHOUT:
            return self.get_response(request)
        page = "mfa_reauthenticate" if has_second_factor(request.user) else "mfa_activate_totp"
        back = request.get_full_path() if request.method == "GET" else ""
        return redirect(f"{reverse(page)}?{urlencode({'next': back})}" if back else reverse(page))


class OwnChangeMiddleware:
    """Write down what people change of their own log-in, so that a change by anybody else stands out.

    Only with the second factor proven before: whoever took away an authenticator and set up their own is
    somebody else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and compare the log-in before and after where the page can change it."""
        user = request.user
        if (
            request.method != "POST"
            or not isinstance(user, User)
            or _name_of(request.path_info) not in CHANGES_A_LOG_IN
            or not has_proven_second_factor(request)
        ):
            return self.get_response(request)
        before = credentials_digest(user)
        response = self.get_response(request)
        note_own_change(User.objects.get(pk=user.pk), before=before, at=timezone.now())
        return response


def _name_of(path: str) -> str:
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""
