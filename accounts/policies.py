"""Who may what, and who has to prove more than an address."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.models import User
from accounts.refusals import SpokenCodeRefusal
from common.policy import ALLOWED, Verdict


def must_use_second_factor(user: User | AnonymousUser) -> bool:
    """Whether a six-digit code or a password is not enough for this person.

    Superusers, organisers and national leads, and whoever another app has bound by a ``SecondFactorDuty``;
    never delegates, speakers or facilitators, who would be locked out on the day by a lost phone.
    """
    if not isinstance(user, User):
        return False
    return user.is_superuser or bool(user.duties) or user.has_second_factor_duty


def has_second_factor(user: User | AnonymousUser) -> bool:
    """Whether an authenticator app is set up."""
    return isinstance(user, User) and bool(is_mfa_enabled(user, [Authenticator.Type.TOTP]))


def has_recovery_codes(user: User) -> bool:
    """Whether recovery codes were made: an app that an operator gave comes without."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists())


def has_proven_second_factor(request: HttpRequest) -> bool:
    """Whether the second factor was proven in this log-in, as ``request.session`` says: no query."""
    if not request.user.is_authenticated:
        return False
    records: list[dict[str, object]] = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def second_factor_proven_at(request: HttpRequest) -> datetime | None:
    """When the second factor was last proven in this log-in; None if it never was."""
    if not request.user.is_authenticated:
        return None
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    proofs = [record["at"] for record in records if record.get("method") == "mfa"]
    return datetime.fromtimestamp(max(proofs), UTC) if proofs else None


def is_whole_log_in(user: User, kept: Mapping[str, object]) -> bool:
    """Whether nothing more is to be proven in a log-in that keeps this: for lines that are no requests."""
    records = kept.get(AUTHENTICATION_METHODS_SESSION_KEY)
    has_proven = isinstance(records, list) and any(record.get("method") == "mfa" for record in records)
    return has_proven or not must_use_second_factor(user)


def has_proven_address(user: User | AnonymousUser) -> bool:
    """Whether this person has shown that they read the mail of the address they log in with."""
    if not isinstance(user, User):
        return False
    return bool(EmailAddress.objects.filter(user=user, email=user.email.lower(), verified=True).exists())


def can_hear_code(user: User, actor: User) -> Verdict:
    """Whether the actor may read out a log-in code to this person.

    Not to those who hold a duty: a voice on the telephone must not be a way into the organisers' pages.
    """
    if not actor.is_organiser:
        return Verdict.refuse(SpokenCodeRefusal.NOT_ORGANISER)
    if not user.is_active:
        return Verdict.refuse(SpokenCodeRefusal.LOG_IN_CLOSED)
    if must_use_second_factor(user) or has_second_factor(user):
        return Verdict.refuse(SpokenCodeRefusal.NEEDS_SECOND_FACTOR)
    return ALLOWED
