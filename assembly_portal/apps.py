"""Names the composition root to Django."""

from importlib import import_module

from django.apps import AppConfig


class AssemblyPortalConfig(AppConfig):
    """The composition root."""

    name = "assembly_portal"

    def ready(self) -> None:
        """Register the system checks, and the tasks that every process may hand to the worker."""
        import_module("assembly_portal.checks")
        import_module("assembly_portal.celery").app.autodiscover_tasks(force=True)
