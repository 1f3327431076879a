"""Authenticator apps, outside the pages where people set them up themselves."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction

from accounts.models import User

PERIOD = 30


@transaction.atomic
def give_totp(user: User, secret: str) -> None:
    """Set up an app with a secret that is known beforehand: for demonstration log-ins and tests."""
    take_away_second_factor(user)
    TOTP.activate(user, secret)


def take_away_second_factor(user: User) -> None:
    """Forget the person's app and recovery codes."""
    Authenticator.objects.filter(user=user).delete()


def code_now(user: User) -> str | None:
    """Return the code that the person's app shows at this moment, or nothing if they have no app."""
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return app_code(decrypt(app.data["secret"])) if app else None


def app_code(secret: str) -> str:
    """Return the code that an app with this secret shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD)))
