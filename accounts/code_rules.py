"""What makes a six-digit code: how it is drawn, how long it is good, how it is kept. Pure."""

import secrets
from datetime import timedelta

from django.utils.crypto import salted_hmac

DIGITS = 6
LIFETIME = timedelta(minutes=15)
TRIES = 5
"""Wrong codes answered "that is not it". One in 200,000 to guess; then a new code has to be asked for."""

PAUSE = timedelta(minutes=15)
CODES_PER_PAUSE = 6
"""Codes mailed to one address in that time: enough when mail is slow, no use to whoever is a nuisance."""
CODES_PER_DAY = 30


def draw_code() -> str:
    """Draw six digits at random."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def digest_of(code: str, *, email: str) -> str:
    """Return what is kept of a code: without the server's secret, a stolen table names none of them."""
    return salted_hmac("accounts.EmailCode", f"{email}:{code}", algorithm="sha256").hexdigest()


def only_digits(typed: str) -> str:
    """Read a code as people type it, with spaces or dashes between its groups, in any script's digits."""
    return "".join(str(int(character)) for character in typed if character.isdecimal())
