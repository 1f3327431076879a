"""Names the app to Django."""

from importlib import import_module

from django.apps import AppConfig


class NetworkingConfig(AppConfig):
    """The networking app."""

    name = "networking"

    def ready(self) -> None:
        """Declare what networking tells people."""
        import_module("networking.notices")
