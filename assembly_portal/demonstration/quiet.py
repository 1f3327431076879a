"""Silence while a demonstration is written: nothing is mailed, and nothing is left to a worker."""

from collections.abc import Iterator
from contextlib import contextmanager

from celery import current_app
from django.conf import settings


@contextmanager
def without_mail() -> Iterator[None]:
    """Throw mail away, and let what actions hand to the worker run here, where it finds nothing due.

    Four hundred confirmations to people who do not exist would bury the first real one; a worker would send
    them after this is over.
    """
    mail, eager = settings.EMAIL_BACKEND, current_app.conf.task_always_eager
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    current_app.conf.task_always_eager = True
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = mail
        current_app.conf.task_always_eager = eager
