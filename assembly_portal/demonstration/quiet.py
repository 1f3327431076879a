"""Silence while a demonstration is written: nothing is mailed, nobody is rung, and no worker is asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


@contextmanager
def without_mail() -> Iterator[None]:
    """Throw mail away, and forget what the running transaction would do after its commit.

    Four hundred confirmations to people who do not exist would bury the first real one. Their notices are
    written as sent, so the beat table finds nothing due; a worker would only be asked to find that out.
    """
    assert connection.in_atomic_block, "Only a transaction can be silenced."
    mail = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = mail
        connection.run_on_commit.clear()
