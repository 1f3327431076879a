"""Names the app to Django, and reads what each app declares in its ``notices.py``."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NoticesConfig(AppConfig):
    """The notices app."""

    name = "notices"

    def ready(self) -> None:
        """Read every app's declarations: the table of kinds is closed from here on."""
        autodiscover_modules("notices")
