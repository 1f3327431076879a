"""Names the app to Django."""

from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    """The guidance app."""

    name = "guidance"
