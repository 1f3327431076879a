"""How a log-in session becomes a person on each request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class PortalBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's log-in by email address; reads the person with their duties in one query."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the person of a log-in session, unless their log-in was closed since."""
        user = User.objects.with_duties().filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Give nobody anything: duties decide, and a forgotten row of Django's permissions opens no page."""
        return set()
