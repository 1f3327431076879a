"""``manage.py appoint_handler``: the operator begins a group with its first two members; then they decide."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Employer, LocalOffice
from concerns.actions import keys, memberships
from concerns.kinds import SIDE_OF, GroupKind, Role, Side
from concerns.refusals import ConcernRefused
from concerns.sealing.folder import KeysAbsent


class Command(BaseCommand):
    """Makes the group and its key if they are not there yet."""

    help = "Entrusts one of the first two members of a handler group."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who, and where."""
        parser.add_argument("email")
        parser.add_argument("kind", choices=GroupKind.values)
        parser.add_argument("place", help="the name of the employer or of the local office")
        parser.add_argument(
            "--role", choices=Role.values, help="handler unless told; dean in a dean's office"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Appoint, or say in one sentence why not."""
        at, kind = timezone.now(), GroupKind(options["kind"])
        is_employer = SIDE_OF[kind] is Side.EMPLOYER
        places = Employer.objects if is_employer else LocalOffice.objects
        place = places.filter(name=options["place"]).first()
        if place is None:
            raise CommandError(f"There is no {'employer' if is_employer else 'local office'} of this name.")
        role = Role(options["role"] or (Role.DEAN if kind == GroupKind.DEAN else Role.HANDLER))
        try:
            keys.make_custody_key(at=at)
            group = keys.make_group(
                kind=kind,
                employer=place if isinstance(place, Employer) else None,
                local_office=place if isinstance(place, LocalOffice) else None,
                at=at,
            )
            memberships.begin_group(email=options["email"], group=group, role=role, at=at)
        except KeysAbsent:
            raise CommandError("The keys are not here: run this where CONCERNS_KEY_FILE is set.") from None
        except ConcernRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{options['email']} is a member of: {group}.")
