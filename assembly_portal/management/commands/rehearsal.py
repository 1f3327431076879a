"""``manage.py rehearsal ADDRESS``: bring life to the demonstration's rooms until stopped."""

import asyncio
import contextlib
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assembly_portal.rehearsal import stage


class Command(BaseCommand):
    """Runs beside a development portal, never elsewhere: it logs demonstration people in by itself."""

    help = "Lets a few demonstration people talk in the rooms that are running."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the portal's address."""
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Play until interrupted."""
        if not settings.DEBUG:
            raise CommandError("The rehearsal runs only with DEBUG, on a demonstration.")
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(stage.play(options["address"]))
