"""``manage.py seed_demo``: fill an empty database with the demonstration, or look after one that is there."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assembly_portal.demonstration import log_ins
from assembly_portal.demonstration.concerns import CODE
from assembly_portal.demonstration.making import NotOurs, seed
from concerns.models import Concern


class Command(BaseCommand):
    """Runs at every start of ``make run``; it is safe to run again, and touches nobody else's rows."""

    help = "Fills an empty database with the second assembly, replayed now."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether the day is shifted."""
        parser.add_argument("--as-it-was", action="store_true", help="leave the day on 27 May 2022")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and print the log-ins where DEBUG is on: elsewhere they have no password to tell."""
        try:
            seed(
                at=timezone.now(),
                as_it_was=options["as_it_was"],
                with_log_ins=settings.DEBUG,
                tell=self.stderr.write if options["verbosity"] > 1 else _say_nothing,
            )
        except NotOurs as error:
            raise CommandError(str(error)) from None
        if settings.DEBUG:
            self.stdout.write(log_ins.in_words())
            if Concern.objects.exists():
                self.stdout.write(f"To come back to a concern at /letterbox/: {CODE.in_groups}")


def _say_nothing(words: str) -> None:
    """Stay silent: whoever started this shows its own progress."""
