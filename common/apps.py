"""Names the app to Django."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """The common app."""

    name = "common"
