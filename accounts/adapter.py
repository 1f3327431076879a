"""The one place where allauth is bent to the portal: our words, our door, our mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts import door, mail, policies
from accounts.models import User
from accounts.refusals import CodeRefused

WRONG_APP_CODE = "That is not the code your app shows now. Wait for the next one and enter its 6 digits"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Passwords, log-out and the mail about them."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "The email address or the password is not right. If you never chose a password, log in with a "
            "6-digit code"
        ),
        "enter_current_password": "That is not your current password",
        "incorrect_password": "That is not your password",
        "incorrect_code": WRONG_APP_CODE,
        "too_many_login_attempts": "You have tried too often. Wait 5 minutes and try again",
        "rate_limited": "You have tried too often. Wait 5 minutes and try again",
    }

    def pre_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse | None:
        """Ask for the address to be proven before a password alone lets anybody in."""
        response: HttpResponse | None = super().pre_login(request, user, **facts)
        if response or policies.has_proven_address(user):
            return response
        clear_login(request)
        try:
            door.send_code(request, user.email, facts["redirect_url"] or "")
        except CodeRefused as refused:
            messages.error(request, str(refused))
            return redirect("account_login")
        return redirect(door.code_page())

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up but through the door."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send what allauth has to say; what was done stays done when the mail does not go out."""
        mail.send(template_prefix, email, {"request": self.request, **context})

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the person's details."""
        return reverse("my_details")

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say nothing on logging in, where the page itself is the answer."""
        if "account/messages/logged_in.txt" not in (args[:1] or (kwargs.get("message_template"),)):
            super().add_message(request, level, *args, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Authenticator apps and recovery codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_APP_CODE,
        "cannot_delete_authenticator": (
            "What you do for the portal asks for a second factor, so it cannot be turned off"
        ),
        "unverified_email": "Log in with a code sent to your email address first",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever must prove a second factor keeps it."""
        return not policies.must_use_second_factor(authenticator.user)
