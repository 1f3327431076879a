"""How Django knows the app."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    """The confidential concern tracker."""

    name = "concerns"
