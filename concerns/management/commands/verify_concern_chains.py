"""``manage.py verify_concern_chains``: recompute every chain of entries, and name those that were changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concerns.chains import broken_chains
from concerns.models import Entry


class Command(BaseCommand):
    """Ends with an error if a chain is broken, so that a clock of the operator's can run it."""

    help = "Proves that nothing that was written down about concerns was changed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Look through all of them."""
        broken = broken_chains()
        for each in broken:
            self.stderr.write(f"{each.chain}, from entry {each.number} on: {each.fault}.")
        if broken:
            raise CommandError(f"{len(broken)} chains are broken.")
        self.stdout.write(f"All {Entry.objects.count()} entries stand as they were written.")
