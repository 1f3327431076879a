"""Whose address an assembly's listed domains admit: pure."""

import re
from collections.abc import Iterable

LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")


def is_domain(text: str) -> bool:
    """Whether mail can have an address there: labels with a dot between them, in whatever script."""
    labels = _plain(text).split(".")
    return len(labels) > 1 and all(map(LABEL.fullmatch, labels))


def domain_of(email: str) -> str:
    """Return the part after the last at sign, in small ASCII letters; empty where there is none."""
    _, sign, domain = email.rpartition("@")
    return _plain(domain) if sign else ""


def is_admitted(email: str, domains: Iterable[str]) -> bool:
    """Whether the address stands at one of the domains or below it.

    Whole labels are compared: ``nhs.uk`` admits ``trust.nhs.uk``, never ``evilnhs.uk`` or ``nhs.uk.example``.
    """
    theirs = domain_of(email)
    return any(theirs == ours or theirs.endswith(f".{ours}") for ours in map(_plain, domains) if ours)


def _plain(domain: str) -> str:
    """Spell a domain in one way, whatever its capitals, script or final dot; empty when it cannot be one."""
    try:
        return domain.strip().rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        return ""
