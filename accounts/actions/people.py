"""People and the addresses they have proven."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.refusals import AddressRefusal, AddressRefused


@transaction.atomic
def find_or_make_person(*, email: str, at: datetime) -> User:
    """Return the person whose address was just proven; somebody new is made, without a password.

    The row is made only now, so that no address stands in the table whose owner never came.
    """
    email = email.lower()
    proven = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    user = proven.user if proven else User.objects.filter(email__iexact=email).first()
    if user is None:
        user, _ = User.objects.get_or_create(
            email=email, defaults={"joined_at": at, "password": make_password(None)}
        )
    record_proof(user=user, email=email)
    return user


@transaction.atomic
def record_proof(*, user: User, email: str) -> EmailAddress:
    """Write down that this person reads the mail of the address, which becomes the one they log in with."""
    email = email.lower()
    # Whoever can read the mail now is the owner; nobody else's unproven wish for it stands in the way.
    EmailAddress.objects.filter(email=email).exclude(user=user).exclude(verified=True).delete()
    EmailAddress.objects.filter(user=user).exclude(email=email).delete()
    address, _ = EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    if user.email != email:
        user.email = email
        user.save(update_fields=["email"])
    return address


def take_address(*, user: User, email: str) -> None:
    """Make a proven address the one that this person logs in with, instead of the one before.

    :raises AddressRefused: ``taken``.
    """
    others = User.objects.exclude(pk=user.pk).filter(email__iexact=email)
    if others.exists() or EmailAddress.objects.exclude(user=user).filter(email=email, verified=True).exists():
        raise AddressRefused(AddressRefusal.TAKEN)
    try:
        record_proof(user=user, email=email)
    except IntegrityError:
        # Somebody proved the same address a moment ago in another browser.
        raise AddressRefused(AddressRefusal.TAKEN) from None
