"""The admin as the organisers' workplace: who may come in, and what an organiser may do there."""

from typing import TYPE_CHECKING, Any

from allauth.account.decorators import secure_admin_login
from allauth.account.views import logout as log_out
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.policies import has_proven_second_factor


class PortalAdminSite(admin.AdminSite):
    """Django's admin behind the portal's door: for organisers who proved a second factor in this log-in."""

    site_header = settings.PORTAL_NAME
    site_title = settings.PORTAL_NAME
    index_title = "Run assemblies"
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person runs assemblies and has proven a second factor since they logged in."""
        return bool(getattr(request.user, "is_organiser", False)) and has_proven_second_factor(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send people to the portal's own door; whoever is logged in and no organiser is told so."""
        response: HttpResponse = _through_the_door(request)
        return response

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Log out of the portal, as everywhere else."""
        return log_out(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Change the password where everybody does, with a mail that tells so."""
        return redirect("account_change_password")


def _not_for_you(request: HttpRequest) -> HttpResponse:
    # An organiser comes here only without a second factor, and the middleware has sent those on before.
    raise PermissionDenied


_through_the_door = secure_admin_login(_not_for_you)


if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin  # generic for the type checker only


class OrganiserAdmin(ModelAdmin):
    """Rows that every organiser may see, add, change and delete, without rows of Django's permissions."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Organisers see the app."""
        return self._is_organiser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Organisers see the rows."""
        return self._is_organiser(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Organisers add rows."""
        return self._is_organiser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Organisers change rows."""
        return self._is_organiser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Organisers delete rows."""
        return self._is_organiser(request)

    @staticmethod
    def _is_organiser(request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_organiser", False))
