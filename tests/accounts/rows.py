"""Rows for the tests in a browser, made in the portal's own database."""

from tests.factories import make_organiser, make_user


def organiser(email: str) -> None:
    """Somebody who runs assemblies and has no app yet."""
    make_organiser(email=email, name="Dr Olu Organiser")


def person(email: str) -> int:
    """Somebody with a log-in."""
    return make_user(email, name="Dr Amara Fernhollow").pk
