"""Setting up an authenticator app, and the recovery codes that come with it."""

from textwrap import wrap
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts import door, policies
from accounts.models import User


@method_decorator(never_cache, name="dispatch")
class SetUpView(ActivateTOTPView):  # type: ignore[misc]
    """Scan, type the code that the app shows, and be told the recovery codes."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send those on who have an app already."""
        if policies.has_second_factor(request.user):
            return redirect("my_details")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        """Count the code just typed as proof in this log-in: nobody is asked twice in a row."""
        response: HttpResponse = super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        post_authentication(self.request, app, reauthenticated=True)
        return response

    def get_success_url(self) -> str:
        """Show the recovery codes, and remember where the person was going."""
        query = f"?{urlencode({'next': self._next_url})}" if self._next_url else ""
        return reverse("mfa_view_recovery_codes") + query

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell why it is asked for, and spell the secret for those who cannot scan."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "must": policies.must_use_second_factor(self.request.user),
            "next_url": self._next_url,
            "secret": " ".join(wrap(context["form"].secret, 4)),
        }

    @property
    def _next_url(self) -> str:
        asked = self.request.POST.get("next") or self.request.GET.get("next", "")
        return door.safe_next_url(self.request, asked)


@method_decorator(never_cache, name="dispatch")
class RecoveryCodesView(ViewRecoveryCodesView):  # type: ignore[misc]
    """The recovery codes that are left, and the way on."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send those on who have none: with an app to where they are made, else to their details."""
        if isinstance(request.user, User) and not policies.has_recovery_codes(request.user):
            has_app = policies.has_second_factor(request.user)
            return redirect("mfa_generate_recovery_codes" if has_app else "my_details")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lead on to where the person was going."""
        next_url = door.safe_next_url(self.request, self.request.GET.get("next", ""))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"next_url": next_url or reverse("my_details")}
