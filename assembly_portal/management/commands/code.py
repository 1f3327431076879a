"""``make code WHO=organiser``: the second factor of a demonstration log-in, for trying the portal out."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.second_factor import code_now
from events.models import Demonstration


class Command(BaseCommand):
    """Print the code that the app of a demonstration log-in shows now."""

    help = "Print the current second-factor code of a demonstration log-in: organiser, superuser, ..."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whose code is wanted."""
        parser.add_argument("who", help="the part of the demonstration address before @example.org")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell the code, on a developer's machine and for demonstration log-ins only."""
        if not settings.DEBUG:
            raise CommandError("Second factors are told only where DEBUG is on.")
        if not Demonstration.objects.exists():
            raise CommandError("This is not a demonstration database. Make one with: make reset run")
        email = f"{options['who']}@example.org".lower()
        user = User.objects.filter(email=email).first()
        if user is None:
            raise CommandError(f"There is no demonstration log-in {email}. 'make run' prints them all.")
        code = code_now(user)
        if code is None:
            raise CommandError(
                f"{email} has no second factor and needs none: the mailed 6-digit code is enough."
            )
        self.stdout.write(code)
