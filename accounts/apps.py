"""Names the app to Django, and the admin site that asks for a second factor."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    """The accounts app."""

    name = "accounts"
    default = True
    verbose_name = "People and lists"


class PortalAdminConfig(admin_apps.AdminConfig):
    """Django's admin, as the organisers' workplace."""

    default = False
    default_site = "accounts.admin_site.PortalAdminSite"
