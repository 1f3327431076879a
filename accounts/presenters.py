"""My details as rows of a summary list, and log-ins as rows of a table."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import browsers, policies
from accounts.models import User

Row = dict[str, Any]


@dataclass(frozen=True)
class LogIn:
    """One line of "Where you are logged in"."""

    since: datetime
    browser: str
    network_address: str
    is_this: bool


def log_ins(sessions: list[UserSession]) -> list[LogIn]:
    """Tell each log-in by what its owner recognises."""
    return [
        LogIn(session.created_at, browsers.in_words(session.user_agent), session.ip, session.is_current())
        for session in sessions
    ]


def about(user: User) -> list[Row]:
    """What others see of the person."""
    return [
        _row("Name", format_html("<bdi>{}</bdi>", user.name or "Not given"), ("my_name", "your name")),
        _row(
            "Pronouns",
            format_html("<bdi>{}</bdi>", user.pronouns or "Not given"),
            ("my_name", "your pronouns"),
        ),
    ]


def logging_in(user: User) -> list[Row]:
    """How the person logs in, and where they are logged in now."""
    has_password = user.has_usable_password()
    password = (
        ("account_change_password", "your password")
        if has_password
        else ("account_set_password", "a password")
    )
    count = len(UserSession.objects.purge_and_list(user))
    where = f"In {count} browsers" if count > 1 else "In this browser only"
    return [
        _row("Email address", user.email, ("my_address", "your email address")),
        _row(
            "Password",
            "Chosen" if has_password else "None: you log in with a 6-digit code",
            password,
            "Change" if has_password else "Choose",
        ),
        *_second_factor(user),
        _row("Where you are logged in", where, ("usersessions_list", "where you are logged in"), "Show"),
    ]


def _second_factor(user: User) -> list[Row]:
    if not policies.has_second_factor(user):
        return [_row("Second factor", "Not set up", ("mfa_activate_totp", "a second factor"), "Set up")]
    turn_off = ("mfa_deactivate_totp", "your second factor")
    is_must = policies.must_use_second_factor(user)
    return [
        _row("Second factor", "An authenticator app", None if is_must else turn_off, "Turn off"),
        _recovery_codes(user),
    ]


def _recovery_codes(user: User) -> Row:
    if policies.has_recovery_codes(user):
        show = ("mfa_view_recovery_codes", "your recovery codes")
        return _row("Recovery codes", "For when you do not have the app", show, "Show")
    make = ("mfa_generate_recovery_codes", "recovery codes")
    return _row("Recovery codes", "None yet: without the app you could not log in", make, "Make")


def _row(key: str, value: str, link: tuple[str, str] | None, verb: str = "Change") -> Row:
    shown = "html" if isinstance(value, SafeString) else "text"
    row: Row = {"key": {"text": key}, "value": {shown: value, "classes": "nhsuk-u-text-break-word"}}
    if link:
        page, what = link
        row["actions"] = {"items": [{"href": reverse(page), "text": verb, "visuallyHiddenText": what}]}
    return row
