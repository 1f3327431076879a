"""Names the app to Django."""

from django.apps import AppConfig


class BreakoutsConfig(AppConfig):
    """The breakouts app."""

    name = "breakouts"
