"""``manage.py recompute_figures ASSEMBLY``: count the figures of an assembly anew, and keep them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assembly_portal.figures.counting import count_figures
from assembly_portal.figures.keeping import count_and_keep
from assembly_portal.figures.presenters import differences
from assembly_portal.figures.tables import PEOPLE_COLUMNS
from events.models import Assembly, Figures
from events.policies.figures import FiguresRefused


class Command(BaseCommand):
    """Counts from Arrivals, Visits and what was written; safe to run again. Says what changed since last."""

    help = "Count the figures of an assembly from its records, keep them, and say what changed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address of the assembly, and whether what was kept after the close is replaced."""
        parser.add_argument("assembly", help="its address, such as 2022")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="keep these figures in place of those kept after the assembly closed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, say what it comes to and what changed, and keep it."""
        at = timezone.now()
        assembly = Assembly.objects.filter(slug=options["assembly"]).first()
        if assembly is None:
            raise CommandError(f"There is no assembly at /{options['assembly']}/.")
        kept = Figures.objects.filter(assembly=assembly).first()
        now = count_figures(assembly)
        for column in PEOPLE_COLUMNS:
            self.stdout.write(f"{column.heading}: {now['people'][0][column.key]}")
        if kept is None:
            self.stdout.write("Nothing was kept before.")
        else:
            changes = differences(kept.told, now)
            self.stdout.write("\n".join(changes) or "Nothing has changed since they were last kept.")
        try:
            count_and_keep(assembly=assembly, kept_by="By command", at=at, is_correction=options["replace"])
        except FiguresRefused as refused:
            raise CommandError(f"{refused} To keep it all the same: --replace") from None
