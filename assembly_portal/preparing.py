"""Brings the database up to date and prepares the demonstration, in one process: Django is slow to start.

Progress goes to the error stream; what ``make run`` is to show at the end (the log-ins) to the output.
"""

import os
import sys

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def main(commands: list[str]) -> None:
    """Migrate if anything is due, then run the commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assembly_portal.settings.development")
    django.setup()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, stdout=sys.stderr)
    for command in commands:
        call_command(command)


if __name__ == "__main__":
    main(sys.argv[1:])
