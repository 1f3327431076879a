"""``manage.py load_guidance``: write the pages that come with the portal and are not there yet."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from guidance.actions import load_shipped


class Command(BaseCommand):
    """Part of setting up a portal; safe to run again."""

    help = "Writes the guidance pages that come with the portal and are not there yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and say how many."""
        self.stdout.write(f"Guidance pages written: {load_shipped(at=timezone.now())}")
