"""Names the app to Django and registers its checks and lookups."""

from importlib import import_module

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """The common app."""

    name = "common"

    def ready(self) -> None:
        """Register the system checks and the lookups."""
        import_module("common.checks")
        import_module("common.lookups")
