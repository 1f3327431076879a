"""What the tests of promises do inside a running portal: draw codes, take an authenticator away."""

from allauth.mfa.models import Authenticator

from accounts.credentials import credentials_digest
from accounts.models import User
from accounts.second_factor import give_totp
from concerns.models import Alert, Membership
from concerns.reporter_codes import ReporterCode
from tests.concerns.portal_rows import cookie_of
from tests.concerns.rows import SECRET


def codes(count: int) -> list[str]:
    """Return codes that open nothing."""
    return [ReporterCode.new().in_groups for _ in range(count)]


def without_an_app(email: str) -> str:
    """Take somebody's authenticator away while their session claims a proof; return its cookie."""
    user = User.objects.get(email=email)
    cookie = cookie_of(user)["cookie"]
    Authenticator.objects.filter(user=user).delete()
    return cookie


def with_an_app_again(email: str) -> None:
    """Vouch for them anew."""
    user = User.objects.get(email=email)
    give_totp(user, SECRET)
    digest = credentials_digest(User.objects.get(pk=user.pk))
    Membership.objects.filter(user=user).update(suspended_on=None, suspended_because="", credentials=digest)
    Alert.objects.filter(membership__user=user).delete()
