"""Names the app to Django and registers its checks."""

from importlib import import_module

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """The common app."""

    name = "common"

    def ready(self) -> None:
        """Register the system checks."""
        import_module("common.checks")
