"""``manage.py concern_keys``: make, look at and change the keys of concerns (docs/concerns.md tells when)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from concerns.actions import keys
from concerns.models import SealingKey
from concerns.refusals import ConcernRefused
from concerns.sealing.folder import KeyFolder, KeysAbsent, write_new_key


class Command(BaseCommand):
    """Run where CONCERNS_KEY_FILE and CONCERNS_KEY_FOLDER lead to the keys."""

    help = "Makes and changes the keys of concerns."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what is to be done."""
        deeds = parser.add_subparsers(dest="deed", required=True)
        for name, words in (
            ("make-file", "draw the key-encryption key into a new file"),
            ("make-recovery", "make the offline recovery key, its private half in a new file"),
            ("rotate", "seal every private half under a key in a new file as well"),
        ):
            deeds.add_parser(name, help=words).add_argument("file", type=Path)
        deeds.add_parser("check", help="open everything, and show nothing")
        deeds.add_parser("forget-old", help="remove what is sealed under another key than the one in use")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what to do next."""
        try:
            self._do(options["deed"], options.get("file"))
        except FileExistsError as error:
            raise CommandError(f"{error} is there already: a key that is written over is lost.") from None
        except KeysAbsent:
            raise CommandError(
                "A key is missing. CONCERNS_KEY_FILE names the key-encryption key, CONCERNS_KEY_FOLDER the "
                "folder of private halves; without one of them nothing can be opened."
            ) from None
        except ConcernRefused as refused:
            raise CommandError(f"Nothing was changed. {refused}") from None

    def _do(self, deed: str, file: Path | None) -> None:
        at = timezone.now()
        match deed, file:
            case "make-file", Path():
                write_new_key(file)
                self.stdout.write(f"{file} holds the key-encryption key. Name it in CONCERNS_KEY_FILE.")
            case "make-recovery", Path():
                row = keys.make_recovery_key(to=file, at=at)
                self.stdout.write(f"{file} holds the private half of {row.pk}. Take it offline now.")
            case "rotate", Path():
                halves = keys.rotate_key_file(to=file, at=at)
                self.stdout.write(
                    f"{halves} private halves open with {file} too. Name it in CONCERNS_KEY_FILE, start "
                    "the casework service again, then run: concern_keys forget-old"
                )
            case "check", _:
                opened = keys.prove_all_opens(KeyFolder.at_hand())
                live = SealingKey.objects.live().count()
                self.stdout.write(f"All {opened} texts open. {live} keys are in use.")
            case _:
                removed = keys.forget_old_key(at=at)
                self.stdout.write(f"Removed {removed} files of another key. All texts still open.")
