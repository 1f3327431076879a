"""Names the app to Django."""

from importlib import import_module

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """The library app."""

    name = "library"

    def ready(self) -> None:
        """Declare what the library tells people, and register its system checks."""
        import_module("library.notices")
        import_module("library.checks")
