"""``manage.py index_library``: writes anew all that search looks through."""

from typing import Any

from django.core.management.base import BaseCommand

from library.actions.repairing import index_everything


class Command(BaseCommand):
    """Rewrites every entry; needed after a restored backup or a change of how texts are taken apart."""

    help = "Write anew all that search looks through."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and say how many."""
        count = sum(1 for _ in index_everything())
        self.stdout.write(f"{count} documents and recordings indexed.")
