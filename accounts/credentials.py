"""Whether a log-in is still as its owner left it: for those who were vouched for with it."""

import hashlib
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.models import CredentialChange, User

# What each kind of authenticator holds that stays the same while it is used.
LASTING = ("secret", "seed")


def credentials_digest(user: User) -> str:
    """Return a digest of everything that lets this person in: password, addresses, authenticators."""
    parts = [user.password, user.email]
    addresses = EmailAddress.objects.filter(user=user, verified=True).order_by("email")
    parts += addresses.values_list("email", flat=True)
    for authenticator in Authenticator.objects.filter(user=user).order_by("pk"):
        lasting = [str(authenticator.data[name]) for name in LASTING if name in authenticator.data]
        parts.append(f"{authenticator.pk}:{authenticator.type}:{':'.join(lasting)}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def has_own_credentials(user: User, *, since: str) -> bool:
    """Whether the log-in is as it was at that digest, or was changed since by its owner alone."""
    now = credentials_digest(user)
    changes = dict(CredentialChange.objects.filter(user=user).values_list("before", "after"))
    reached = {since}
    while since != now and (since := changes.get(since, "")) and since not in reached:
        reached.add(since)
    return since == now


def note_own_change(user: User, *, before: str, at: datetime) -> None:
    """Write down that the person, who had proven a second factor, changed the log-in that was ``before``."""
    after = credentials_digest(user)
    if after != before:
        # Back at a digest that was left before: the newer step counts.
        CredentialChange.objects.update_or_create(
            user=user, before=before, defaults={"after": after, "at": at}
        )
