"""The one door: an address is typed, a six-digit code is mailed to it and typed, and the person is logged in.

Known and new addresses take the same way, see the same pages and get the same mail. Other apps that want a
person with a proven address call ``send_code`` and send the browser on to ``code_page()``, or simply link to
``account_login`` with ``?next=``.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Self

from allauth.account.utils import perform_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import mail
from accounts.actions import find_or_make_person, issue_code, take_code
from accounts.limits import is_crowded
from accounts.refusals import CodeRefusal, CodeRefused

LOG_IN = "door"
NEW_ADDRESS = "new_address"
MAILS = {LOG_IN: "account/email/code", NEW_ADDRESS: "account/email/new_address"}


@dataclass(frozen=True)
class Knock:
    """What a browser waits for, kept in ``request.session``: one log-in and one change of address at most."""

    email: str
    browser: str
    """A secret of this browser: a mailed code opens the door only where it was asked for."""
    next_url: str
    sent_at: str

    @classmethod
    def of(cls, request: HttpRequest, purpose: str = LOG_IN) -> Self | None:
        """Return what this browser waits for, if anything."""
        kept = request.session.get(purpose)
        return cls(**kept) if isinstance(kept, dict) else None


def send_code(request: HttpRequest, email: str, next_url: str = "", *, purpose: str = LOG_IN) -> None:
    """Mail a six-digit code to the address and remember where this browser wants to go once it is typed.

    The answer never depends on whether somebody already logs in with the address. Send the browser on to
    ``code_page()`` afterwards. An unsafe ``next_url`` is dropped.

    :raises CodeRefused: ``sent_too_often``, ``too_busy`` or ``not_sent``; ``str(refused)`` is for the page.
    """
    email = email.strip().lower()
    if is_crowded(request, "codes"):
        raise CodeRefused(CodeRefusal.TOO_BUSY)
    at = timezone.now()
    before = Knock.of(request, purpose)
    browser = before.browser if before else secrets.token_urlsafe(24)
    with transaction.atomic():
        code = issue_code(email=email, browser=browser, at=at)
        # A code that nobody was told is taken back with the refusal, so the one before stays good.
        if not mail.send(MAILS[purpose], email, {"code": code, "request": request}):
            raise CodeRefused(CodeRefusal.NOT_SENT)
    knock = Knock(email, browser, safe_next_url(request, next_url), at.isoformat())
    request.session[purpose] = asdict(knock)


def code_page() -> str:
    """Return the address of the page where the code is typed."""
    return reverse("account_code")


def enter(request: HttpRequest, knock: Knock, typed: str, *, at: datetime) -> HttpResponse:
    """Log the person in by the code they typed, or pass them on to their second factor.

    :raises CodeRefused: the code is not good; see ``take_code``.
    """
    take_code(email=knock.email, browser=knock.browser, typed=typed, at=at)
    user = find_or_make_person(email=knock.email, at=at)
    forget(request)
    response: HttpResponse = perform_login(
        request, user, redirect_url=knock.next_url or None, email=knock.email
    )
    return response


def forget(request: HttpRequest, purpose: str = LOG_IN) -> None:
    """Stop waiting for a code in this browser."""
    request.session.pop(purpose, None)


def safe_next_url(request: HttpRequest, url: str) -> str:
    """Return the address if it is one of ours, else nothing: a link to us must not end elsewhere."""
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours else ""
